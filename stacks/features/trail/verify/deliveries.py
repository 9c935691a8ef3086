"""Whether the trail says that it delivers, to each place that it delivers to."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from stacks.features.trail.verify.delivery_errors import (
    TO_BUCKET,
    TO_LOG_GROUP,
    TO_TOPIC,
    Known,
    explained,
)
from stacks.features.trail.verify.trail import link_to
from stacks.foundation.checks import Check, Finding, Look, Result
from stacks.foundation.deployed import Deployed

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import GetTrailStatusResponseTypeDef as Status

# When it last delivered, and what went wrong, if anything did.
Told = Callable[["Status"], tuple[datetime | None, str | None]]

PATIENCE = "CloudTrail usually delivers within 5 to 15 minutes."


def _delivery(told: Told, table: Iterable[Known]) -> Look:
    """Returns a look at what the trail's status says of one destination."""

    def look(deployed: Deployed) -> Iterator[Finding]:
        if deployed.trail is None:
            return
        latest, error = told(deployed.status)
        when = f"last {deployed.ago(latest)}" if latest else "none yet"
        result, remedy = Result.NOT_YET, PATIENCE
        if error:
            when = f"{error}; {when}"
            result, remedy = Result.FAILED, explained(error, table).capitalize()
        elif latest and deployed.is_recent(latest):
            result, remedy = Result.OK, ""
        yield Finding(
            resource=deployed.trail_arn,
            observed=when,
            result=result,
            link=link_to(deployed),
            remedy=remedy,
        )

    return look


def _to_s3(status: "Status") -> tuple[datetime | None, str | None]:
    return status.get("LatestDeliveryTime"), status.get("LatestDeliveryError")


def _to_log_group(status: "Status") -> tuple[datetime | None, str | None]:
    return (
        status.get("LatestCloudWatchLogsDeliveryTime"),
        status.get("LatestCloudWatchLogsDeliveryError"),
    )


def _announcements(deployed: Deployed) -> Iterator[Finding]:
    """An error alone: the status does not tell of a time before the first announcement."""
    if deployed.trail is None or not deployed.trail.get("SnsTopicARN"):
        return
    error = deployed.status.get("LatestNotificationError")
    yield Finding(
        resource=deployed.trail["SnsTopicARN"],
        observed=error or "no error",
        result=Result.FAILED if error else Result.OK,
        link=link_to(deployed),
        remedy=explained(error, TO_TOPIC).capitalize() if error else "",
    )


_GET_TRAIL_STATUS = ("cloudtrail:GetTrailStatus",)

CHECKS = (
    Check(
        id="delivery to S3",
        title="records are delivered to the bucket",
        look=_delivery(_to_s3, TO_BUCKET),
        actions=_GET_TRAIL_STATUS,
        remedy=PATIENCE,
    ),
    Check(
        id="delivery to CloudWatch Logs",
        title="events are delivered to the log group",
        look=_delivery(_to_log_group, TO_LOG_GROUP),
        actions=_GET_TRAIL_STATUS,
        remedy=PATIENCE,
        controls=("CloudTrail.5",),
    ),
    Check(
        id="announcements",
        title="log files are announced, with `notifications`",
        look=_announcements,
        actions=_GET_TRAIL_STATUS,
    ),
)
