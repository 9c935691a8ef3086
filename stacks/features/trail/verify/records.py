"""The records in the bucket: are they there, who did what, and has somebody touched them."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from stacks.features.trail.verify.delivery_errors import (
    KEY_REMEDY,
    TO_BUCKET,
    explained,
)
from stacks.features.trail.verify.who_did_what import who_did_what
from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed
from stacks.foundation.digest_times import DIGEST_DUE
from stacks.foundation.file_kinds import DIGESTS, LOGS
from stacks.foundation.log_files import (
    folder_link,
    home_folder,
    newest_file,
    records_in,
    region_folders,
)
from stacks.foundation.shut_key import shut_by_the_key

from botocore.exceptions import ClientError

PATIENCE = "CloudTrail writes its first file within 5 to 15 minutes, and then every 5."

# A thousand keys a page, of the last hours only.
_PAGES = 3


def _records(deployed: Deployed) -> Iterator[Finding]:
    """Yields whether files come, and what the newest says; one finding if the bucket is gone."""
    link = folder_link(deployed, LOGS)
    try:
        newest = newest_file(deployed, LOGS)
    except deployed.archive.s3.exceptions.NoSuchBucket:
        yield Finding(
            resource=deployed.bucket,
            observed=f"the bucket {deployed.bucket} is gone",
            result=Result.FAILED,
            link=link,
            remedy="What it held is lost: make deploy makes a new one.",
        )
        return
    if newest and deployed.is_recent(newest["LastModified"]):
        name = newest["Key"].rpartition("/")[2]
        observed = f"{name}, {newest['Size']:,} bytes, {deployed.ago(newest['LastModified'])}"
        yield Finding(resource=deployed.bucket, observed=observed, link=link)
    else:
        yield Finding(
            resource=deployed.bucket,
            observed=f"none of the last day in {home_folder(deployed, LOGS)}/",
            result=Result.NOT_YET,
            link=link,
        )


def _newest_record(deployed: Deployed) -> Iterator[Finding]:
    try:
        newest = newest_file(deployed, LOGS)
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return
    if newest is None:
        return
    result, remedy = Result.OK, ""
    try:
        answer = deployed.archive.s3.get_object(Bucket=deployed.bucket, Key=newest["Key"])
        observed = who_did_what(records_in(answer["Body"].read())[0])
    except ClientError as error:
        observed = shut_by_the_key(error) or ""
        if not observed:
            raise
        result, remedy = Result.FAILED, KEY_REMEDY
    except (ValueError, RecursionError) as error:
        observed = f"{newest['Key']} is no record of CloudTrail's: {error}"
        result = Result.FAILED
        remedy = "Find out who wrote it; nobody but this trail should be able to."
    yield Finding(
        resource=newest["Key"],
        observed=observed,
        result=result,
        link=folder_link(deployed, LOGS),
        remedy=remedy,
    )


def _digests(deployed: Deployed) -> Iterator[Finding]:
    """Yields whether one came every hour; none is expected where validation is off."""
    if deployed.trail is None or not deployed.trail["LogFileValidationEnabled"]:
        return
    error = deployed.status.get("LatestDigestDeliveryError")
    started = deployed.status.get("StartLoggingTime")
    due = started + DIGEST_DUE if started else deployed.now
    try:
        newest = None if error else newest_file(deployed, DIGESTS)
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return
    result, remedy = Result.OK, ""
    if error:
        observed, result = error, Result.FAILED
        remedy = explained(error, TO_BUCKET).capitalize()
    elif newest and (deployed.now - newest["LastModified"] < DIGEST_DUE or deployed.now < due):
        name = newest["Key"].rpartition("/")[2]
        observed = f"{name}, {deployed.ago(newest['LastModified'])}"
    elif deployed.now < due:
        observed = f"not due yet: the first one comes before {due:%H:%M} UTC"
    elif newest:
        result = Result.FAILED
        observed = f"the newest one came {deployed.ago(newest['LastModified'])}: one an hour is due"
    else:
        result = Result.FAILED
        observed = f"none of the last day in {home_folder(deployed, DIGESTS)}/"
    yield Finding(
        resource=deployed.bucket,
        observed=observed,
        result=result,
        link=folder_link(deployed, DIGESTS),
        remedy=remedy,
    )


def _untouched(deployed: Deployed) -> Iterator[Finding]:
    """Yields what was deleted or overwritten since yesterday, in every region's folder.

    CloudTrail writes each file once: a second version, or a mark that hides it, is somebody else's.
    """
    try:
        folders = [f for kind in (LOGS, DIGESTS) for f in region_folders(deployed, kind)]
        touched = [each for folder in folders for each in _touched_in(deployed, folder)]
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return
    link = folder_link(deployed, LOGS)
    yield from [
        Finding(
            resource=key,
            observed=f"{key.rpartition('/')[2]} {what}",
            result=Result.FAILED,
            link=link,
        )
        for key, what in touched
    ] or [
        Finding(
            resource=deployed.bucket,
            observed="nothing deleted or overwritten since yesterday",
            link=link,
        )
    ]


def _touched_in(deployed: Deployed, folder: str) -> Iterator[tuple[str, str]]:
    yesterday = deployed.now - timedelta(days=1)
    after = f"{folder}{yesterday:%Y/%m/%d}"
    for _ in range(_PAGES):
        page = deployed.archive.s3.list_object_versions(
            Bucket=deployed.bucket, Prefix=folder, KeyMarker=after
        )
        for marker in page.get("DeleteMarkers", []):
            yield (
                marker["Key"],
                f"was deleted {deployed.ago(marker['LastModified'])}; its content is still there",
            )
        versions = sorted(page.get("Versions", []), key=lambda each: each["Key"])
        for one, other in pairwise(versions):
            if one["Key"] == other["Key"]:
                newest = max(one["LastModified"], other["LastModified"])
                yield one["Key"], f"was overwritten {deployed.ago(newest)}"
        if not page["IsTruncated"]:
            return
        after = page["NextKeyMarker"]


_LIST = ("s3:ListBucket",)

CHECKS = (
    Check(
        id="records",
        title="log files arrive in the bucket",
        in_archive=True,
        look=_records,
        actions=_LIST,
        remedy=PATIENCE,
        controls=("CIS 3.1", "CloudTrail.1"),
    ),
    Check(
        id="newest record",
        title="the newest one can be read, and says who did what",
        in_archive=True,
        look=_newest_record,
        actions=("s3:ListBucket", "s3:GetObject", "kms:Decrypt"),
    ),
    Check(
        id="digests",
        title="a digest arrives every hour",
        in_archive=True,
        look=_digests,
        actions=("cloudtrail:GetTrailStatus", "s3:ListBucket"),
        remedy="One an hour is due, also when nothing happened: look whether the trail is logging, "
        "and whether somebody deleted them.",
        controls=("CIS 3.2", "CloudTrail.4"),
    ),
    Check(
        id="touched records",
        title="no record or digest was deleted or overwritten since yesterday",
        in_archive=True,
        look=_untouched,
        actions=("s3:ListBucket", "s3:ListBucketVersions"),
        remedy="Find out who did it in the access logs. The older version is the one that "
        "CloudTrail wrote: aws s3api list-object-versions shows it, copy-object brings it back.",
        controls=("CIS 3.2", "CloudTrail.4"),
    ),
)
