"""Nobody but this trail: every request that matters, decided by the policies as AWS holds them."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from tests.integration.deployment import Deployment
from tests.integration.scenarios.policies import (
    DeployedPolicies,
    Mutation,
    Row,
    every_reduction,
    matrix,
    read_back,
)
from tools.iam_simulator import Decision, simulator

Rows = Sequence[Row]


@pytest.fixture(scope="package")
def policies(deployment: Deployment) -> DeployedPolicies:
    return read_back(deployment.outputs["TrailArn"])


@pytest.fixture(scope="package")
def rows(deployment: Deployment) -> Rows:
    return matrix(deployment.settings)


def decide(rows: Rows, policies: DeployedPolicies) -> Mapping[str, Decision]:
    decisions = simulator().decide(row.request.call(policies) for row in rows)
    return dict(zip((row.says for row in rows), decisions, strict=True))


def turned(
    rows: Rows, policies: DeployedPolicies, mutations: Iterable[Mutation]
) -> Mapping[str, set[str]]:
    """Returns, of each change, which rows it lets through or stops."""
    before = decide(rows, policies)
    result = {}
    for mutation in mutations:
        changed = mutation.of(policies)
        affected = [row for row in rows if row.request.call(changed) != row.request.call(policies)]
        after = decide(affected, changed)
        result[mutation.says] = {
            says
            for says in after
            if (after[says] == Decision.ALLOWED) != (before[says] == Decision.ALLOWED)
        }
    return result


def test_every_request_is_decided_as_the_matrix_says(
    policies: DeployedPolicies, rows: Rows
) -> None:
    expected = {row.says: row.decision for row in rows}
    assert len(expected) == len(rows)
    assert decide(rows, policies) == expected


def test_each_change_of_a_policy_turns_the_rows_that_name_it_and_no_other(
    policies: DeployedPolicies, rows: Rows
) -> None:
    mutations = {mutation for row in rows for mutation in row.until}
    assert turned(rows, policies, mutations) == {
        mutation.says: {row.says for row in rows if mutation in row.until} for mutation in mutations
    }


def test_every_part_of_every_policy_is_one_that_some_row_depends_on(
    policies: DeployedPolicies, rows: Rows
) -> None:
    effects = turned(rows, policies, every_reduction(policies))
    assert [reduction for reduction, turned_rows in effects.items() if not turned_rows] == []
