"""Writes the files of a trail into its bucket, if bucket and key let CloudTrail do it."""

import json
import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from botocore.exceptions import ClientError
from moto.cloudtrail.models import Trail

from tools.iam_simulator import Call, Simulator
from tools.local_aws.cloudtrail.clients import Clients
from tools.local_aws.cloudtrail.digests import Chains, LogFile, Place, packed
from tools.local_aws.cloudtrail.events import Event
from tools.local_aws.cloudtrail.permission import (
    CLOUDTRAIL,
    RefusedError,
    must_be_allowed,
    uses_of_key,
)
from tools.local_aws.kms_keys import refusal
from tools.local_aws.organization import organization_of

ALL_YOURS: Final = "bucket-owner-full-control"
LETTERS = string.ascii_letters + string.digits


@frozen
class _File:
    key: str
    content: bytes
    metadata: Mapping[str, str] = {}


def write_files(
    trail: Trail,
    events: Sequence[Event],
    now: datetime,
    clients: Clients,
    iam: Simulator,
    chains: Chains,
) -> None:
    """Writes a log file for each region that the events are from, and its digest.

    Raises `RefusedError` with S3's error code, before anything is written.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    files, digests = [], []
    for place in sorted({_place(event) for event in events}):
        recorded = [event for event in events if _place(event) == place]
        log = _log(trail, place, recorded, now)
        files.append(_File(log.key, packed(log.content)))
        if trail.log_validation:
            digest = chains.next(trail, place, digest_key(trail, place, now), [log], now)
            files.append(_File(digest.key, packed(digest.content), digest.metadata))
            digests.append((place, digest))
    try:
        must_be_allowed(iam, _calls(trail, files, clients), "AccessDenied")
        for file in files:
            clients.s3.put_object(
                Bucket=trail.bucket_name,
                Key=file.key,
                Body=file.content,
                ACL=ALL_YOURS,
                ContentType="application/json",
                ContentEncoding="gzip",
                Metadata=file.metadata,
                **_encryption(trail),
            )
    except ClientError as error:
        raise RefusedError(error.response["Error"]["Code"]) from None
    for place, digest in digests:
        chains.keep(trail, place, digest)


def _calls(trail: Trail, files: Sequence[_File], clients: Clients) -> list[Call]:
    bucket = f"arn:{trail.partition}:s3:::{trail.bucket_name}"
    on_behalf = {"aws:SourceArn": trail.arn}
    from_aws = on_behalf | {"aws:SourceAccount": trail.account_id, "aws:SecureTransport": "true"}
    policy = _bucket_policy(trail, clients)
    on_bucket = [
        ("s3:GetBucketAcl", bucket, from_aws),
        *(
            ("s3:PutObject", f"{bucket}/{file.key}", from_aws | {"s3:x-amz-acl": ALL_YOURS})
            for file in files
        ),
    ]
    calls = [
        Call(
            principal=CLOUDTRAIL,
            action=action,
            resource=resource,
            account=trail.account_id,
            context=context,
            resource_policy=policy,
        )
        for action, resource, context in on_bucket
    ]
    if trail.kms_key_id:
        kms = clients.of(trail.kms_key_id).kms
        key = kms.describe_key(KeyId=trail.kms_key_id)["KeyMetadata"]
        if code := refusal(key["KeyState"]):
            raise RefusedError(code)
        bound_to = {"aws:cloudtrail:arn": trail.arn, "aws:s3:arn": bucket}
        calls += uses_of_key(
            key["Arn"],
            json.loads(kms.get_key_policy(KeyId=key["Arn"], PolicyName="default")["Policy"]),
            on_behalf,
            by=CLOUDTRAIL,
            DescribeKey={},
            GenerateDataKey=bound_to,
            Decrypt=bound_to,
        )
    return calls


def _bucket_policy(trail: Trail, clients: Clients) -> Any:
    try:
        return json.loads(clients.s3.get_bucket_policy(Bucket=trail.bucket_name)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
            raise
        return None


def _encryption(trail: Trail) -> dict[str, Any]:
    if trail.kms_key_id:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": trail.kms_key_id}
    return {}


def _place(event: Event) -> Place:
    return event["recipientAccountId"], event["awsRegion"]


def _folder(trail: Trail, kind: str, place: Place, now: datetime) -> str:
    below = filter(None, [trail.s3_key_prefix, "AWSLogs", organization_of(trail)])
    account, region = place
    return f"{'/'.join(below)}/{account}/{kind}/{region}/{now:%Y/%m/%d}"


def log_key(trail: Trail, place: Place, now: datetime) -> str:
    """Returns the key of a log file."""
    unique = "".join(secrets.choice(LETTERS) for _ in range(16))
    account, region = place
    return (
        f"{_folder(trail, 'CloudTrail', place, now)}/"
        f"{account}_CloudTrail_{region}_{now:%Y%m%dT%H%MZ}_{unique}.json.gz"
    )


def digest_key(trail: Trail, place: Place, now: datetime) -> str:
    """Returns the key of the digest that ends now."""
    account, region = place
    return (
        f"{_folder(trail, 'CloudTrail-Digest', place, now)}/{account}_CloudTrail-Digest_{region}_"
        f"{trail.trail_name}_{trail.region_name}_{now:%Y%m%dT%H%M%SZ}.json.gz"
    )


def _log(trail: Trail, place: Place, events: Sequence[Event], now: datetime) -> LogFile:
    return LogFile(
        log_key(trail, place, now),
        json.dumps({"Records": events}, default=str).encode(),
        [str(event["eventTime"]) for event in events],
    )
