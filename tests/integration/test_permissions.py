"""The policies allow what the commands call, and nothing that none of them calls."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from stacks.settings import Settings

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID

from tests.integration.deployment import deployable
from tests.permissions.arns import arn_of
from tests.permissions.journey import SETTINGS, travel
from tests.permissions.needs import needs
from tests.permissions.recording import known_actions, needed_by, purposes
from tools.iam_simulator import Call, Decision, Document, simulator
from tools.local_aws.cloudtrail import Call as ApiCall
from tools.permissions.policies import Purpose, policy
from tools.verify.checks import CHECKS

ALLOWED_BY = {
    "deploy": (Purpose.PLAN, Purpose.DEPLOY),
    "write-state": (Purpose.PLAN, Purpose.DEPLOY),
    "verify": (Purpose.PLAN, Purpose.VERIFY),
    "read-state": (Purpose.READ_STATE,),
    "state-bucket": (Purpose.STATE_BUCKET,),
}


def leaves_it_to_the_account(action: str, **more: str) -> Document:
    """Returns the policy of a resource that lets the account's own policies decide."""
    root = {"AWS": f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:root"}
    statement = {"Effect": "Allow", "Principal": root, "Action": action, **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


# What every key's policy has, and as docs/log-archive.md has the trust policy of the role.
ACCOUNT_DECIDES = leaves_it_to_the_account("kms:*", Resource="*")
TRUSTS = leaves_it_to_the_account("sts:AssumeRole")

# What commands call only there, which the test of the log archive sees them do.
WITH_LOG_ARCHIVE = {"sts:AssumeRole"}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ApiCall]]:
    """What was called when every command was run once."""
    with deployable(SETTINGS, tmp_path_factory.mktemp("commands")) as deployment:
        travel(deployment)
        yield deployment.aws.calls


def test_every_call_is_allowed_to_whom_it_is_for(calls: list[ApiCall]) -> None:
    asked = defaultdict(set)
    for call in calls:
        for purpose in purposes(call):
            for action in needs(call):
                asked[ALLOWED_BY[purpose], action].add(arn_of(call, action, SETTINGS))
    assert len(asked) > 150
    assert not refused(asked, SETTINGS)


def refused(
    asked: Mapping[tuple[tuple[Purpose, ...], str], set[str]],
    settings: Settings,
    account: str = DEFAULT_ACCOUNT_ID,
) -> list[tuple[tuple[Purpose, ...], str, str]]:
    """Returns what somebody of the account who has all policies of a row would not be allowed."""
    # The first and the last of each, which are of different kinds where there is more than one.
    rows = [(*who, arn) for who, arns in sorted(asked.items()) for arn in {min(arns), max(arns)}]
    decisions = simulator().decide(simulated(*row, settings, account) for row in rows)
    return [row for row, each in zip(rows, decisions, strict=True) if each is not Decision.ALLOWED]


def simulated(
    purposes_: tuple[Purpose, ...], action: str, arn: str, settings: Settings, account: str
) -> Call:
    passed = {"iam:PassedToService": "cloudtrail.amazonaws.com"}
    # The role of a log archive belongs to another account, which decides by its trust policy.
    owner = arn.split(":")[4] if action == "sts:AssumeRole" else account
    decides = {"kms": ACCOUNT_DECIDES, "sts": TRUSTS}.get(action.partition(":")[0])
    return Call(
        principal=f"arn:aws:iam::{account}:user/somebody",
        action=action,
        resource=arn,
        account=owner,
        context=passed if action == "iam:PassRole" else {},
        identity_policies=tuple(policy(each, settings) for each in purposes_),
        resource_policy=decides and in_account(decides, account),
    )


def in_account(document: Document, account: str) -> Document:
    """Returns a policy that is about the account's own principals."""
    text = json.dumps(document).replace(DEFAULT_ACCOUNT_ID, account)
    renamed: Document = json.loads(text)
    return renamed


def test_nothing_is_allowed_that_was_not_called(calls: list[ApiCall]) -> None:
    needed = needed_by(calls)
    elsewhere = {action for check in CHECKS for action in check.actions} | WITH_LOG_ARCHIVE
    # Changes of settings need more, which make record-calls finds by making them.
    for purpose in ("verify", "read-state", "write-state", "state-bucket"):
        assert known_actions()[purpose] - needed[purpose] <= elsewhere
