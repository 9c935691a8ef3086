"""The trail: is it the one deployed, is it logging, and does it deliver."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from stacks.foundation.console_links import trail_link

from tools.verify.aws import Aws
from tools.verify.errors import TO_BUCKET, TO_LOG_GROUP, Known, explained
from tools.verify.rows import Result, Row

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import TrailTypeDef

DEPLOY = "Something changed it by hand: make deploy puts it back."
PATIENCE = "CloudTrail usually delivers within 5 to 15 minutes."


def trail_rows(aws: Aws) -> Iterator[Row]:
    """Yields the rows about the trail and its deliveries; one if there is no trail."""
    link = trail_link(region=aws.deployed.region, trail_arn=aws.deployed.trail_arn)
    if aws.trail is None:
        yield Row(
            check="trail",
            result=Result.FAILED,
            observed=f"{aws.deployed.trail_arn} does not exist",
            link=link,
            remedy="Somebody deleted it, and nothing is recorded: make deploy makes it again.",
        )
        return
    yield _row(link, "trail", *_is_the_one_deployed(aws, aws.trail))
    everywhere = aws.trail["IsMultiRegionTrail"] and aws.trail["IncludeGlobalServiceEvents"]
    yield _row(
        link,
        "regions",
        everywhere,
        "all, with global services" if everywhere else f"not all, only {aws.deployed.region}",
    )
    validates = aws.trail["LogFileValidationEnabled"]
    yield _row(link, "validation", validates, "on" if validates else "off: no digests are written")
    yield _row(link, "logging", *_is_logging(aws))

    status = aws.status
    yield _delivery(
        aws,
        link,
        "delivery to S3",
        status.get("LatestDeliveryTime"),
        status.get("LatestDeliveryError"),
        TO_BUCKET,
    )
    yield _delivery(
        aws,
        link,
        "delivery to CloudWatch Logs",
        status.get("LatestCloudWatchLogsDeliveryTime"),
        status.get("LatestCloudWatchLogsDeliveryError"),
        TO_LOG_GROUP,
    )


def _row(link: str, check: str, holds: bool, observed: str) -> Row:
    result = Result.OK if holds else Result.FAILED
    return Row(
        check=check, result=result, observed=observed, link=link, remedy="" if holds else DEPLOY
    )


def _is_the_one_deployed(aws: Aws, trail: "TrailTypeDef") -> tuple[bool, str]:
    group = trail.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*").partition(":log-group:")
    goes_to = (
        trail.get("S3BucketName"),
        "/".join(filter(None, [trail.get("S3KeyPrefix"), "AWSLogs", aws.deployed.account])),
        group[2] or None,
    )
    meant = (aws.deployed.bucket, aws.deployed.records, aws.deployed.log_group)
    if goes_to == meant:
        role = trail["CloudWatchLogsRoleArn"].rpartition("/")[2]
        return True, (
            f"{trail['Name']} writes to {aws.deployed.bucket} and, as {role}, to "
            f"{aws.deployed.log_group}"
        )
    what = ("bucket", "folder", "log group")
    return False, "; ".join(
        f"the {name} is {found or 'none'}, and {deployed} was deployed"
        for name, found, deployed in zip(what, goes_to, meant, strict=True)
        if found != deployed
    )


def _is_logging(aws: Aws) -> tuple[bool, str]:
    started, stopped = aws.status.get("StartLoggingTime"), aws.status.get("StopLoggingTime")
    if aws.status["IsLogging"]:
        return True, f"since {aws.ago(started).removesuffix(' ago')}" if started else "on"
    return False, f"stopped {aws.ago(stopped)}" if stopped else "never started"


def _delivery(
    aws: Aws,
    link: str,
    check: str,
    latest: datetime | None,
    error: str | None,
    table: Iterable[Known],
) -> Row:
    when = f"last {aws.ago(latest)}" if latest else "none yet"
    if error:
        return Row(
            check=check,
            result=Result.FAILED,
            observed=f"{error}; {when}",
            link=link,
            remedy=explained(error, table).capitalize(),
        )
    if latest and aws.is_recent(latest):
        return Row(check=check, result=Result.OK, observed=when, link=link)
    return Row(check=check, result=Result.NOT_YET, observed=when, link=link, remedy=PATIENCE)
