"""What alarms consist of in AWS: each has a name that Terraform overwrites, so none is adopted."""

from stacks.foundation.kinds import Kind

import boto3


def _alarms(region: str) -> list[str]:
    pages = boto3.client("cloudwatch", region_name=region).get_paginator("describe_alarms")
    return [alarm["AlarmName"] for page in pages.paginate() for alarm in page["MetricAlarms"]]


def _dashboards(region: str) -> list[str]:
    pages = boto3.client("cloudwatch", region_name=region).get_paginator("list_dashboards")
    return [each["DashboardName"] for page in pages.paginate() for each in page["DashboardEntries"]]


def _filters(region: str) -> list[str]:
    pages = boto3.client("logs", region_name=region).get_paginator("describe_metric_filters")
    return [each["filterName"] for page in pages.paginate() for each in page["metricFilters"]]


def _queries(region: str) -> list[str]:
    logs = boto3.client("logs", region_name=region)
    return [each["name"] for each in logs.describe_query_definitions()["queryDefinitions"]]


KINDS = (
    Kind(type="aws_cloudwatch_metric_alarm", noun="alarm", in_region=_alarms),
    Kind(type="aws_cloudwatch_dashboard", noun="dashboard", in_region=_dashboards),
    Kind(type="aws_cloudwatch_log_metric_filter", noun="metric filter", in_region=_filters),
    Kind(type="aws_cloudwatch_query_definition", noun="saved query", in_region=_queries),
)
