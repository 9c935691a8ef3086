"""Nobody but this trail: the policies as AWS holds them, put to every request that matters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest

from tests.iam_simulator import Decision, Document, Simulator, simulator
from tests.integration.deployment import Deployment
from tests.integration.policies import (
    DeployedPolicies,
    Mutation,
    Policy,
    Row,
    every_reduction,
    matrix,
    read_back,
)


@pytest.fixture(scope="session")
def iam() -> Iterator[Simulator]:
    with simulator() as running:
        yield running


@pytest.fixture(scope="session")
def policies(deployment: Deployment) -> DeployedPolicies:
    return read_back(deployment.outputs["TrailArn"])


@pytest.fixture(scope="session")
def rows(deployment: Deployment) -> tuple[Row, ...]:
    return matrix(deployment.settings)


Decisions = Mapping[str, Decision]


def decide(
    iam: Simulator,
    rows: Sequence[Row],
    policies: DeployedPolicies,
    changed: Mapping[Policy, Document],
) -> Decisions:
    documents = {**policies.documents, **changed}
    calls = [row.request.call(documents, policies.names) for row in rows]
    return dict(zip([row.says for row in rows], iam.decide(calls), strict=True))


def turned(
    iam: Simulator, rows: Sequence[Row], policies: DeployedPolicies, mutations: Iterable[Mutation]
) -> dict[str, set[str]]:
    """Returns, for each change, which rows are allowed that were not, or the other way round."""
    before = decide(iam, rows, policies, {})
    return {
        mutation.says: {
            says
            for says, decision in decide(iam, rows, policies, mutation.of(policies)).items()
            if (decision == Decision.ALLOWED) != (before[says] == Decision.ALLOWED)
        }
        for mutation in mutations
    }


def test_every_request_is_decided_as_the_matrix_says(
    iam: Simulator, policies: DeployedPolicies, rows: tuple[Row, ...]
) -> None:
    expected = {row.says: row.decision for row in rows}
    assert len(expected) == len(rows)
    assert decide(iam, rows, policies, {}) == expected


def test_a_change_of_a_policy_turns_exactly_the_rows_that_name_it(
    iam: Simulator, policies: DeployedPolicies, rows: tuple[Row, ...]
) -> None:
    mutations = {mutation for row in rows for mutation in row.until}
    assert turned(iam, rows, policies, mutations) == {
        mutation.says: {row.says for row in rows if mutation in row.until}
        for mutation in mutations
    }


def test_every_part_of_every_policy_is_what_some_row_depends_on(
    iam: Simulator, policies: DeployedPolicies, rows: tuple[Row, ...]
) -> None:
    reductions = [
        reduction
        for policy, document in policies.documents.items()
        for reduction in every_reduction(policy, document)
    ]
    assert [says for says, rows_ in turned(iam, rows, policies, reductions).items() if not rows_] == []
