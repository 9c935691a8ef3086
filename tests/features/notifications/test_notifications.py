"""What is announced of deliveries and of objects."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from stacks.settings import (
    Notifications,
    Settings,
)

import pytest

from tests.conftest import Stacks, synthesise
from tests.documents import MANAGER, all_of, conditions, resource, statements


def test_nothing_is_announced_unless_asked_for(stacks_of: Callable[[str], Stacks]) -> None:
    stacks = stacks_of("default")
    assert not any(all_of(stack, "aws_s3_bucket_notification") for stack in stacks.values())
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "sns_topic_name" not in trail
    assert trail["depends_on"] == ["aws_iam_role_policy.TrailLogRolePolicy"]


def test_only_this_trail_may_announce_its_log_files_and_only_once_it_may(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 8b: the topic's ARN in the place of its name would never settle."""
    stack = stacks_of("everything")["CloudtrailStack"]
    trail = resource(stack, "aws_cloudtrail.CloudTrail")
    assert trail["sns_topic_name"] == "${aws_sns_topic.DeliveryTopic.name}"
    assert "aws_sns_topic_policy.DeliveryTopicPolicy" in trail["depends_on"]
    ((sid, publish),) = statements(stack, "DeliveryTopicPolicyDocument").items()
    assert sid == "AWSCloudTrailSNSPolicy20131101"
    assert publish["principals"] == [
        {"type": "Service", "identifiers": ["cloudtrail.amazonaws.com"]}
    ]
    assert publish["actions"] == ["SNS:Publish"]
    assert publish["resources"] == ["${aws_sns_topic.DeliveryTopic.arn}"]
    this_trail = (
        "arn:${data.aws_partition.Partition.partition}:cloudtrail:eu-central-1:"
        f"{MANAGER}:trail/{trail['name']}"
    )
    assert conditions(publish) == {("StringEquals", "aws:SourceArn", (this_trail,))}
    topic = resource(stack, "aws_sns_topic.DeliveryTopic")
    assert topic["kms_master_key_id"] == trail["kms_key_id"]


def test_what_becomes_of_an_object_of_any_bucket_is_an_event_if_asked_for(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("everything").values():
        events = all_of(stack, "aws_s3_bucket_notification").values()
        assert all(each["eventbridge"] for each in events)
        assert sorted(each["bucket"] for each in events) == sorted(
            f"${{aws_s3_bucket.{name}.bucket}}" for name in all_of(stack, "aws_s3_bucket")
        )


@pytest.mark.parametrize("encryption", ["s3", "kms"])
def test_notifications_need_no_other_feature(
    encryption: Literal["s3", "kms"], tmp_path: Path
) -> None:
    settings = Settings(encryption=encryption, notifications=Notifications())
    stacks = synthesise(settings, tmp_path)
    topic = resource(stacks["CloudtrailStack"], "aws_sns_topic.DeliveryTopic")
    assert topic["name"] == "cloudtrail-deliveries"
    assert ("kms_master_key_id" in topic) == (encryption == "kms")
    (events,) = all_of(stacks["LogBucketStack"], "aws_s3_bucket_notification").values()
    assert events["bucket"] == "${aws_s3_bucket.LogBucket.bucket}"
    assert "aws_s3_bucket_notification" not in stacks["CloudtrailStack"]["resource"]
