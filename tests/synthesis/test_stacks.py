"""What the stacks are, and what they hand to each other and to people."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from stacks.settings import (
    AccessLogs,
    ObjectLock,
    Settings,
)

import pytest

import main
from tests.conftest import Stacks, synthesise
from tests.documents import MANAGER, conditions, resource, statements
from tests.scenarios import SCENARIOS


def test_there_are_two_stacks_and_one_dependency_edge(tmp_path: Path) -> None:
    synthesise(SCENARIOS["everything"], tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())["stacks"]
    assert {name: stack["dependencies"] for name, stack in manifest.items()} == {
        "LogBucketStack": [],
        "CloudtrailStack": ["LogBucketStack"],
    }


def test_people_s_state_finds_the_resources_where_they_were(stacks: Stacks) -> None:
    assert "LogBucket" in stacks["LogBucketStack"]["resource"]["aws_s3_bucket"]
    assert "TrailLog" in stacks["CloudtrailStack"]["resource"]["aws_cloudwatch_log_group"]
    assert "CloudTrail" in stacks["CloudtrailStack"]["resource"]["aws_cloudtrail"]


def shown(stacks: Stacks) -> set[str]:
    return {
        name
        for stack in stacks.values()
        for name, output in stack["output"].items()
        if not output.get("sensitive")
    }


def test_people_are_told_the_names_and_the_links(stacks_of: Callable[[str], Stacks]) -> None:
    of_every_deployment = {
        *("BucketName", "RecordsPrefix", "BucketConsoleLink"),
        *("TrailArn", "LogGroupName", "TrailConsoleLink", "LogGroupConsoleLink"),
    }
    assert shown(stacks_of("default")) == of_every_deployment
    assert shown(stacks_of("everything")) - of_every_deployment == {
        *("AthenaTable", "AthenaConsoleLink", "DashboardConsoleLink", "DeliveryTopicArn"),
        *("ReplicaBucketName", "CopyOlderRecords"),
    }


def test_main_shows_the_architecture_in_thirty_lines() -> None:
    assert len(Path(main.__file__).read_text().splitlines()) <= 30


def test_the_bucket_s_name_crosses_only_with_its_policy_in_place(stacks: Stacks) -> None:
    """Pitfall 1: AWS refuses the trail otherwise, and the provider does not try again."""
    (name,) = [
        output
        for output in stacks["LogBucketStack"]["output"].values()
        if output.get("sensitive") and output["value"] == "${aws_s3_bucket.LogBucket.bucket}"
    ]
    assert name["depends_on"] == ["aws_s3_bucket_policy.LogBucketPolicy"]


def test_the_trail_s_name_is_the_same_in_both_stacks(stacks_of: Callable[[str], Stacks]) -> None:
    """Pitfall 24: one source of the name."""
    stacks = stacks_of("everything")
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    write = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailWrite20150319"
    ]
    ((_, _, (source_arn,)),) = [each for each in conditions(write) if each[1] == "aws:SourceArn"]
    assert source_arn.endswith(f":eu-central-1:{MANAGER}:trail/{trail['name']}")


def test_everything_that_can_carry_tags_gets_them_from_the_provider(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("everything").values():
        for provider in stack["provider"]["aws"]:
            assert provider["default_tags"] == [{"tags": dict(SCENARIOS["everything"].tags)}]
    for stack in stacks_of("default").values():
        for provider in stack["provider"]["aws"]:
            assert "default_tags" not in provider


@pytest.mark.parametrize("encryption", ["s3", "kms"])
@pytest.mark.parametrize("access_logs", [None, AccessLogs()])
@pytest.mark.parametrize("object_lock", [None, ObjectLock(mode="COMPLIANCE", days=1)])
def test_every_combination_of_the_hardening_synthesises(
    encryption: Literal["s3", "kms"],
    access_logs: AccessLogs | None,
    object_lock: ObjectLock | None,
    tmp_path: Path,
) -> None:
    settings = Settings(encryption=encryption, access_logs=access_logs, object_lock=object_lock)
    declared = synthesise(settings, tmp_path)["LogBucketStack"]["resource"]
    assert ("aws_kms_key" in declared) == (encryption == "kms")
    assert ("aws_s3_bucket_logging" in declared) == bool(access_logs)
    assert ("aws_s3_bucket_object_lock_configuration" in declared) == bool(object_lock)
