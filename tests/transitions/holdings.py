"""What an account holds that must not be lost: objects, their protections, keys, events."""

import hashlib
import json
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from stacks.foundation.aws_clients import default_session
from stacks.settings import Settings

import boto3
from attrs import Factory, frozen
from botocore.exceptions import ClientError

from tests.accounts import session_of
from tests.transitions.chain import PARTS

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@frozen
class Version:
    """Where a version of an object is."""

    bucket: str
    key: str
    id: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key} ({self.id})"


@frozen
class Content:
    """What a version says, by its hash, and how it is encrypted; the key is an ARN."""

    sha256: str
    encryption: str
    key: str = ""


@frozen(kw_only=True)
class Protections:
    """What guards a bucket; each is empty when there is none.

    `public_access_block` is what it blocks, `policy` whether one denies anything to anybody.
    """

    versioning: str = ""
    public_access_block: frozenset[str] = frozenset()
    encryption: str = ""
    ownership: str = ""
    policy: bool = False


@frozen(kw_only=True)
class Holdings:
    """What an account holds: versions, buckets, the state of each key, events of each log group."""

    versions: Mapping[Version, Content] = Factory(dict)
    buckets: Mapping[str, Protections] = Factory(dict)
    keys: Mapping[str, str] = Factory(dict)
    events: Mapping[str, frozenset[str]] = Factory(dict)


def sessions(settings: Settings) -> list[boto3.Session]:
    """Returns what reaches each account that a deployment with these settings is in."""
    caller = default_session()
    archive = settings.log_archive
    if archive is None:
        return [caller]
    return [caller, session_of(archive.account_id, archive.role_arn.partition("/")[2])]


def holdings(settings: Settings) -> Holdings:
    """Reads everything that the accounts of a deployment hold."""
    regions = {settings.region, PARTS["replication"].region}
    if settings.replication:
        regions.add(settings.replication.region)
    every = [_holdings(session, settings.region, regions) for session in sessions(settings)]
    return Holdings(
        versions=dict(ChainMap(*(dict(each.versions) for each in every))),
        buckets=dict(ChainMap(*(dict(each.buckets) for each in every))),
        keys=dict(ChainMap(*(dict(each.keys) for each in every))),
        events=dict(ChainMap(*(dict(each.events) for each in every))),
    )


def _holdings(session: boto3.Session, region: str, regions: Iterable[str]) -> Holdings:
    s3 = session.client("s3", region_name=region)
    buckets = [each["Name"] for each in s3.list_buckets()["Buckets"]]
    return Holdings(
        versions=dict(each for bucket in buckets for each in _versions(s3, bucket)),
        buckets={bucket: _protections(s3, bucket) for bucket in buckets},
        keys={arn: state for each in regions for arn, state in _keys(session, each)},
        events=dict(_events(session, region)),
    )


def _versions(s3: "S3Client", bucket: str) -> Iterator[tuple[Version, Content]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for each in page.get("Versions", []):
            version = Version(bucket, each["Key"], each["VersionId"])
            yield version, _content(s3, version)


def _content(s3: "S3Client", version: Version) -> Content:
    found = s3.get_object(Bucket=version.bucket, Key=version.key, VersionId=version.id)
    return Content(
        hashlib.sha256(found["Body"].read()).hexdigest(),
        found.get("ServerSideEncryption", ""),
        found.get("SSEKMSKeyId", ""),
    )


def _protections(s3: "S3Client", bucket: str) -> Protections:
    policy = _asked(s3, "get_bucket_policy", bucket).get("Policy", '{"Statement": []}')
    blocks = _asked(s3, "get_public_access_block", bucket)
    encryption = _asked(s3, "get_bucket_encryption", bucket)
    ownership = _asked(s3, "get_bucket_ownership_controls", bucket)
    return Protections(
        versioning=_asked(s3, "get_bucket_versioning", bucket).get("Status", ""),
        public_access_block=frozenset(
            name
            for name, blocked in blocks.get("PublicAccessBlockConfiguration", {}).items()
            if blocked
        ),
        encryption=", ".join(
            rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
            for rule in encryption.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
        ),
        ownership=", ".join(
            rule["ObjectOwnership"]
            for rule in ownership.get("OwnershipControls", {}).get("Rules", [])
        ),
        policy=any(each["Effect"] == "Deny" for each in json.loads(policy)["Statement"]),
    )


def _asked(s3: Any, question: str, bucket: str) -> dict[str, Any]:
    """Returns S3's answer, and an empty one in place of the error that there is none."""
    try:
        answer: dict[str, Any] = getattr(s3, question)(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        return {}
    return answer


def _keys(session: boto3.Session, region: str) -> Iterator[tuple[str, str]]:
    kms = session.client("kms", region_name=region)
    for page in kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            yield described["Arn"], described["KeyState"]


def _events(session: boto3.Session, region: str) -> Iterator[tuple[str, frozenset[str]]]:
    logs = session.client("logs", region_name=region)
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            events = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
            yield (
                name,
                frozenset(
                    hashlib.sha256(event["message"].encode()).hexdigest()
                    for each in events
                    for event in each["events"]
                ),
            )
