"""The log group: does it exist, do events arrive, and how long do they stay."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from stacks.foundation.console_links import log_group_link

from botocore.exceptions import ClientError

from tools.verify.aws import Aws
from tools.verify.checks.records import told
from tools.verify.errors import KEY_REMEDY, shut_by_the_key
from tools.verify.rows import Result, Row, in_days

PATIENCE = "CloudTrail usually delivers within 5 minutes."


def log_group_rows(aws: Aws) -> Iterator[Row]:
    """Yields what is in the log group; one row if there is none."""
    name = aws.deployed.log_group
    link = log_group_link(region=aws.deployed.region, name=name)
    if aws.log_group is None:
        yield Row(
            check="log group",
            result=Result.FAILED,
            observed=f"{name} does not exist",
            link=link,
            remedy="Somebody deleted it: make deploy makes it again.",
        )
        return
    yield _events(aws, link)
    yield _retention(aws, link)


def _events(aws: Aws, link: str) -> Row:
    """The newest event of this account's streams.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-group-log-stream-naming.html
    """
    name = aws.deployed.log_group
    prefix = f"{aws.deployed.account}_CloudTrail_{aws.deployed.region}"
    described = aws.logs.describe_log_streams(logGroupName=name, logStreamNamePrefix=prefix)
    streams = [stream["logStreamName"] for stream in described["logStreams"]]
    try:
        # A stream's own lastEventTimestamp is up to an hour late.
        events = [
            event
            for stream in streams
            for event in aws.logs.get_log_events(
                logGroupName=name, logStreamName=stream, limit=1, startFromHead=False
            )["events"]
        ]
    except ClientError as error:
        observed = shut_by_the_key(error) or ""
        if not observed:
            raise
        return Row(
            check="log group", result=Result.FAILED, observed=observed, link=link, remedy=KEY_REMEDY
        )
    newest = max(events, key=lambda event: event["timestamp"], default=None)
    if newest is None:
        observed = (
            f"no events in {len(streams)} streams" if streams else f"no stream {prefix} in {name}"
        )
        return Row(
            check="log group", result=Result.NOT_YET, observed=observed, link=link, remedy=PATIENCE
        )
    when = datetime.fromtimestamp(newest["timestamp"] / 1000, UTC)
    try:
        observed = f"{aws.ago(when)}, {told(json.loads(newest['message']))}"
    except (ValueError, LookupError, TypeError):
        # CloudTrail sends no event over 256 KB whole.
        observed = f"an event {aws.ago(when)}"
    if aws.is_recent(when):
        return Row(check="log group", result=Result.OK, observed=observed, link=link)
    return Row(
        check="log group", result=Result.NOT_YET, observed=observed, link=link, remedy=PATIENCE
    )


def _retention(aws: Aws, link: str) -> Row:
    assert aws.log_group
    found, meant = aws.log_group.get("retentionInDays", 0), aws.settings.log_retention_days
    if found == meant:
        return Row(check="retention", result=Result.OK, observed=_kept(found), link=link)
    return Row(
        check="retention",
        result=Result.FAILED,
        observed=f"{_kept(found)}, where the settings say {_kept(meant)}",
        link=link,
        remedy="make deploy sets it as the settings say.",
    )


def _kept(days: int) -> str:
    return in_days(days) if days else "for ever"
