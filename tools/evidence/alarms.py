"""Which alarms there are, who hears of them, and when each was last on."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from stacks.features.alarms.subscribers import subscribers
from stacks.features.alarms.verify import alarm_names, alarm_topics
from stacks.foundation.deployed import Deployed

from tools.evidence.model import AlarmState, Subscriber
from tools.evidence.times import written

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

# CloudWatch forgets what was longer ago.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
NOT_KNOWN = "not in the last 30 days"


def alarms(deployed: Deployed) -> Iterator[AlarmState]:
    """Yields every alarm that was deployed and is there."""
    names = alarm_names(deployed)
    if not names:
        return
    cloudwatch = deployed.aws.cloudwatch
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNames=names, AlarmTypes=["MetricAlarm"]
    )
    for each in (alarm for page in pages for alarm in page["MetricAlarms"]):
        yield AlarmState(
            name=each["AlarmName"],
            state=each["StateValue"],
            since=written(each["StateUpdatedTimestamp"]),
            last_fired=_last_fired(cloudwatch, each["AlarmName"]),
        )


def _last_fired(cloudwatch: "CloudWatchClient", name: str) -> str:
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmName=name, HistoryItemType="StateUpdate", ScanBy="TimestampDescending"
    )
    for each in (item for page in pages for item in page["AlarmHistoryItems"]):
        if each["HistorySummary"].endswith("to ALARM"):
            return written(each["Timestamp"])
    return NOT_KNOWN


def listeners(deployed: Deployed) -> Iterator[Subscriber]:
    """Yields who subscribed to the topics of the alarms."""
    sns = deployed.aws.sns
    for topic in alarm_topics(deployed):
        # Of one that is gone, a check of make verify tells.
        with suppress(sns.exceptions.NotFoundException):
            for each in subscribers(sns, topic).subscriptions:
                yield Subscriber(
                    topic=topic,
                    protocol=each["Protocol"],
                    endpoint=each["Endpoint"],
                    confirmed=each["SubscriptionArn"].startswith("arn:"),
                )
