"""The records in the bucket: are they there, do they say who did what, are they validated."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from stacks.foundation.console_links import bucket_link

from botocore.exceptions import ClientError

from tools.verify.aws import Aws
from tools.verify.errors import KEY_REMEDY, TO_BUCKET, explained, shut_by_the_key
from tools.verify.rows import Result, Row

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ObjectTypeDef

PATIENCE = "CloudTrail writes its first file within 5 to 15 minutes, and then every 5."

# CloudTrail writes one digest an hour, also when nothing happened.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
DIGEST_DUE = timedelta(hours=2)


def record_rows(aws: Aws) -> Iterator[Row]:
    """Yields what lies in the bucket, of the trail's home region; one row if it is gone."""
    try:
        newest = _newest(aws, "CloudTrail")
        digest = _newest(aws, "CloudTrail-Digest")
    except aws.s3.exceptions.NoSuchBucket:
        yield Row(
            check="records",
            result=Result.FAILED,
            observed=f"the bucket {aws.deployed.bucket} is gone",
            link=_link(aws, "CloudTrail"),
            remedy="What it held is lost: make deploy makes a new one.",
        )
        return
    yield _there(aws, newest)
    if newest:
        yield _opened(aws, newest)
    yield from _digests(aws, digest)


def _folder(aws: Aws, kind: str) -> str:
    return f"{aws.deployed.records}/{kind}/{aws.deployed.region}"


def _link(aws: Aws, kind: str) -> str:
    return bucket_link(
        region=aws.deployed.region, bucket=aws.deployed.bucket, prefix=_folder(aws, kind)
    )


def _newest(aws: Aws, kind: str) -> "ObjectTypeDef | None":
    """Returns the newest file since yesterday; the keys are in the order of time."""
    yesterday = aws.now - timedelta(days=1)
    pages = aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=aws.deployed.bucket,
        Prefix=f"{_folder(aws, kind)}/",
        StartAfter=f"{_folder(aws, kind)}/{yesterday:%Y/%m/%d}",
    )
    files = [file for page in pages for file in page.get("Contents", [])]
    return max(files, key=lambda file: file["LastModified"], default=None)


def _there(aws: Aws, newest: "ObjectTypeDef | None") -> Row:
    link = _link(aws, "CloudTrail")
    if newest and aws.is_recent(newest["LastModified"]):
        name = newest["Key"].rpartition("/")[2]
        observed = f"{name}, {newest['Size']:,} bytes, {aws.ago(newest['LastModified'])}"
        return Row(check="records", result=Result.OK, observed=observed, link=link)
    observed = f"none of the last day in {_folder(aws, 'CloudTrail')}/"
    return Row(
        check="records", result=Result.NOT_YET, observed=observed, link=link, remedy=PATIENCE
    )


def _opened(aws: Aws, newest: "ObjectTypeDef") -> Row:
    result, remedy = Result.OK, ""
    try:
        answer = aws.s3.get_object(Bucket=aws.deployed.bucket, Key=newest["Key"])
        observed = told(json.loads(gzip.decompress(answer["Body"].read()))["Records"][0])
    except ClientError as error:
        observed = shut_by_the_key(error) or ""
        if not observed:
            raise
        result, remedy = Result.FAILED, KEY_REMEDY
    except (OSError, EOFError, ValueError, LookupError, TypeError) as error:
        observed = f"{newest['Key']} is no record of CloudTrail's: {error}"
        result = Result.FAILED
        remedy = "Find out who wrote it; nobody but this trail should be able to."
    link = _link(aws, "CloudTrail")
    return Row(check="newest record", result=result, observed=observed, link=link, remedy=remedy)


def told(event: Any) -> str:
    """Returns who did what, when, from where."""
    identity = event["userIdentity"]
    who = identity.get("arn") or identity.get("invokedBy") or identity["type"]
    service = event["eventSource"].removesuffix(".amazonaws.com")
    error = f" ({event['errorCode']})" if event.get("errorCode") else ""
    when = datetime.fromisoformat(event["eventTime"])
    return (
        f"{who}: {service} {event['eventName']}{error}, {when:%Y-%m-%d %H:%M:%S} UTC, "
        f"from {event['sourceIPAddress']}"
    )


def _digests(aws: Aws, newest: "ObjectTypeDef | None") -> Iterator[Row]:
    """Yields whether the digests come; there are none to expect where validation is off."""
    if aws.trail is None or not aws.trail["LogFileValidationEnabled"]:
        return
    link = _link(aws, "CloudTrail-Digest")
    error = aws.status.get("LatestDigestDeliveryError")
    started = aws.status.get("StartLoggingTime")
    due = started + DIGEST_DUE if started else aws.now
    if error:
        yield Row(
            check="digests",
            result=Result.FAILED,
            observed=error,
            link=link,
            remedy=explained(error, TO_BUCKET).capitalize(),
        )
    elif newest:
        name = newest["Key"].rpartition("/")[2]
        observed = f"{name}, {aws.ago(newest['LastModified'])}"
        yield Row(check="digests", result=Result.OK, observed=observed, link=link)
    elif aws.now < due:
        observed = f"not due yet: the first one comes before {due:%H:%M} UTC"
        yield Row(check="digests", result=Result.OK, observed=observed, link=link)
    else:
        yield Row(
            check="digests",
            result=Result.FAILED,
            observed=f"none of the last day in {_folder(aws, 'CloudTrail-Digest')}/",
            link=link,
            remedy="One an hour is due, also when nothing happened: look whether the trail is "
            "logging, and whether somebody deleted them.",
        )
