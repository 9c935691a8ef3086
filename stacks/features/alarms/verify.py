"""What must be true of the alarms: that they reach somebody, and that nobody has silenced one."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from stacks.features.alarms.subscribers import CONFIRM, subscribers
from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed

if TYPE_CHECKING:
    from types_boto3_cloudwatch.type_defs import MetricAlarmTypeDef


def alarm_names(deployed: Deployed) -> list[str]:
    """Returns the names of the alarms that were deployed and are there."""
    return [str(each["alarm_name"]) for each in deployed.of("aws_cloudwatch_metric_alarm")]


def alarm_topics(deployed: Deployed) -> list[str]:
    """Returns the topics that the alarms publish to: our own, or one that was there."""
    alarms = deployed.of("aws_cloudwatch_metric_alarm")
    return sorted({topic for alarm in alarms for topic in alarm["alarm_actions"] or ()})


def _reach_somebody(deployed: Deployed) -> Iterator[Finding]:
    for topic in alarm_topics(deployed):
        try:
            found = subscribers(deployed.aws.sns, topic)
        except deployed.aws.sns.exceptions.NotFoundException:
            yield Finding(
                resource=topic,
                observed="the topic is gone, and no alarm reaches anybody",
                result=Result.FAILED,
                remedy="make deploy makes it again, and AWS sends a mail to confirm.",
            )
            continue
        observed = f"they reach {found.confirmed or 'nobody'}"
        if found.pending:
            observed += f"; {found.pending} has not confirmed yet"
        subscribe = "Subscribe somebody; make deploy subscribes alarms.email."
        yield Finding(
            resource=topic,
            observed=observed,
            result=Result.OK if found.confirmed and not found.pending else Result.FAILED,
            remedy=CONFIRM if found.pending else subscribe,
        )


def _nobody_else_listens(deployed: Deployed) -> Iterator[Finding]:
    """Our own topic alone: one that was there before has whom its owner wants."""
    own = {str(each["arn"]) for each in deployed.of("aws_sns_topic")}
    ours = {
        (each["protocol"], each["endpoint"]) for each in deployed.of("aws_sns_topic_subscription")
    }
    for topic in own.intersection(alarm_topics(deployed)):
        try:
            found = subscribers(deployed.aws.sns, topic).subscriptions
        except deployed.aws.sns.exceptions.NotFoundException:
            continue
        yield from [
            Finding(
                resource=topic,
                observed=f"{each['Protocol']} {each['Endpoint']} listens too",
                result=Result.FAILED,
                remedy="Unless somebody of yours wants it: aws sns unsubscribe --subscription-arn "
                f"{each['SubscriptionArn']}",
            )
            for each in found
            if (each["Protocol"], each["Endpoint"]) not in ours
        ] or [Finding(resource=topic, observed="nobody beside alarms.email")]


def _nobody_silenced_one(deployed: Deployed) -> Iterable[Finding]:
    """An alarm whose state somebody has set has no data for its reason.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
    """
    names = alarm_names(deployed)
    if not names:
        return []
    described = deployed.aws.cloudwatch.describe_alarms(
        AlarmNames=names, AlarmTypes=["MetricAlarm"]
    )
    return [
        Finding(
            resource=each["AlarmName"],
            observed=f"somebody set it to OK: {each['StateReason']}",
            result=Result.FAILED,
            remedy="Find out who called SetAlarmState, and what the alarm was on for before.",
        )
        for each in described["MetricAlarms"]
        if each["StateValue"] == "OK"
        and each.get("StateReason")
        and not each.get("StateReasonData")
        and not _is_a_test(each, deployed)
    ] or [Finding(resource=f"{len(names)} alarms", observed="nobody has set one to OK")]


def _is_a_test(alarm: "MetricAlarmTypeDef", deployed: Deployed) -> bool:
    """Says whether somebody has just tested it; whoever uses the same words is named later.

    CloudWatch looks itself within minutes, and replaces what was set by hand.
    """
    tested = "make test-alarm" in alarm["StateReason"]
    return tested and deployed.now - alarm["StateUpdatedTimestamp"] < timedelta(hours=1)


def _no_mute_rule(deployed: Deployed) -> Iterable[Finding]:
    """Every rule of the region is asked for its alarms: one can have up to a hundred.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
    """
    names = alarm_names(deployed)
    if not names:
        return []
    pages = deployed.aws.cloudwatch.get_paginator("list_alarm_mute_rules").paginate()
    rules = [rule["AlarmMuteRuleArn"] for page in pages for rule in page["AlarmMuteRuleSummaries"]]
    return [
        Finding(
            resource=rule,
            observed=f"mutes {len(muted)} of the alarms: {', '.join(sorted(muted))}",
            result=Result.FAILED,
            remedy="aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name "
            f"{rule.rpartition(':')[2]}",
        )
        for rule in rules
        if (muted := _targets(rule, deployed).intersection(names))
    ] or [Finding(resource=f"{len(names)} alarms", observed="no rule mutes one")]


def _targets(rule: str, deployed: Deployed) -> set[str]:
    """Returns the names of the alarms that a rule mutes."""
    name = rule.rpartition(":")[2]
    answer = deployed.aws.cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=name)
    return set(answer.get("MuteTargets", {}).get("AlarmNames", []))


CHECKS = (
    Check(
        id="alarms reach somebody",
        title="a confirmed subscription listens to the alarms",
        look=_reach_somebody,
        actions=("sns:ListSubscriptionsByTopic",),
        controls=("CIS 4.1-4.15", "CloudWatch.1-CloudWatch.14"),
    ),
    Check(
        id="alarm topic extras",
        title="nobody else listens to them",
        look=_nobody_else_listens,
        actions=("sns:ListSubscriptionsByTopic",),
    ),
    Check(
        id="alarm states",
        title="nobody has set an alarm to OK by hand",
        look=_nobody_silenced_one,
        actions=("cloudwatch:DescribeAlarms",),
    ),
    Check(
        id="mute rules",
        title="no rule mutes an alarm",
        look=_no_mute_rule,
        actions=("cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"),
    ),
)
