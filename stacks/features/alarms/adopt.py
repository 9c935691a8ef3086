"""What alarms consist of in AWS.

All but a saved query have names that Terraform overwrites, so that none of them is adopted.
"""

from typing import TYPE_CHECKING

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.kinds import Adoption, Existing, Kind

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import QueryDefinitionTypeDef


def _alarms(aws: Clients) -> list[str]:
    pages = aws.cloudwatch.get_paginator("describe_alarms")
    return [alarm["AlarmName"] for page in pages.paginate() for alarm in page["MetricAlarms"]]


def _dashboards(aws: Clients) -> list[str]:
    pages = aws.cloudwatch.get_paginator("list_dashboards")
    return [each["DashboardName"] for page in pages.paginate() for each in page["DashboardEntries"]]


def _filters(aws: Clients) -> list[str]:
    pages = aws.logs.get_paginator("describe_metric_filters")
    return [each["filterName"] for page in pages.paginate() for each in page["metricFilters"]]


def _queries(aws: Clients) -> list[str]:
    described = aws.logs.describe_query_definitions()
    return [each["name"] for each in described["queryDefinitions"]]


def _definitions(aws: Clients, prefix: str) -> list["QueryDefinitionTypeDef"]:
    logs = aws.logs
    described = logs.describe_query_definitions(queryDefinitionNamePrefix=prefix)
    return described["queryDefinitions"]


def _query(account: Account, name: str) -> Existing | None:
    """Returns the query of this name that asks our log group.

    AWS would make another one of the same name, and this one would stay.
    """
    ours = {group["name"] for group in account.declares("aws_cloudwatch_log_group")}
    for each in _definitions(account.aws, name):
        if each["name"] == name and ours.intersection(each.get("logGroupNames", [])):
            arn = account.arn("logs", f"query-definition:{each['queryDefinitionId']}")
            return Existing(id=arn, tags={})
    return None


KINDS = (
    Kind(type="aws_cloudwatch_metric_alarm", noun="alarm", in_region=_alarms),
    Kind(type="aws_cloudwatch_dashboard", noun="dashboard", in_region=_dashboards),
    Kind(type="aws_cloudwatch_log_metric_filter", noun="metric filter", in_region=_filters),
    Kind(
        type="aws_cloudwatch_query_definition",
        noun="saved query",
        in_region=_queries,
        adoption=Adoption(setting="trail_name", find=_query),
    ),
)
