"""What the trail itself says: whether it delivers, and who changed something in the meantime."""

import gzip
import json
from collections.abc import Iterator

from stacks.settings import Settings

import boto3

from tests.transitions.holdings import Holdings, Version

ERRORS = (
    "LatestDeliveryError",
    "LatestCloudWatchLogsDeliveryError",
    "LatestDigestDeliveryError",
    "LatestNotificationError",
)

# The call by which these tests themselves read the log group; CloudTrail knows that it reads.
OURS = "FilterLogEvents"


def trouble_of(settings: Settings) -> Iterator[str]:
    """Yields why records do not arrive where they should."""
    cloudtrail = boto3.client("cloudtrail", region_name=settings.region)
    status = cloudtrail.get_trail_status(Name=settings.trail_name)
    if not status["IsLogging"]:
        yield "the trail is not logging"
    told = dict(status)
    yield from (f"{name} of the trail is {told[name]}" for name in ERRORS if told.get(name))


def new_records(before: Holdings, now: Holdings) -> list[Version]:
    """Returns the log files, without digests, that have been delivered since then."""
    new = now.versions.keys() - before.versions.keys()
    return [version for version in new if "/CloudTrail/" in version.key]


def changes_in(files: list[Version], region: str) -> Iterator[str]:
    """Yields each call in these log files that changed something."""
    s3 = boto3.client("s3", region_name=region)
    for each in files:
        found = s3.get_object(Bucket=each.bucket, Key=each.key, VersionId=each.id)
        for event in json.loads(gzip.decompress(found["Body"].read()))["Records"]:
            if not event["readOnly"] and event["eventName"] != OURS and "errorCode" not in event:
                yield f"{event['eventSource']} has done {event['eventName']}: {event}"
