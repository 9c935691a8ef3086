"""A metric filter and an alarm for each thing to notice, and what helps to look into it."""

from stacks.features.alarms.dashboard import dashboard_body
from stacks.features.alarms.filter import Filter
from stacks.features.alarms.filters import FILTERS
from stacks.features.alarms.names import (
    alarm_name,
    dashboard_name,
    metric_namespace,
    query_name,
)
from stacks.features.alarms.queries import QUERIES
from stacks.features.alarms.settings import SILENCE, Alarms
from stacks.features.alarms.tamper import Guarded, tamper_filters
from stacks.features.alarms.topic import alarm_topic
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.console_links import dashboard_link

from attrs import evolve
from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation as Transformation,
)
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.cloudwatch_query_definition import CloudwatchQueryDefinition
from cdktf_cdktf_provider_aws.kms_key import KmsKey


def alarms(
    stack: AwsStack,
    id_: str,
    *,
    settings: Alarms,
    guarded: Guarded,
    log_group: CloudwatchLogGroup,
    key: KmsKey | None,
) -> None:
    """Raises alarms on what the trail writes to `log_group`, and shows them on a dashboard.

    They publish to the settings' topic, or to one that sends a mail to the settings' address.
    """
    trail_name = guarded.trail_name
    own_topic_arn = None
    if settings.email:
        own_topic_arn = alarm_topic(
            stack, f"{id_}Topic", email=settings.email, trail_name=trail_name, key=key
        )
    topic_arn = own_topic_arn or settings.topic_arn or ""
    tampering = tamper_filters(evolve(guarded, alarm_topic_arn=own_topic_arn))
    filters = [each for each in (*FILTERS, *tampering) if settings.wants(each.id)]
    raised = [
        _alarm(
            stack,
            each,
            threshold=settings.thresholds.get(each.id, 1),
            trail_name=trail_name,
            log_group=log_group,
            topic_arn=topic_arn,
        )
        for each in filters
    ]
    if settings.wants(SILENCE):
        raised.append(
            _silence_alarm(stack, trail_name=trail_name, log_group=log_group, topic_arn=topic_arn)
        )
    for query in QUERIES:
        CloudwatchQueryDefinition(
            stack,
            query.construct_id,
            name=query_name(trail_name, query.title),
            log_group_names=[log_group.name],
            query_string=query.text,
        )
    dashboard = CloudwatchDashboard(
        stack,
        f"{id_}Dashboard",
        dashboard_name=dashboard_name(trail_name, stack.region),
        dashboard_body=dashboard_body(
            filters,
            alarm_arns=[alarm.arn for alarm in raised],
            trail_name=trail_name,
            log_group_name=log_group.name,
            region=stack.region,
        ),
    )
    stack.output(
        "DashboardConsoleLink",
        dashboard_link(region=stack.region, name=dashboard.dashboard_name),
        "with `alarms`: what fired, events an hour by kind, what the log group takes in",
    )


def _alarm(
    stack: AwsStack,
    what: Filter,
    *,
    threshold: int,
    trail_name: str,
    log_group: CloudwatchLogGroup,
    topic_arn: str,
) -> CloudwatchMetricAlarm:
    """Returns an alarm on `threshold` such events within five minutes, as CIS wants it."""
    name, namespace = alarm_name(trail_name, what.id), metric_namespace(trail_name)
    for suffix, pattern in what.patterns.items():
        CloudwatchLogMetricFilter(
            stack,
            f"{what.construct_id}Filter{suffix}",
            name=f"{name}{suffix}",
            log_group_name=log_group.name,
            pattern=pattern,
            metric_transformation=Transformation(
                name=what.id, namespace=namespace, value="1", default_value="0"
            ),
        )
    return CloudwatchMetricAlarm(
        stack,
        f"{what.construct_id}Alarm",
        alarm_name=name,
        alarm_description=what.description,
        namespace=namespace,
        metric_name=what.id,
        statistic="Sum",
        period=300,
        # What CloudTrail delivers late may count in five minutes that were looked at already, and
        # found empty. So one of the last three is enough.
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
        evaluation_periods=3,
        datapoints_to_alarm=1,
        threshold=threshold,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="notBreaching",
        alarm_actions=[topic_arn],
    )


def _silence_alarm(
    stack: AwsStack, *, trail_name: str, log_group: CloudwatchLogGroup, topic_arn: str
) -> CloudwatchMetricAlarm:
    """Returns an alarm on six hours without an event: what cuts off the filters cannot be counted.

    Without data it says nothing of a deployment that is too young to have any: only the change to
    "insufficient data" counts.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """
    return CloudwatchMetricAlarm(
        stack,
        "TamperSilenceAlarm",
        alarm_name=alarm_name(trail_name, SILENCE),
        alarm_description="Nothing has reached the log group for six hours. The trail may be "
        "stopped, or its role, its key or the group be gone, and then no other alarm can tell. "
        "Look first: make verify.",
        namespace="AWS/Logs",
        metric_name="IncomingLogEvents",
        dimensions={"LogGroupName": log_group.name},
        statistic="Sum",
        period=3600,
        evaluation_periods=6,
        threshold=1,
        comparison_operator="LessThanThreshold",
        treat_missing_data="missing",
        alarm_actions=[topic_arn],
        insufficient_data_actions=[topic_arn],
    )
