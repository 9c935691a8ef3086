"""Who is told, and who may tell."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import ACCOUNT, conditions, resource, statements


def test_without_alarms_there_is_nobody_to_tell(stacks_of: Callable[[str], Stacks]) -> None:
    declared = stacks_of("default")["CloudtrailStack"]["resource"]
    assert {kind for kind in declared if kind.startswith(("aws_sns", "aws_cloudwatch"))} == {
        "aws_cloudwatch_log_group"
    }


def test_only_the_alarms_of_this_trail_may_publish_to_its_topic(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stack = stacks_of("everything")["CloudtrailStack"]
    (publish,) = statements(stack, "AlarmTopicPolicyDocument").values()
    assert publish["principals"] == [
        {"type": "Service", "identifiers": ["cloudwatch.amazonaws.com"]}
    ]
    assert publish["actions"] == ["sns:Publish"]
    assert publish["resources"] == ["${aws_sns_topic.AlarmTopic.arn}"]
    alarms = (
        "arn:${data.aws_partition.Partition.partition}:cloudwatch:eu-central-1:"
        f"{ACCOUNT}:alarm:org.audit-trail_1/*"
    )
    assert conditions(publish) == {
        ("ArnLike", "aws:SourceArn", (alarms,)),
        ("StringEquals", "aws:SourceAccount", (ACCOUNT,)),
    }
    subscription = resource(stack, "aws_sns_topic_subscription.AlarmTopicSubscription")
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "security@example.com")
