"""Who subscribed to a topic, and who of them is told."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient
    from types_boto3_sns.type_defs import SubscriptionTypeDef

# What AWS answers in the place of an ARN until somebody has clicked the link in the mail.
_PENDING = "PendingConfirmation"

CONFIRM = (
    "Click the link in the mail of AWS Notifications; make deploy sends another one after three "
    "days, when that one has expired."
)


@frozen
class Subscribers:
    """The subscriptions of one topic."""

    subscriptions: tuple["SubscriptionTypeDef", ...]

    @property
    def confirmed(self) -> str:
        """The addresses that are told, as a list for people; empty where nobody is."""
        return _listed(each for each in self.subscriptions if each["SubscriptionArn"] != _PENDING)

    @property
    def pending(self) -> str:
        """The addresses that are not told before somebody confirms them."""
        return _listed(each for each in self.subscriptions if each["SubscriptionArn"] == _PENDING)


def subscribers(sns: "SNSClient", topic: str) -> Subscribers:
    """Returns who has subscribed to a topic.

    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    return Subscribers(tuple(each for page in pages for each in page["Subscriptions"]))


def _listed(subscriptions: Iterable["SubscriptionTypeDef"]) -> str:
    return ", ".join(sorted(each["Endpoint"] for each in subscriptions))
