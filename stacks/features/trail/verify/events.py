"""The log group: does it exist, do events arrive, and does nothing change or copy them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from stacks.features.trail.verify.delivery_errors import KEY_REMEDY
from stacks.features.trail.verify.who_did_what import who_did_what
from stacks.foundation.checks import Check, Finding, Result, nothing_beside
from stacks.foundation.console_links import log_group_link
from stacks.foundation.deployed import Deployed
from stacks.foundation.shut_key import shut_by_the_key

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import OutputLogEventTypeDef

PATIENCE = "CloudTrail usually delivers within 5 minutes."

# Enough for what is left of a stream when its newest events have expired: such pages are empty.
_PAGES = 10


def _newest_event(deployed: Deployed) -> Iterator[Finding]:
    """The newest event of this account's streams.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-group-log-stream-naming.html
    """
    name = deployed.log_group_name
    link = log_group_link(region=deployed.region, name=name)
    if deployed.log_group is None:
        yield Finding(
            resource=name,
            observed=f"{name} does not exist",
            result=Result.FAILED,
            link=link,
            remedy="Somebody deleted it: make deploy makes it again.",
        )
        return
    prefixes = _prefixes(deployed)
    streams = [
        stream["logStreamName"]
        for prefix in prefixes
        for stream in deployed.aws.logs.describe_log_streams(
            logGroupName=name, logStreamNamePrefix=prefix
        )["logStreams"]
    ]
    result, remedy = Result.NOT_YET, PATIENCE
    try:
        events = [each for stream in streams for each in _newest_of(deployed, stream)]
        newest = max(events, key=lambda event: event["timestamp"], default=None)
        if newest is None:
            some = f"no events in {len(streams)} streams"
            observed = some if streams else f"no stream {prefixes[-1]} in {name}"
        else:
            when = datetime.fromtimestamp(newest["timestamp"] / 1000, UTC)
            observed = f"{deployed.ago(when)}, {_told(newest)}"
            if deployed.is_recent(when):
                result, remedy = Result.OK, ""
    except ClientError as error:
        observed = shut_by_the_key(error) or ""
        if not observed:
            raise
        result, remedy = Result.FAILED, KEY_REMEDY
    yield Finding(resource=name, observed=observed, result=result, link=link, remedy=remedy)


def _prefixes(deployed: Deployed) -> list[str]:
    """Returns how the names of the streams begin; those of an organisation's trail, in two ways."""
    own = f"{deployed.account}_CloudTrail_{deployed.region}"
    organization = deployed.organization_id
    return [own, f"{organization}_{own}"] if organization else [own]


def _newest_of(deployed: Deployed, stream: str) -> list["OutputLogEventTypeDef"]:
    """Returns the newest event of a stream; a stream's own lastEventTimestamp is an hour late.

    An empty page is not the last one: that is the one whose token is the one asked with.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    """
    asked: dict[str, Any] = {
        "logGroupName": deployed.log_group_name,
        "logStreamName": stream,
        "limit": 1,
        "startFromHead": False,
    }
    for _ in range(_PAGES):
        page = deployed.aws.logs.get_log_events(**asked)
        token = page["nextBackwardToken"]
        if page["events"] or token == asked.get("nextToken"):
            return page["events"]
        asked["nextToken"] = token
    return []


def _told(event: "OutputLogEventTypeDef") -> str:
    # CloudTrail sends no event over 256 KB whole.
    try:
        record = json.loads(event["message"])
    except (ValueError, RecursionError):
        return "an event that is cut off"
    return who_did_what(record)


def _extras(deployed: Deployed, group: str) -> Iterator[tuple[str, str]]:
    """Yields what reads, hides or rewrites the events of the group, and was not deployed."""
    logs = deployed.aws.logs
    where = f"--log-group-name {group} --region {deployed.region}"
    filters = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    for each in filters:
        yield (
            f"the subscription filter {each['filterName']} sends every event that matches it to "
            f"{each['destinationArn']}",
            f"aws logs delete-subscription-filter --filter-name {each['filterName']} {where}",
        )
    if logs.get_data_protection_policy(logGroupIdentifier=group).get("policyDocument"):
        yield (
            "a data protection policy masks parts of the events",
            "aws logs delete-data-protection-policy --log-group-identifier "
            f"{group} --region {deployed.region}",
        )
    try:
        transformer = logs.get_transformer(logGroupIdentifier=group).get("transformerConfig")
    except logs.exceptions.ResourceNotFoundException:
        transformer = None
    if transformer:
        yield (
            "a transformer rewrites events before the filters see them",
            "aws logs delete-transformer --log-group-identifier "
            f"{group} --region {deployed.region}",
        )


def _account_policies(deployed: Deployed) -> Iterator[Finding]:
    """What holds for every log group of the account.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
    """
    yield from [
        Finding(
            resource=each["policyName"],
            observed=f"a {kind} of the account may change, hide or copy the events: "
            f"{each.get('selectionCriteria') or 'every log group'}",
            result=Result.FAILED,
            remedy="Leave the log group out with its selection criteria, or delete the policy.",
        )
        for kind in ("DATA_PROTECTION_POLICY", "SUBSCRIPTION_FILTER_POLICY", "TRANSFORMER_POLICY")
        for each in deployed.aws.logs.describe_account_policies(policyType=kind)["accountPolicies"]
    ] or [Finding(resource=deployed.account, observed="no policy of the account for its events")]


CHECKS = (
    Check(
        id="log group",
        title="events arrive in the log group",
        look=_newest_event,
        actions=("logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:GetLogEvents"),
        remedy=PATIENCE,
        controls=("CloudTrail.5",),
    ),
    Check(
        id="log group extras",
        title="nothing copies, hides or rewrites its events",
        look=nothing_beside("aws_cloudwatch_log_group", "name", _extras),
        actions=(
            "logs:DescribeSubscriptionFilters",
            "logs:GetDataProtectionPolicy",
            "logs:GetTransformer",
        ),
    ),
    Check(
        id="account policies",
        title="no policy of the account does that to every log group",
        look=_account_policies,
        actions=("logs:DescribeAccountPolicies",),
    ),
)
