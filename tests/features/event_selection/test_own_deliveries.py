"""The trail's own deliveries are no events, or each would cause the next one."""

from collections.abc import Callable

import pytest

from tests.conftest import Stacks
from tests.documents import all_of


@pytest.mark.parametrize("scenario", ["everything", "log_archive"])
def test_no_delivery_is_an_event_that_is_delivered(
    scenario: str, stacks_of: Callable[[str], Stacks]
) -> None:
    """No selector records what is done with any bucket, or any topic, of the deployment."""
    stacks = stacks_of(scenario)
    (trail,) = all_of(stacks["CloudtrailStack"], "aws_cloudtrail").values()
    own = {
        "AWS::S3::Object": [
            f"aws_s3_bucket{between}{name}"
            for stack, between in (("LogBucketStack", ""), ("CloudtrailStack", "."))
            for name in all_of(stacks[stack], "aws_s3_bucket")
        ],
        "AWS::SNS::Topic": [
            topic["name"] if name == "AlarmTopic" else f"aws_sns_topic.{name}"
            for name, topic in all_of(stacks["CloudtrailStack"], "aws_sns_topic").items()
        ],
    }
    assert len(own["AWS::S3::Object"]) == 4
    assert len(own["AWS::SNS::Topic"]) == 2
    checked = set()
    for selector in trail["advanced_event_selector"]:
        fields = {each["field"]: each for each in selector["field_selector"]}
        (type_,) = fields.get("resources.type", {}).get("equals", [""])
        checked.add(type_)
        for name in own.get(type_, ()):
            excluded = fields["resources.ARN"]["not_starts_with"]
            assert [each for each in excluded if f"{name}" in each], name
    assert "AWS::S3::Object" in checked
