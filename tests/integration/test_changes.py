"""What is refused on a deployment that is there, in one sentence, with nothing changed by it."""

import json
import os
import pty
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.settings import Settings, load

import attrs
import boto3
import pytest

from tests import preloaded
from tests.integration.deployment import Deployment, deployed
from tests.integration.lasting_provider import without_lasting_provider
from tools import cdktf
from tools.cdktf import STACKS

REGION = "us-east-2"
OTHER_ACCOUNT = "111122223333"
COMMANDS = ("deploy", "diff", "adopt", "destroy")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment with records, to an AWS that boto3 reaches too."""
    settings = Settings(encryption="kms", tags={"Owner": "security"})
    with deployed(settings, tmp_path_factory.mktemp("changes")) as deployment:
        deployment.aws.deliver()
        yield deployment


@attrs.frozen
class Everything:
    """What must be the same before and after something that is refused."""

    states: Mapping[str, bytes]
    files: frozenset[str]
    trails: str
    policy: str
    key: str
    log_groups: str


def everything(deployment: Deployment) -> Everything:
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    key = cloudtrail.get_trail(Name=deployment.outputs["TrailArn"])["Trail"]["KmsKeyId"]
    kms = boto3.client("kms", region_name=REGION)
    s3 = boto3.client("s3", region_name=REGION)
    return Everything(
        {file.name: file.read_bytes() for file in deployment.folder.glob("*.tfstate")},
        frozenset(each.name for each in deployment.folder.rglob("*.tf.json")),
        json.dumps(cloudtrail.describe_trails()["trailList"]),
        s3.get_bucket_policy(Bucket=deployment.outputs["BucketName"])["Policy"],
        kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"],
        json.dumps(
            [
                boto3.client("logs", region_name=region).describe_log_groups()["logGroups"]
                for region in (REGION, "eu-west-1")
            ]
        ),
    )


def run(deployment: Deployment, command: str, **environment: str) -> str:
    """Returns what the command printed, which must refuse."""
    done = attempt(deployment, command, **environment)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout


def sentence_of_every_command(deployment: Deployment, **environment: str) -> str:
    """Returns the one sentence with which each of the commands refuses and changes nothing."""
    before = everything(deployment)
    printed = {run(deployment, command, **environment) for command in COMMANDS}
    assert everything(deployment) == before
    (sentence,) = printed
    assert sentence.count("\n") == 1
    return sentence.rstrip("\n")


def attempt(
    deployment: Deployment, command: str, *more: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    approve = [] if command == "diff" else ["--auto-approve"]
    return deployment.tool(command, *approve, *more, **environment)


def plan(deployment: Deployment, stack: str, **environment: str) -> str:
    """Returns what plain Terraform says of the stack with these settings; it must refuse."""
    changed = attrs.evolve(deployment, environment={**deployment.environment, **environment})
    settings = load(cdktf.PROJECT / "cdktf.json", changed.environment)
    attrs.evolve(changed, settings=settings).synthesise()
    done = changed.plan(stack)
    assert done.returncode == 1, done.stdout
    return " ".join(done.stdout.replace("│", " ").split())


@pytest.fixture(scope="module")
def elsewhere(running: Deployment) -> Mapping[str, str]:
    """The credentials of another account."""
    sts = boto3.client("sts", region_name=REGION)
    role = f"arn:aws:iam::{OTHER_ACCOUNT}:role/security"
    given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


def test_no_command_goes_to_another_account(
    running: Deployment, elsewhere: Mapping[str, str]
) -> None:
    assert sentence_of_every_command(running, **elsewhere) == (
        f"This deployment is in account 123456789012, and the credentials are for {OTHER_ACCOUNT}: "
        "use those of 123456789012; another account needs a deployment of its own, in a folder of "
        "its own."
    )


def test_no_command_goes_to_another_region(running: Deployment) -> None:
    assert sentence_of_every_command(running, LOGGING_REGION="eu-west-1") == (
        "This deployment is in us-east-2, and region is eu-west-1: set region back; another region "
        "needs a deployment of its own, in a folder of its own."
    )


def test_no_command_goes_to_an_account_that_the_settings_do_not_allow(running: Deployment) -> None:
    sentence = sentence_of_every_command(running, LOGGING_ACCOUNT_ID=OTHER_ACCOUNT)
    assert sentence == (
        f"account_id allows no account but {OTHER_ACCOUNT}, and the credentials are for "
        f"123456789012: use those of {OTHER_ACCOUNT}."
    )


def test_verify_does_not_call_it_good_that_the_settings_are_for_another_region(
    running: Deployment,
) -> None:
    environment = {**running.environment, "LOGGING_REGION": "eu-west-1"}
    output = str(running.folder / "cdktf.out")
    done = preloaded.run(
        "verify", "--output", output, environment=environment, stderr=subprocess.PIPE
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        "This deployment is in us-east-2, and region is eu-west-1: set region back; another region "
        "needs a deployment of its own, in a folder of its own."
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_terraform_alone_goes_to_no_other_account_and_region_either(
    stack: str, running: Deployment, elsewhere: Mapping[str, str]
) -> None:
    before = everything(running)
    said = plan(running, stack, **elsewhere)
    assert f"{stack} is deployed in account 123456789012, and the credentials are for" in said
    said = plan(running, stack, LOGGING_REGION="eu-west-1")
    assert f"{stack} is deployed in us-east-2, and region is eu-west-1: set region back" in said
    said = plan(running, stack, LOGGING_ACCOUNT_ID=OTHER_ACCOUNT)
    assert "AWS account ID not allowed: 123456789012" in said
    said = plan(running, stack, TF_WORKSPACE="mine")
    assert "unset TF_WORKSPACE" in said
    after = everything(running)
    assert after == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"LOGGING_TRAIL_NAME": "Renamed"},
            "aws_cloudtrail.CloudTrail: the trail CloudTrail would",
        ),
        (
            {"LOGGING_LOG_GROUP_NAME": "Renamed"},
            "aws_cloudwatch_log_group.TrailLog: the events of the last 7 days",
        ),
        ({"LOGGING_S3_KEY_PREFIX": "a"}, "s3_key_prefix would change from none to a"),
    ],
)
def test_a_change_that_costs_records_is_refused(
    change: Mapping[str, str], says: str, running: Deployment
) -> None:
    before = everything(running)
    printed = run(running, "deploy", **change)
    assert says in printed
    assert "Not deployed. To do it all the same" in printed
    assert everything(running) == before


def test_what_would_be_refused_is_shown_by_diff(running: Deployment) -> None:
    before = everything(running)
    shown = attempt(running, "diff", LOGGING_S3_KEY_PREFIX="a")
    assert shown.returncode == 0, shown.stdout
    says = "s3_key_prefix would change from none to a"
    # Terraform's own plan of both stacks stands above it.
    assert shown.stdout.index("Plan: ") < shown.stdout.index(says)
    assert everything(running) == before


@pytest.mark.parametrize(
    ("command", "typed", "word"),
    [("deploy", "no\n", "yes"), ("deploy", "\x04", "yes"), ("destroy", "yes\n", "destroy")],
)
def test_without_the_word_nothing_is_done(
    command: str, typed: str, word: str, running: Deployment
) -> None:
    before = everything(running)
    ours, its = pty.openpty()
    os.write(ours, typed.encode())
    output = str(running.folder / "cdktf.out")
    environment = {**running.environment, "LOGGING_LOG_RETENTION_DAYS": "14"}
    done = preloaded.run(command, "--output", output, environment=environment, stdin=its)
    os.close(ours)
    os.close(its)
    assert done.returncode == 1, done.stdout
    asked = f"Do this in account 123456789012, region {REGION}? Only the word {word} will do: "
    assert done.stdout.replace(": \n", ": ").endswith(f"{asked}Nothing was changed.\n")
    assert done.stdout.count("Only the word") == 1
    assert everything(running) == before


@pytest.mark.parametrize(
    "selectors",
    [
        {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]},
        {
            "AdvancedEventSelectors": [
                {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
            ]
        },
    ],
    ids=["basic", "advanced"],
)
def test_event_selectors_that_somebody_put_on_are_replaced(
    selectors: Any, running: Deployment
) -> None:
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    trail = running.outputs["TrailArn"]
    cloudtrail.put_event_selectors(TrailName=trail, **selectors)
    done = attempt(running, "deploy")
    assert done.returncode == 0, done.stdout
    (found,) = cloudtrail.get_event_selectors(TrailName=trail)["EventSelectors"]
    assert (found["ReadWriteType"], found["IncludeManagementEvents"]) == ("All", True)
    assert running.plan("CloudtrailStack").returncode == 0
    # The last that it shows is where everything is.
    last = done.stdout.splitlines()[-len(running.outputs) :]
    assert dict(line.split(maxsplit=1) for line in last) == running.outputs


def test_destroy_ends_with_what_stays(running: Deployment) -> None:
    """Nothing is removed here: the stack that may go is not deployed in this copy."""
    before = everything(running)
    copy = running.folder / "elsewhere"
    copy.mkdir()
    shutil.copy(running.folder / "terraform.LogBucketStack.tfstate", copy)
    there = attrs.evolve(running, folder=copy)
    done = attempt(there, "destroy")
    assert done.returncode == 0, done.stdout
    assert done.stdout == (
        "Nothing to remove.\n"
        f"LogBucketStack stays: {running.outputs['BucketName']} keeps every record. To give them "
        "up as well: set bucket_removal to destroy, make deploy, make destroy.\n"
    )
    assert everything(running) == before


def test_the_shell_cannot_lead_to_another_state(running: Deployment, tmp_path: Path) -> None:
    before = everything(running)
    redirected = {
        "TF_WORKSPACE": "mine",
        "TF_DATA_DIR": str(tmp_path / "data"),
        "TF_CLI_ARGS_plan": "-state=other",
    }
    printed = attempt(running, "deploy", **redirected)
    assert printed.returncode == 0, printed.stdout
    assert printed.stdout.startswith("Ignored: TF_CLI_ARGS_plan, TF_DATA_DIR, TF_WORKSPACE. ")
    assert "Left over" not in printed.stdout
    assert list(tmp_path.iterdir()) == []
    assert not list(running.folder.glob("cdktf.out/stacks/*/terraform.tfstate.d/*/*"))
    # Terraform writes what it has checked in another order each time.
    after = everything(running)
    assert attrs.evolve(after, states={}) == attrs.evolve(before, states={})
    assert after.states.keys() == before.states.keys()


def test_what_a_kill_left_of_an_adoption_is_not_imported_by_the_next_deploy(
    running: Deployment,
) -> None:
    stale = running.folder / "cdktf.out/stacks/CloudtrailStack/adopt.tf.json"
    stale.write_text(json.dumps({"import": [{"to": "aws_cloudtrail.CloudTrail", "id": "other"}]}))
    printed = attempt(running, "deploy")
    assert printed.returncode == 0, printed.stdout
    assert not stale.exists()


def test_what_terraform_takes_for_half_made_is_completed_and_not_destroyed(
    running: Deployment,
) -> None:
    """A deploy that was cut off can leave the mark on a bucket that is full of records by now."""
    bucket = running.outputs["BucketName"]
    marked = ("aws_s3_bucket.LogBucket", "aws_kms_key.AuditKey")
    for address in marked:
        subprocess.run(
            ["terraform", "taint", address],
            cwd=running.folder / "cdktf.out/stacks/LogBucketStack",
            env=running.environment,
            check=True,
        )
    shown = attempt(running, "diff")
    assert shown.returncode == 0, shown.stdout
    printed = attempt(running, "deploy")
    assert printed.returncode == 0, printed.stdout
    for address in marked:
        assert f"{address} was not completely made" in printed.stdout
    assert running.plan("LogBucketStack").returncode == 0
    versions = boto3.client("s3", region_name=REGION).list_object_versions(Bucket=bucket)
    assert versions["Versions"]


def test_the_first_command_after_an_upgrade_chooses_the_new_version_of_the_provider(
    running: Deployment,
) -> None:
    folders = [running.folder / "cdktf.out/stacks" / stack for stack in STACKS]
    locks = [folder / ".terraform.lock.hcl" for folder in folders]
    usual = attrs.evolve(running, environment=without_lasting_provider(running.environment))
    for stack, lock in zip(STACKS, locks, strict=True):
        assert usual.terraform(stack, "init").returncode == 0
        lock.write_text(lock.read_text().replace("5.100.0", "5.99.1"))
    shown = attempt(usual, "diff")
    assert shown.returncode == 0, shown.stdout
    assert all('"5.100.0"' in lock.read_text() for lock in locks)


def test_a_key_that_somebody_gave_up_is_not_replaced_by_another_one(running: Deployment) -> None:
    """The tables say: after that every older record would be lost, and `make verify` content."""
    kms = boto3.client("kms", region_name=REGION)
    (alias,) = [each for each in kms.list_aliases()["Aliases"] if "CloudTrail" in each["AliasName"]]
    key = alias["TargetKeyId"]
    kms.schedule_key_deletion(KeyId=key)
    try:
        before = everything(running)
        printed = run(running, "deploy")
        assert f"the key {key} is gone, or is going to be deleted" in printed
        assert f"aws kms cancel-key-deletion --key-id {key}" in printed
        assert everything(running) == before
    finally:
        kms.cancel_key_deletion(KeyId=key)
        kms.enable_key(KeyId=key)
    assert attempt(running, "deploy").returncode == 0


def test_what_somebody_allows_is_done(running: Deployment) -> None:
    """The last test of this deployment, which has another trail from then on."""
    allowed = "--allow-destroy=aws_cloudtrail.CloudTrail"
    change = {"LOGGING_TRAIL_NAME": "re.named", "LOGGING_LOG_GROUP_NAME": "TrailLog"}
    done = attempt(running, "deploy", allowed, **change)
    assert done.returncode == 0, done.stdout
    assert "Note: aws_cloudtrail.CloudTrail: the trail CloudTrail would go" in done.stdout
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    (trail,) = cloudtrail.describe_trails()["trailList"]
    assert trail["Name"] == "re.named"
    aliases = boto3.client("kms", region_name=REGION).list_aliases()["Aliases"]
    assert "alias/re--named" in {each["AliasName"] for each in aliases}
    with patch.dict(os.environ, change):
        for stack in STACKS:
            settled: Any = running.plan(stack)
            assert settled.returncode == 0, settled.stdout
