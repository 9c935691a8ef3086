"""The policies that `make permissions` prints."""

import json
import subprocess
import sys
from fnmatch import fnmatchcase
from itertools import product

from stacks.settings import Organization, Settings, StateBucket

import attrs
import pytest

from tests.permissions.recording import known_actions
from tests.scenarios import SCENARIOS
from tools.cdktf import PROJECT
from tools.permissions.policies import Purpose, policy

KEY_OF_STATES = "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-4cde-8f01-1234567890ab"
STATE = StateBucket(
    bucket="team-state",
    kms_key_id=KEY_OF_STATES,
)

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LARGEST = 6144


def allowed(purpose: Purpose, settings: Settings) -> set[tuple[str, str]]:
    return {
        pair
        for statement in policy(purpose, settings)["Statement"]
        for pair in product(statement["Action"], statement["Resource"])
    }


def actions(purpose: Purpose, settings: Settings) -> set[str]:
    return {action for action, _ in allowed(purpose, settings)}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("settings", SCENARIOS.values(), ids=SCENARIOS)
def test_each_fits_into_one_managed_policy(purpose: Purpose, settings: Settings) -> None:
    archive = SCENARIOS["log_archive"].log_archive
    document = policy(purpose, attrs.evolve(settings, state=STATE, log_archive=archive))
    assert document["Statement"]
    assert len(json.dumps(document, separators=(",", ":"))) <= LARGEST


def test_nothing_is_in_two_policies_that_one_person_gets() -> None:
    settings = Settings(state=STATE)
    plan = allowed(Purpose.PLAN, settings)
    assert plan
    state = "arn:aws:s3:::team-state"
    for other in (Purpose.DEPLOY, Purpose.VERIFY):
        twice = plan & allowed(other, settings)
        # Whoever writes a state reads it, too.
        assert all(
            arn.startswith(
                (
                    state,
                    KEY_OF_STATES,
                )
            )
            for _, arn in twice
        )


def test_who_deploys_can_read_and_delete_records_only_where_the_settings_say_so() -> None:
    about_objects = {"s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"}
    assert not about_objects & actions(Purpose.DEPLOY, Settings())
    gives_up = Settings(bucket_removal="destroy")
    assert {"s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"} <= actions(
        Purpose.DEPLOY, gives_up
    )


@pytest.mark.parametrize("purpose", [Purpose.PLAN, Purpose.VERIFY, Purpose.READ_STATE])
def test_who_only_looks_changes_nothing(purpose: Purpose) -> None:
    looks = ("Get", "List", "Describe", "Lookup", "Decrypt")
    found = actions(purpose, Settings(state=STATE))
    assert all(action.split(":")[1].startswith(looks) for action in found)


def test_without_a_name_of_ours_only_what_has_none_is_allowed() -> None:
    anywhere = {action for action, arn in allowed(Purpose.DEPLOY, Settings()) if arn == "*"}
    listed = {"iam:ListRoles", "kms:ListKeys", "s3:ListAllMyBuckets"}
    made = {"kms:CreateKey", "logs:PutQueryDefinition", "logs:DeleteQueryDefinition"}
    assert anywhere == listed | made


def test_the_roles_go_to_cloudtrail_and_s3_and_to_nobody_else() -> None:
    (passes,) = (
        each
        for each in policy(Purpose.DEPLOY, Settings())["Statement"]
        if "iam:PassRole" in each["Action"]
    )
    assert passes["Action"] == ["iam:PassRole"]
    assert passes["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["cloudtrail.amazonaws.com", "s3.amazonaws.com"]}
    }


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "eu-central-1"])
def test_the_names_are_those_of_the_settings(region: str) -> None:
    settings = Settings(region=region, account_id="111122223333", trail_name="ours", state=STATE)
    partition = {"c": "aws-cn", "u": "aws-us-gov", "e": "aws"}[region[0]]
    resources = {arn for _, arn in allowed(Purpose.DEPLOY, settings)} - {STATE.kms_key_id, "*"}
    assert all(arn.startswith(f"arn:{partition}:") for arn in resources)
    trail = f"arn:{partition}:cloudtrail:{region}:111122223333:trail/ours"
    assert trail in resources
    assert not any(fnmatchcase(trail.replace("ours", "other"), arn) for arn in resources)
    assert {arn for _, arn in allowed(Purpose.READ_STATE, settings)} == {
        f"arn:{partition}:s3:::team-state",
        f"arn:{partition}:s3:::team-state/ours/*",
        STATE.kms_key_id,
    }


def test_the_trail_of_an_organization_is_the_management_account_s() -> None:
    organization = Organization(id="o-exampleorgid", management_account_id="444455556666")
    settings = Settings(account_id="111122223333", organization=organization)
    trails = {arn for _, arn in allowed(Purpose.DEPLOY, settings) if ":cloudtrail:" in arn}
    assert trails == {"arn:aws:cloudtrail:us-east-2:444455556666:trail/CloudTrail"}


def test_a_state_that_nobody_shares_needs_nothing() -> None:
    assert not policy(Purpose.READ_STATE, Settings())["Statement"]
    done = run("read-state")
    assert done.returncode == 1
    assert done.stderr.startswith("`state` is not set")


def test_with_a_log_archive_each_account_gets_what_is_in_it() -> None:
    settings = attrs.evolve(SCENARIOS["log_archive"], state=STATE)
    alone = attrs.evolve(settings, log_archive=None)
    every = (Purpose.PLAN, Purpose.DEPLOY, Purpose.VERIFY)
    here = {action for purpose in every for action in actions(purpose, settings)}
    there = actions(Purpose.LOG_ARCHIVE, settings)
    before = {action for purpose in every for action in actions(purpose, alone)}
    assert here | there == before | {"sts:AssumeRole"}
    assert {service(action) for action in there} == {
        *("athena", "cloudtrail", "ec2", "glue", "iam", "kms", "s3")
    }
    assert {service(action) for action in here} & {"athena", "glue"} == set()
    # Only where the state is.
    pairs = {pair for purpose in every for pair in allowed(purpose, settings)}
    assert {arn for action, arn in pairs if service(action) == "s3"} == {
        "arn:aws:s3:::team-state",
        "arn:aws:s3:::team-state/organization/*",
    }
    assert {arn for action, arn in allowed(Purpose.PLAN, settings) if service(action) == "sts"} == {
        "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole"
    }
    accounts = {
        arn.split(":")[4] for _, arn in allowed(Purpose.LOG_ARCHIVE, settings) if arn != "*"
    }
    assert accounts <= {"", "111122223333"}
    assert not policy(Purpose.LOG_ARCHIVE, alone)["Statement"]
    done = run("log-archive")
    assert (done.returncode, done.stderr.partition(" ")[0]) == (1, "`log_archive`")


def service(action: str) -> str:
    return action.partition(":")[0]


def test_the_command_prints_a_policy() -> None:
    printed = json.loads(run("verify").stdout)
    assert printed == policy(Purpose.VERIFY, Settings())
    assert run("nothing").returncode == 2


def test_the_recorded_actions_are_those_of_a_whole_recording() -> None:
    # What only a change of a setting needs, of each kind.
    changes = {"cloudtrail:UpdateTrail", "iam:PutRolePermissionsBoundary", "kms:PutKeyPolicy"}
    assert changes <= known_actions()["deploy"]


def run(purpose: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.permissions", purpose]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
