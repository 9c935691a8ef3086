"""The records of an organisation in an account of their own, from deploy to destroy."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from stacks.foundation.aws_clients import Clients
from stacks.settings import LogArchive, Settings

import boto3
import pytest

from tests.accounts import session_of
from tests.integration.deployment import Deployment, deployed
from tests.integration.scenarios.policies import DeployedPolicies, read_back
from tests.integration.scenarios.policies.log_archive import LOG_ARCHIVE
from tests.integration.scenarios.test_policies import decide, turned
from tests.integration.test_permissions import ALLOWED_BY, WITH_LOG_ARCHIVE, refused
from tests.permissions.arns import arn_of
from tests.permissions.needs import needs
from tests.permissions.recording import needed_by, purposes
from tests.scenarios import WITH_FEW_ALARMS
from tests.transitions.programs import Programs
from tools.kinds import KINDS, inventory
from tools.local_aws.organization import ACCESS_ROLE, MEMBERS
from tools.permissions.policies import Purpose

SETTINGS = WITH_FEW_ALARMS["log_archive"]
HERE, THERE = "123456789012", MEMBERS[0]

# By what an inventory calls it.
# The second role is that of the copies.
HERE_TOO = {"key", "key alias", "role"}
IN_ARCHIVE = {"bucket", "database", "key", "key alias", "role", "table", "workgroup"}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployed(SETTINGS, tmp_path_factory.mktemp("log-archive")) as running:
        yield running


@pytest.fixture(scope="module")
def archive(deployment: Deployment) -> boto3.Session:
    """Whoever looks into the log archive."""
    return session_of(THERE)


def made_in(clients: Clients) -> set[str]:
    """Returns what an account has, but for what the organisation has made there."""
    return inventory(clients) - {f"role {ACCESS_ROLE}"}


def kinds(clients: Clients) -> set[str]:
    """Returns what kinds of things an account has."""
    nouns = sorted((kind.noun for kind in KINDS), key=len, reverse=True)
    return {next(n for n in nouns if each.startswith(f"{n} ")) for each in made_in(clients)}


def test_the_account_of_the_trail_is_no_log_archive(deployment: Deployment, tmp_path: Path) -> None:
    """The plan says so: no setting tells which account the credentials are for."""
    role = f"arn:aws:iam::{HERE}:role/Deploys"
    settings = Settings(log_archive=LogArchive(account_id=HERE, role_arn=role))
    programs = Programs(settings, deployment.aws, tmp_path)
    programs.synthesise()
    programs.terraform("LogBucketStack", "init")
    plan = programs.try_plan("LogBucketStack")
    said = " ".join(plan.stdout.replace("│", " ").split())
    assert plan.returncode == 1
    assert f"LogBucketStack would be in the account {HERE} of whoever deploys" in said


def test_each_account_has_its_part(deployment: Deployment, archive: boto3.Session) -> None:
    here = kinds(Clients(SETTINGS.region))
    assert here == HERE_TOO | {each.noun for each in KINDS} - IN_ARCHIVE
    assert kinds(Clients(SETTINGS.region, archive)) == IN_ARCHIVE


def test_the_records_of_every_account_arrive(
    deployment: Deployment, archive: boto3.Session
) -> None:
    for member in MEMBERS:
        sns = session_of(member).client("sns", region_name=SETTINGS.region)
        sns.delete_topic(TopicArn=sns.create_topic(Name=f"of-{member}")["TopicArn"])
    deployment.aws.deliver()
    s3 = archive.client("s3", region_name=SETTINGS.region)
    top = deployment.outputs["RecordsPrefix"].removeprefix("s3://").partition("/")[2]
    for account in (HERE, *MEMBERS):
        prefix = f"{top}{account}/CloudTrail/{SETTINGS.region}/"
        found = s3.list_objects_v2(Bucket=deployment.outputs["BucketName"], Prefix=prefix)
        assert found["KeyCount"], account


def test_verify_asks_each_account_and_says_which(deployment: Deployment) -> None:
    deployment.aws.deliver()
    done = deployment.tool("verify", "--no-wait", "--json")
    assert done.returncode == 0, done.stdout
    rows = json.loads(done.stdout[done.stdout.index("{\n") :])["rows"]
    accounts = {(row["check"], row["stack"]): row["account"] for row in rows}
    assert accounts["trail", ""] == accounts["log group", ""] == HERE
    assert accounts["records", ""] == accounts["bucket extras", ""] == THERE
    assert accounts["as deployed", "CloudtrailStack"] == HERE
    assert accounts["as deployed", "LogBucketStack"] == THERE
    assert {row["account"] for row in rows if row["check"] == "key"} == {HERE, THERE}
    shown = deployment.tool("verify", "--no-wait").stdout
    assert "account" in shown
    assert THERE in shown


def test_a_second_deploy_changes_nothing(deployment: Deployment) -> None:
    done = deployment.tool("deploy", "--auto-approve")
    assert (done.returncode, "Nothing to change" in done.stdout) == (0, True), done.stdout


def test_what_a_state_forgot_is_found_in_its_account(
    deployment: Deployment, archive: boto3.Session
) -> None:
    forgotten = {
        "LogBucketStack": (
            "aws_athena_workgroup.AthenaWorkgroup",
            "aws_kms_alias.AuditKeyAlias",
            "aws_kms_key.AuditKey",
        ),
        "CloudtrailStack": ("aws_kms_key.EventsKey", "aws_kms_alias.EventsKeyAlias"),
    }
    for stack, addresses in forgotten.items():
        folder = deployment.folder / "cdktf.out/stacks" / stack
        for address in addresses:
            command = ["terraform", "state", "rm", address]
            subprocess.run(command, cwd=folder, env=deployment.environment, check=True)
    name = f"{SETTINGS.bucket_prefix}202601310000000000deadbeef"
    s3 = archive.client("s3", region_name=SETTINGS.region)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-east-2"})
    done = deployment.tool("adopt", "--auto-approve")
    s3.delete_bucket(Bucket=name)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Adopted: ") == sum(map(len, forgotten.values()))
    assert f"Left over in account {THERE}, unless another deployment uses it: bucket {name}" in (
        done.stdout
    )
    # An import knows what AWS has, and not yet what Terraform alone remembers.
    assert deployment.tool("deploy", "--auto-approve").returncode == 0
    for stack in forgotten:
        assert deployment.plan(stack).returncode == 0


@pytest.mark.parametrize(
    ("log_archive", "leads_to"),
    [
        ("null", HERE),
        (
            json.dumps(
                {"account_id": MEMBERS[1], "role_arn": f"arn:aws:iam::{MEMBERS[1]}:role/Deploys"}
            ),
            MEMBERS[1],
        ),
    ],
)
@pytest.mark.parametrize("command", ["diff", "deploy", "verify"])
def test_the_records_do_not_move(
    deployment: Deployment, command: str, log_archive: str, leads_to: str
) -> None:
    done = deployment.tool(command, LOGGING_LOG_ARCHIVE=log_archive)
    assert done.returncode == (2 if command == "verify" else 1)
    assert (
        f"LogBucketStack is deployed in account {THERE}, and log_archive leads to {leads_to}: set "
        "it back"
    ) in done.stdout


@pytest.fixture(scope="module")
def policies(deployment: Deployment, archive: boto3.Session) -> DeployedPolicies:
    return read_back(deployment.outputs["TrailArn"], archive=archive)


def test_every_request_is_decided_as_the_rows_say(policies: DeployedPolicies) -> None:
    assert decide(LOG_ARCHIVE, policies) == {row.says: row.decision for row in LOG_ARCHIVE}


def test_each_change_of_a_policy_turns_the_rows_that_name_it(policies: DeployedPolicies) -> None:
    mutations = {mutation for row in LOG_ARCHIVE for mutation in row.until}
    assert turned(LOG_ARCHIVE, policies, mutations) == {
        mutation.says: {row.says for row in LOG_ARCHIVE if mutation in row.until}
        for mutation in mutations
    }


def test_a_key_that_somebody_disables_there_is_told(
    deployment: Deployment, archive: boto3.Session
) -> None:
    kms = archive.client("kms", region_name=SETTINGS.region)
    key = kms.describe_key(KeyId="alias/organization")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    done = deployment.tool("verify", "--no-wait", "--json")
    assert done.returncode == 1, done.stdout
    rows = json.loads(done.stdout[done.stdout.index("{\n") :])["rows"]
    failed = {(row["check"], row["account"]) for row in rows if row["result"] == "FAILED"}
    assert {("key", THERE), ("history", HERE)} <= failed
    assert ("key", HERE) not in failed


def test_a_destroy_removes_from_both(deployment: Deployment, archive: boto3.Session) -> None:
    done = deployment.tool("destroy", "--auto-approve")
    assert done.returncode == 0, done.stdout
    assert made_in(Clients(SETTINGS.region)) == set()
    assert made_in(Clients(SETTINGS.region, archive)) == set()


def test_every_call_is_allowed_in_its_account(deployment: Deployment) -> None:
    """After all of the commands above; a role is assumed in one account and works in the other."""
    assert SETTINGS.log_archive
    asked: dict[str, dict[tuple[tuple[Purpose, ...], str], set[str]]] = {HERE: {}, THERE: {}}
    for call in deployment.aws.calls:
        for purpose in purposes(call):
            for action in needs(call):
                who = ALLOWED_BY[purpose] if call.account_id == HERE else (Purpose.LOG_ARCHIVE,)
                arn = arn_of(call, action, SETTINGS)
                # Some of the commands above had a role of other settings.
                if action != "sts:AssumeRole" or arn == SETTINGS.log_archive.role_arn:
                    asked[call.account_id].setdefault((who, action), set()).add(arn)
    assert {"kms:CreateKey", "s3:CreateBucket", "athena:CreateWorkGroup"} <= {
        action for _, action in asked[THERE]
    }
    assert needed_by(deployment.aws.calls)["verify"] >= WITH_LOG_ARCHIVE
    for account, rows in asked.items():
        assert not refused(rows, SETTINGS, account)
