"""What a feature made that holds records, or is needed to read them, outlives the feature."""

from pathlib import Path
from typing import Any

from stacks.settings import AccessLogs, Alarms, Athena, Notifications, Replication, Settings

import attrs
import pytest

from tests.conftest import Stacks, synthesise

# Buckets and all that belongs to one, keys and their names.
HOLDS_RECORDS = ("aws_s3_bucket", "aws_kms_")

ON = Settings(
    encryption="kms",
    access_logs=AccessLogs(),
    athena=Athena(),
    replication=Replication(region="us-west-2"),
    # So that every bucket has all that one can have.
    notifications=Notifications(),
)
OFF: dict[str, Any] = {"encryption": "s3", "access_logs": None, "athena": None, "replication": None}


def addresses(stack: Any) -> set[str]:
    return {f"{kind}.{name}" for kind, of in stack["resource"].items() for name in of}


def kept(stack: Any) -> set[str]:
    return {
        each["from"] for each in stack.get("removed", []) if each["lifecycle"] == {"destroy": False}
    }


@pytest.fixture(scope="module")
def with_all(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesise(ON, tmp_path_factory.mktemp("on"))


@pytest.mark.parametrize("feature", OFF)
def test_what_holds_records_is_kept_when_its_feature_is_switched_off(
    feature: str, with_all: Stacks, tmp_path: Path
) -> None:
    off = synthesise(attrs.evolve(ON, **{feature: OFF[feature]}), tmp_path)
    found = 0
    for name, stack in with_all.items():
        gone = {
            address
            for address in addresses(stack) - addresses(off[name])
            # Which way the copies, and the records of the log bucket's readers, went is no record.
            if address.startswith(HOLDS_RECORDS)
            and address.split(".")[1] not in ("LogBucketLogging", "LogBucketReplication")
        }
        # What goes with another feature, such as the logging of a bucket that stays, is not kept.
        of_its_own = {each for each in gone if each.split(".")[1] != "AthenaResultsLogging"}
        assert of_its_own <= kept(off[name])
        found += len(of_its_own)
    assert found >= 2


def test_nothing_is_kept_beside_what_is_there(with_all: Stacks) -> None:
    for stack in with_all.values():
        assert kept(stack) == set()


def test_terraform_is_new_enough_to_keep_something(with_all: Stacks) -> None:
    for stack in with_all.values():
        assert stack["terraform"]["required_version"] == ">= 1.8.0"


def test_whoever_publishes_to_a_topic_lets_go_of_it_before_it_goes(tmp_path: Path) -> None:
    """Terraform destroys first what is not created before; the trail would have no topic."""
    settings = attrs.evolve(ON, alarms=Alarms(email="security@example.com"))
    stack = synthesise(settings, tmp_path)["CloudtrailStack"]["resource"]
    topics = [*stack["aws_sns_topic"].values(), *stack["aws_sns_topic_policy"].values()]
    assert len(topics) == 4
    assert all(each["lifecycle"]["create_before_destroy"] for each in topics)


def test_the_key_is_not_taken_from_a_topic_that_still_uses_it(tmp_path: Path) -> None:
    """The key's stack goes first: what it lets in may not depend on which topics there will be."""
    topics: list[dict[str, Any]] = [
        {"alarms": None, "notifications": None},
        {"alarms": Alarms(email="security@example.com")},
        {"alarms": Alarms(topic_arn="arn:aws:sns:us-east-2:123456789012:security")},
        {"notifications": Notifications(topic_name="other")},
    ]
    policies = {
        synthesise(attrs.evolve(ON, **chosen), tmp_path / str(number))["LogBucketStack"][
            "resource"
        ]["aws_kms_key"]["AuditKey"]["policy"]
        for number, chosen in enumerate(topics)
    }
    (policy,) = policies
    assert "Allow_CloudWatch_for_CMK" in policy
    assert "AllowCloudTrailToAnnounceLogs" in policy
