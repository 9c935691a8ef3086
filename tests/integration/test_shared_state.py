"""Two clones share one state: what one deploys, the other sees, changes and removes."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

from stacks.settings import Settings, StateBucket

import attrs
import boto3
import pytest

from tests.integration.deployment import Deployment, deployment_to
from tests.permissions.recording import recorded
from tools.cdktf import STACKS
from tools.local_aws import local_aws
from tools.state_bucket import RefusedError, make

STATE = StateBucket(bucket="team-state")
IN_BUCKET = Settings(state=STATE, bucket_removal="destroy")
# Where it is, whatever the trail is called.
IN_TRAILS_FOLDER = json.dumps({"bucket": STATE.bucket, "key_prefix": "CloudTrail"})
KEYS = [f"CloudTrail/{stack}.tfstate" for stack in sorted(STACKS)]


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Deployment]:
    """A clone in which nothing was ever deployed, and an AWS with a bucket for the state."""
    with local_aws() as aws:
        deployment = deployment_to(aws, IN_BUCKET, folder(tmp_path, "mine"))
        with patch.dict(os.environ, deployment.environment, clear=True):
            assert make(IN_BUCKET).startswith("s3://team-state (us-east-2) is made: versions")
            with recorded(aws):
                yield deployment


def folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def run(clone: Deployment, command: str, *options: str, **settings: str) -> str:
    done = clone.tool(command, *options, **settings)
    assert done.returncode == 0, done.stdout
    return done.stdout


def sentence(clone: Deployment, command: str, *options: str, **settings: str) -> str:
    done = clone.tool(command, *options, **settings)
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout


def in_bucket() -> dict[str, int]:
    """Returns how many resources each state in the bucket knows."""
    s3 = boto3.client("s3", region_name="us-east-2")
    listed = s3.list_objects_v2(Bucket=STATE.bucket).get("Contents", [])
    states = {
        each["Key"]: s3.get_object(Bucket=STATE.bucket, Key=each["Key"])["Body"].read()
        for each in listed
    }
    return {key: len(json.loads(state)["resources"]) for key, state in states.items()}


def in_files(clone: Deployment) -> list[str]:
    return sorted(file.name for file in clone.folder.glob("*.tfstate"))


def test_two_clones_share_what_is_deployed(clone: Deployment, tmp_path: Path) -> None:
    theirs = attrs.evolve(clone, folder=folder(tmp_path, "theirs"))
    said = sentence(theirs, "verify", "--no-wait")
    assert "LogBucketStack is not deployed" in said

    alone = clone.tool("deploy", "--auto-approve")
    assert alone.returncode == 0, alone.stdout
    assert sorted(in_bucket()) == KEYS
    assert in_files(clone) == []
    clone.aws.deliver()

    run(theirs, "verify", "--no-wait")
    assert "Nothing to change" in run(theirs, "diff")
    changed = run(theirs, "deploy", "--auto-approve", LOGGING_LOG_RETENTION_DAYS="14")
    assert "0 added, 1 changed, 0 destroyed" in changed
    assert "log_retention_in_days" not in changed
    assert "retention_in_days" in run(clone, "diff"), "the old settings would take it back"
    assert "Nothing to change" in run(clone, "diff", LOGGING_LOG_RETENTION_DAYS="14")

    held = json.dumps(
        {
            "ID": "1234",
            "Path": f"team-state/{KEYS[0]}",
            "Operation": "OperationTypeApply",
            "Who": "alice@laptop",
            "Version": "1.11.0",
            "Created": "2026-01-31T09:12:00.5Z",
        }
    )
    s3 = boto3.client("s3", region_name="us-east-2")
    s3.put_object(Bucket=STATE.bucket, Key=f"{KEYS[0]}.tflock", Body=held.encode())
    said = sentence(theirs, "deploy", "--auto-approve")
    assert said.splitlines()[-2].startswith("alice@laptop has the lock of team-state/CloudTrail/")
    assert said.splitlines()[-1].endswith("force-unlock 1234")
    run(clone, "verify", "--no-wait", LOGGING_LOG_RETENTION_DAYS="14")
    assert "Nothing to change" in run(clone, "diff", LOGGING_LOG_RETENTION_DAYS="14")
    s3.delete_object(Bucket=STATE.bucket, Key=f"{KEYS[0]}.tflock")

    run(theirs, "destroy", "--auto-approve")
    assert set(in_bucket().values()) == {0}
    assert "Nothing to remove" in run(clone, "destroy", "--auto-approve")


def test_of_two_who_deploy_at_once_one_is_told_to_wait_and_nothing_is_made_twice(
    clone: Deployment, tmp_path: Path
) -> None:
    theirs = attrs.evolve(clone, folder=folder(tmp_path, "theirs"))
    with ThreadPoolExecutor(2) as pool:
        deploy = (clone.tool, theirs.tool)
        both = [pool.submit(tool, "deploy", "--auto-approve") for tool in deploy]
        ended = sorted((each.result() for each in both), key=lambda done: done.returncode)
    assert not any("Traceback" in done.stdout for done in ended)
    for done in ended:
        # The one that came second: it met the lock, or that somebody had been there meanwhile.
        told = "has the lock" in done.stdout or "somebody has deployed" in done.stdout
        assert done.returncode == 0 or told, done.stdout
    run(clone, "deploy", "--auto-approve")
    assert "Nothing to change" in run(theirs, "diff")
    assert "Left over" not in run(theirs, "adopt", "--auto-approve")
    assert set(in_bucket()) == set(KEYS)


def test_the_trail_waits_for_its_bucket_also_where_there_is_no_state_yet(
    clone: Deployment,
) -> None:
    clone.initialise()
    alone = clone.plan("CloudtrailStack")
    assert alone.returncode == 1
    words = " ".join(alone.stdout.replace("│", " ").split())
    assert "CloudtrailStack needs LogBucketStack, which is not completely deployed" in words
    assert "Unable to find remote state" not in words


def test_a_state_moves_into_the_bucket_and_back_and_nothing_is_lost(clone: Deployment) -> None:
    run(clone, "deploy", "--auto-approve", LOGGING_STATE="null")
    known = [(clone.folder / file).read_bytes() for file in in_files(clone)]
    assert len(known) == 2
    for command in ("deploy", "diff", "verify"):
        said = sentence(clone, command)
        assert said.splitlines()[-1].endswith(
            "still knows what is deployed: make migrate-state moves it into the bucket."
        ), said

    moved = run(clone, "migrate_state")
    assert moved.count("resources moved to s3://team-state/CloudTrail/") == 2
    assert in_files(clone) == []
    assert sorted(in_bucket()) == KEYS
    assert "Nothing to change" in run(clone, "diff")
    for elsewhere in ("null", '{"bucket": "team-state", "key_prefix": "other"}'):
        said = sentence(clone, "diff", LOGGING_STATE=elsewhere)
        assert "Terraform remembers LogBucketStack elsewhere than the settings now say" in said
    assert run(clone, "migrate_state").count("nothing to move") == 2

    back = run(clone, "migrate_state", "--to-file")
    assert back.endswith("Now take state out of the settings.\n")
    assert in_bucket() == {}
    again = [(clone.folder / file).read_bytes() for file in in_files(clone)]
    assert [json.loads(each)["resources"] for each in again] == [
        json.loads(each)["resources"] for each in known
    ]
    assert "Nothing to change" in run(clone, "diff", LOGGING_STATE="null")

    # Cut off before what was moved is put aside.
    run(clone, "migrate_state")
    (file,) = clone.folder.glob("terraform.LogBucketStack.tfstate.moved")
    file.rename(file.with_suffix(""))
    assert "moved to s3://" in run(clone, "migrate_state")
    assert "Nothing to change" in run(clone, "diff")

    other = json.loads(known[0]) | {"outputs": {}}
    (clone.folder / "terraform.CloudtrailStack.tfstate").write_text(json.dumps(other))
    assert "both know resources, and not the same ones" in sentence(clone, "migrate_state")
    assert sorted(in_bucket()) == KEYS


def test_a_state_that_could_not_be_written_is_named_with_the_command_that_brings_it(
    clone: Deployment,
) -> None:
    run(clone, "deploy", "--auto-approve")
    stack = clone.folder / "cdktf.out/stacks/LogBucketStack"
    (stack / "errored.tfstate").write_text("{}")
    said = sentence(clone, "deploy", "--auto-approve")
    assert said.splitlines()[-1].endswith(f"push errored.tfstate && rm {stack}/errored.tfstate")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (attrs.evolve(IN_BUCKET, state=None), "The settings name no bucket"),
        (
            attrs.evolve(IN_BUCKET, state=StateBucket(bucket="central-logs-state")),
            "central-logs-state begins like the log bucket",
        ),
        (
            attrs.evolve(IN_BUCKET, state=StateBucket(bucket="bare")),
            "The bucket bare was there before and lacks versions; a public access block; a policy",
        ),
    ],
)
def test_no_state_goes_where_it_is_not_protected(
    clone: Deployment, changed: Settings, why: str
) -> None:
    s3 = boto3.client("s3", region_name="us-east-2")
    s3.create_bucket(Bucket="bare", CreateBucketConfiguration={"LocationConstraint": "us-east-2"})
    with pytest.raises(RefusedError, match=why):
        make(changed)


def test_making_the_bucket_again_changes_nothing(clone: Deployment) -> None:
    assert make(IN_BUCKET).startswith("s3://team-state (us-east-2) is there already: versions")
    s3 = boto3.client("s3", region_name="us-east-2")
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=STATE.bucket)["Rules"]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    encryption = s3.get_bucket_encryption(Bucket=STATE.bucket)
    assert "AES256" in str(encryption["ServerSideEncryptionConfiguration"])


def carry_plans(clone: Deployment, to: Deployment) -> None:
    """Brings the plans to another machine, as a pipeline does."""
    there = to.folder / "cdktf.out/plans"
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(clone.folder / "cdktf.out/plans", there)


def test_a_plan_is_carried_out_on_another_machine_and_nothing_else_is(
    clone: Deployment, tmp_path: Path
) -> None:
    theirs = attrs.evolve(clone, folder=folder(tmp_path, "theirs"))
    summary = clone.folder / "cdktf.out/plans/summary.md"
    assert "There is no plan in" in sentence(theirs, "apply_plan")

    for status in (2, 0):
        assert clone.tool("plan").returncode == 2
        assert ("CloudtrailStack is planned with what" in summary.read_text()) == (status == 2)
        carry_plans(clone, theirs)
        applied = theirs.tool("apply_plan")
        assert applied.returncode == status, applied.stdout
    assert len(in_bucket()) == 2

    assert clone.tool("plan").returncode == 0
    assert summary.read_text() == "Nothing to change: AWS is as the settings say.\n"

    longer, longest = ({"LOGGING_LOG_RETENTION_DAYS": days} for days in ("14", "30"))
    assert clone.tool("plan", **longer).returncode == 2
    assert "| CloudtrailStack | - | 2 | - | - | - |" in summary.read_text()
    assert "`aws_cloudwatch_log_group.TrailLog`: update" in summary.read_text()
    assert "was made for other settings" in sentence(clone, "apply_plan", **longest)
    run(theirs, "deploy", "--auto-approve", **longest)
    assert "stale: somebody has deployed since it was made" in sentence(
        clone, "apply_plan", **longer
    )
    assert "Nothing to change" in run(theirs, "diff", **longest)

    refused = {"LOGGING_TRAIL_NAME": "Another", "LOGGING_STATE": IN_TRAILS_FOLDER}
    said = sentence(clone, "plan", **refused)
    assert "what is refused above would cost records" in said
    assert not list((clone.folder / "cdktf.out/plans").glob("*.tfplan"))
