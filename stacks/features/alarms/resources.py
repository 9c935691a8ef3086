"""A metric filter and an alarm for each thing to notice, and what helps to look into it."""

from stacks.features.alarms.dashboard import dashboard_body
from stacks.features.alarms.filters import FILTERS, Filter
from stacks.features.alarms.names import (
    alarm_name,
    dashboard_name,
    metric_namespace,
    query_name,
)
from stacks.features.alarms.queries import QUERIES
from stacks.features.alarms.settings import Alarms
from stacks.features.alarms.topic import alarm_topic
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.console_links import dashboard_link

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
    trail_name: str,
    log_group: CloudwatchLogGroup,
    key: KmsKey | None,
) -> None:
    """Raises alarms on what the trail writes to `log_group`, and shows them on a dashboard.

    They publish to the settings' topic, or to one that sends a mail to the settings' address.
    """
    topic_arn = settings.topic_arn or alarm_topic(
        stack, f"{id_}Topic", email=settings.email or "", trail_name=trail_name, key=key
    )
    filters = [each for each in FILTERS if each.id not in settings.disabled]
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
