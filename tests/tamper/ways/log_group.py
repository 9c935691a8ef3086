"""What is done to the log group, its filters and its saved queries."""

from typing import Any

from stacks.foundation.deployed import Deployed

import boto3

from tests.tamper.way import Act, Way

GROUP = "aws_cloudwatch_log_group.TrailLog"
FILTER = "aws_cloudwatch_log_metric_filter"
QUERY = "aws_cloudwatch_query_definition.WhoDidItQuery"


def _filter(name: str, **changes: Any) -> Act:
    """Puts a filter under the name of one that is there."""

    def do(there: Deployed) -> None:
        deployed = there.resources[f"{FILTER}.{name}"]
        (metric,) = deployed["metric_transformation"]
        there.aws.logs.put_metric_filter(
            logGroupName=there.log_group_name,
            filterName=deployed["name"],
            filterPattern=changes.pop("pattern", deployed["pattern"]),
            metricTransformations=[
                {
                    "metricName": changes.get("metric", metric["name"]),
                    "metricNamespace": metric["namespace"],
                    "metricValue": changes.get("value", metric["value"]),
                }
            ],
        )

    return do


def _subscribe(there: Deployed) -> None:
    boto3.client("kinesis", region_name=there.region).create_stream(StreamName="copy", ShardCount=1)
    there.aws.logs.put_subscription_filter(
        logGroupName=there.log_group_name,
        filterName="copy",
        filterPattern="",
        destinationArn=f"arn:aws:kinesis:{there.region}:{there.account}:stream/copy",
    )


def _unsubscribe(there: Deployed) -> None:
    there.aws.logs.delete_subscription_filter(logGroupName=there.log_group_name, filterName="copy")
    boto3.client("kinesis", region_name=there.region).delete_stream(StreamName="copy")


def _account_policy(there: Deployed) -> None:
    there.aws.logs.put_account_policy(
        policyName="hide", policyType="DATA_PROTECTION_POLICY", policyDocument="{}", scope="ALL"
    )


def _group(operation: str, **arguments: Any) -> Act:
    return lambda there: getattr(there.aws.logs, operation)(
        logGroupName=there.log_group_name, **arguments
    )


def _identified(operation: str, **arguments: Any) -> Act:
    return lambda there: getattr(there.aws.logs, operation)(
        logGroupIdentifier=there.log_group_name, **arguments
    )


WAYS = (
    Way(what="deleted", do=_group("delete_log_group"), check="log group", alone=True),
    Way(what="retention removed", do=_group("delete_retention_policy"), resource=GROUP),
    Way(what="without its key", do=_group("disassociate_kms_key"), resource=GROUP),
    Way(
        what="every event goes to a stream of the attacker's, too",
        do=_subscribe,
        check="log group extras",
        says="subscription filter",
        undo=_unsubscribe,
    ),
    Way(
        what="a data protection policy masks events",
        do=_identified("put_data_protection_policy", policyDocument="{}"),
        check="log group extras",
        says="data protection",
        undo=_identified("delete_data_protection_policy"),
    ),
    Way(
        what="a transformer rewrites events",
        do=_identified("put_transformer", transformerConfig=[{"parseJSON": {}}]),
        check="log group extras",
        says="transformer",
        undo=_identified("delete_transformer"),
    ),
    Way(
        what="a policy of the account masks events",
        do=_account_policy,
        check="account policies",
        resource="hide",
        undo=lambda there: there.aws.logs.delete_account_policy(
            policyName="hide", policyType="DATA_PROTECTION_POLICY"
        ),
    ),
    Way(
        what="a filter that matches nothing",
        do=_filter("RootUsageFilter", pattern="{ $.eventName = Nothing }"),
        resource=f"{FILTER}.RootUsageFilter",
    ),
    Way(
        what="a filter counts under another name",
        do=_filter("KeyDeletionFilter", metric="another"),
        resource=f"{FILTER}.KeyDeletionFilter",
    ),
    Way(
        what="a filter counts zero",
        do=_filter("VpcChangesFilter", value="0"),
        resource=f"{FILTER}.VpcChangesFilter",
    ),
    Way(
        what="a saved query deleted",
        do=lambda there: there.aws.logs.delete_query_definition(
            queryDefinitionId=there.resources[QUERY]["query_definition_id"]
        ),
        resource=QUERY,
    ),
)
