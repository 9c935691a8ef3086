"""What is done to the topics and their subscribers."""

from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

ALARMS, DELIVERIES = "aws_sns_topic.AlarmTopic", "aws_sns_topic.DeliveryTopic"
SUBSCRIPTION = "aws_sns_topic_subscription.AlarmTopicSubscription"


def _set(topic: str, name: str, value: str) -> Act:
    return lambda there: there.aws.sns.set_topic_attributes(
        TopicArn=there.resources[topic]["arn"], AttributeName=name, AttributeValue=value
    )


def _listen_too(there: Deployed) -> None:
    there.aws.sns.subscribe(
        TopicArn=there.resources[ALARMS]["arn"], Protocol="email", Endpoint="attacker@example.com"
    )


def _not_any_more(there: Deployed) -> None:
    listed: Any = there.aws.sns.list_subscriptions_by_topic(TopicArn=there.resources[ALARMS]["arn"])
    for each in listed["Subscriptions"]:
        if each["Endpoint"] == "attacker@example.com":
            there.aws.sns.unsubscribe(SubscriptionArn=each["SubscriptionArn"])


WAYS = (
    Way(
        what="topic of the alarms deleted",
        do=lambda there: there.aws.sns.delete_topic(TopicArn=there.resources[ALARMS]["arn"]),
        resource=ALARMS,
        alone=True,
    ),
    Way(
        what="encrypted with AWS's key: alarms cannot publish",
        do=_set(ALARMS, "KmsMasterKeyId", "alias/aws/sns"),
        resource=ALARMS,
    ),
    Way(
        what="address unsubscribed",
        do=lambda there: there.aws.sns.unsubscribe(
            SubscriptionArn=there.resources[SUBSCRIPTION]["arn"]
        ),
        resource=SUBSCRIPTION,
    ),
    Way(
        what="the attacker listens too",
        do=_listen_too,
        check="alarm topic extras",
        undo=_not_any_more,
    ),
    Way(
        what="topic of the deliveries refuses the trail",
        do=_set(DELIVERIES, "Policy", '{"Version": "2012-10-17", "Statement": []}'),
        resource="aws_sns_topic_policy.DeliveryTopicPolicy",
    ),
)
