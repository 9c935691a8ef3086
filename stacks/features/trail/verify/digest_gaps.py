"""The digests of the last day: is one missing, in any region."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed
from stacks.foundation.digest_times import DIGEST_DUE, end_of, is_backfill
from stacks.foundation.file_kinds import DIGESTS
from stacks.foundation.log_files import folder_link, region_folders

# For so long a region without any digest is a finding; after that it may have been switched off.
_REMEMBERED = timedelta(days=3)


def _no_gap(deployed: Deployed) -> Iterator[Finding]:
    """Yields where more than two hours lie between two digests, or since the last one.

    Whoever deletes every version of a digest leaves no other trace in the bucket.
    """
    if deployed.trail is None or not deployed.trail["LogFileValidationEnabled"]:
        return
    started = deployed.status.get("StartLoggingTime")
    since = max(filter(None, (deployed.now - timedelta(days=1), started)))
    try:
        folders = region_folders(deployed, DIGESTS)
        gaps = [gap for folder in folders for gap in _gaps(deployed, folder, since)]
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return
    link = folder_link(deployed, DIGESTS)
    said = f"none missing since {since:%Y-%m-%d %H:%M} UTC, in {len(folders)} regions"
    yield from [
        Finding(resource=folder, observed=observed, result=Result.FAILED, link=link)
        for folder, observed in gaps
    ] or [Finding(resource=deployed.bucket, observed=said, link=link)]


def _gaps(deployed: Deployed, folder: str, since: datetime) -> Iterator[tuple[str, str]]:
    pages = deployed.archive.s3.get_paginator("list_objects_v2").paginate(
        Bucket=deployed.bucket,
        Prefix=folder,
        StartAfter=f"{folder}{since - _REMEMBERED:%Y/%m/%d}",
    )
    keys = (each["Key"] for page in pages for each in page.get("Contents", []))
    hours = sorted(
        end
        for key in keys
        # A backfill is of no hour of its own.
        if (end := end_of(key)) and not is_backfill(key)
    )
    begun = [since] if any(hour < since for hour in hours) else []
    for one, other in pairwise([*begun, *(each for each in hours if each >= since), deployed.now]):
        if other - one > DIGEST_DUE:
            yield folder, f"no digest between {one:%Y-%m-%d %H:%M} and {other:%Y-%m-%d %H:%M} UTC"


CHECKS = (
    Check(
        id="digest gaps",
        title="no digest is missing since yesterday, in any region",
        in_archive=True,
        look=_no_gap,
        actions=("cloudtrail:GetTrailStatus", "s3:ListBucket", "s3:ListBucketVersions"),
        remedy="Logging was off then, as the history says, or somebody deleted digests for good. "
        "What happened in that time is only in the log files, which nothing proves.",
        controls=("CIS 3.2", "CloudTrail.4"),
    ),
)
