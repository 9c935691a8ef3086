"""What must be true of the alarms: that they reach somebody, and that nobody has silenced one."""

from collections.abc import Iterator

from stacks.features.alarms.listeners import CONFIRM, listeners
from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed


def _topics(deployed: Deployed) -> list[str]:
    """Returns the topics that the alarms publish to: our own, or one that was there."""
    alarms = deployed.of("aws_cloudwatch_metric_alarm")
    return sorted({topic for alarm in alarms for topic in alarm["alarm_actions"] or ()})


def _somebody_listens(deployed: Deployed) -> Iterator[Finding]:
    for topic in _topics(deployed):
        try:
            found = listeners(deployed.aws.sns, topic)
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
        result = Result.OK if found.confirmed and not found.pending else Result.FAILED
        subscribe = "Subscribe somebody; make deploy subscribes alarms.email."
        remedy = CONFIRM if found.pending else subscribe
        yield Finding(
            resource=topic,
            observed=observed,
            result=result,
            remedy="" if result is Result.OK else remedy,
        )


def _nobody_else_listens(deployed: Deployed) -> Iterator[Finding]:
    """Our own topic alone: one that was there before has whom its owner wants."""
    own = {str(each["arn"]) for each in deployed.of("aws_sns_topic")}
    ours = {
        (each["protocol"], each["endpoint"]) for each in deployed.of("aws_sns_topic_subscription")
    }
    for topic in _topics(deployed):
        if topic not in own:
            continue
        try:
            found = listeners(deployed.aws.sns, topic).subscriptions
        except deployed.aws.sns.exceptions.NotFoundException:
            continue
        others = [each for each in found if (each["Protocol"], each["Endpoint"]) not in ours]
        for each in others:
            yield Finding(
                resource=topic,
                observed=f"{each['Protocol']} {each['Endpoint']} listens too",
                result=Result.FAILED,
                remedy="Unless somebody of yours wants it: aws sns unsubscribe --subscription-arn "
                f"{each['SubscriptionArn']}",
            )
        if not others:
            yield Finding(resource=topic, observed="nobody beside alarms.email")


def _nobody_silenced_one(deployed: Deployed) -> Iterator[Finding]:
    """An alarm whose state somebody has set has no data for its reason.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
    """
    names = [str(each["alarm_name"]) for each in deployed.of("aws_cloudwatch_metric_alarm")]
    if not names:
        return
    described = deployed.aws.cloudwatch.describe_alarms(
        AlarmNames=names, AlarmTypes=["MetricAlarm"]
    )
    set_by_hand = [
        each
        for each in described["MetricAlarms"]
        if each["StateValue"] == "OK"
        and each.get("StateReason")
        and not each.get("StateReasonData")
        and "make test-alarm" not in each["StateReason"]
    ]
    for each in set_by_hand:
        yield Finding(
            resource=each["AlarmName"],
            observed=f"somebody set it to OK: {each['StateReason']}",
            result=Result.FAILED,
            remedy="Find out who called SetAlarmState, and what the alarm was on for before.",
        )
    if not set_by_hand:
        yield Finding(resource=f"{len(names)} alarms", observed="nobody has set one to OK")


def _no_mute_rule(deployed: Deployed) -> Iterator[Finding]:
    """Every rule of the region is asked for its alarms: one can have up to a hundred.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
    """
    names = {str(each["alarm_name"]) for each in deployed.of("aws_cloudwatch_metric_alarm")}
    if not names:
        return
    rules = [
        rule
        for page in deployed.aws.cloudwatch.get_paginator("list_alarm_mute_rules").paginate()
        for rule in page.get("AlarmMuteRuleSummaries", [])
    ]
    muted = []
    for each in rules:
        arn = each["AlarmMuteRuleArn"]
        rule = deployed.aws.cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=arn.rpartition(":")[2])
        targets = names.intersection(rule.get("MuteTargets", {}).get("AlarmNames", []))
        if targets:
            muted.append((arn, targets))
    for arn, targets in muted:
        yield Finding(
            resource=arn,
            observed=f"mutes {len(targets)} of the alarms: {', '.join(sorted(targets))}",
            result=Result.FAILED,
            remedy="aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name "
            f"{arn.rpartition(':')[2]}",
        )
    if not muted:
        yield Finding(resource=f"{len(names)} alarms", observed="no rule mutes one")


CHECKS = (
    Check(
        id="alarms reach somebody",
        title="a confirmed subscription listens to the alarms",
        look=_somebody_listens,
        actions=("sns:ListSubscriptionsByTopic",),
        remedy="",
        controls=("CIS 4.1-4.15", "CloudWatch.1-CloudWatch.14"),
    ),
    Check(
        id="alarm topic extras",
        title="nobody else listens to them",
        look=_nobody_else_listens,
        actions=("sns:ListSubscriptionsByTopic",),
        remedy="",
    ),
    Check(
        id="alarm states",
        title="nobody has set an alarm to OK by hand",
        look=_nobody_silenced_one,
        actions=("cloudwatch:DescribeAlarms",),
        remedy="",
    ),
    Check(
        id="mute rules",
        title="no rule mutes an alarm",
        look=_no_mute_rule,
        actions=("cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"),
        remedy="",
    ),
)
