"""`make state-bucket`: makes the bucket that the setting `state` names, protected, once."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from stacks.foundation.state_bucket import StateBucket
from stacks.settings import Settings, SettingsError, load

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.cdktf import PROJECT

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import PublicAccessBlockConfigurationTypeDef

# How long an overwritten state can still be brought back.
KEPT_DAYS = 90

NO_PUBLIC_ACCESS: "PublicAccessBlockConfigurationTypeDef" = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


class RefusedError(Exception):
    """The bucket cannot be made, or is no place for a state; the text says why."""


def main() -> None:
    """Makes the bucket, or says that it is there already and as protected as it should be."""
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
        print(make(settings))
    except (SettingsError, RefusedError) as error:
        sys.exit(str(error))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"AWS refused: {error}")


def make(settings: Settings) -> str:
    """Makes the bucket unless it is there, and returns a sentence about what is true now.

    Raises `RefusedError` where one that is there is not protected, or may not hold a state.
    """
    state = settings.place.state
    if state is None:
        raise RefusedError('The settings name no bucket: "state": {"bucket": "a-name"}')
    if state.bucket.startswith(settings.bucket_prefix):
        raise RefusedError(
            f"{state.bucket} begins like the log bucket: a state does not belong where only the "
            "trail may write, and its lock could not be taken away again. Choose another name."
        )
    region = state.region or settings.region
    s3 = boto3.client("s3", region_name=region)
    made = _create(s3, state.bucket, region)
    if made:
        _protect(s3, state)
    if missing := [says for says, holds in _PROTECTIONS.items() if not holds(s3, state.bucket)]:
        raise RefusedError(
            f"The bucket {state.bucket} was there before and lacks {'; '.join(missing)}. Protect "
            "it, or remove it if it is empty and run this again, or choose another name."
        )
    what = "made" if made else "there already"
    return (
        f"s3://{state.bucket} ({region}) is {what}: versions, encryption, TLS only, nothing "
        f"public, old states are kept for {KEPT_DAYS} days. Next: make deploy, or make "
        "migrate-state if there is a deployment with its state in a file."
    )


def _create(s3: "S3Client", bucket: str, region: str) -> bool:
    """Creates the bucket, and returns whether it did; False where the caller has it already."""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
            raise RefusedError(
                f"The bucket {bucket} cannot be used: it belongs to somebody else, is in another "
                f"region than {region}, or you may not look at it ({error})."
            ) from None
    else:
        return False
    where: Any = {"LocationConstraint": region}
    # S3 takes no name for its first region.
    more: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": where}
    s3.create_bucket(Bucket=bucket, **more)
    return True


def _protect(s3: "S3Client", state: StateBucket) -> None:
    bucket = state.bucket
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=NO_PUBLIC_ACCESS)
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    encryption: Any = {"SSEAlgorithm": "AES256"}
    if state.kms_key_id:
        encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": state.kms_key_id}
    rule: Any = {"ApplyServerSideEncryptionByDefault": encryption}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "OldStates",
                    "Status": "Enabled",
                    "Filter": {},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": KEPT_DAYS},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(_tls_only(s3.meta.partition, bucket)))


def _tls_only(partition: str, bucket: str) -> Mapping[str, Any]:
    arn = f"arn:{partition}:s3:::{bucket}"
    refused = {
        "TlsOnly": {"Bool": {"aws:SecureTransport": "false"}},
        "DenyOldTls": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    }
    statements = [
        {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/*"],
            "Condition": condition,
        }
        for sid, condition in refused.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _is_versioned(s3: "S3Client", bucket: str) -> bool:
    return s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"


def _is_private(s3: "S3Client", bucket: str) -> bool:
    try:
        found = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    except ClientError:
        return False
    return dict(found) == NO_PUBLIC_ACCESS


def _is_for_tls_only(s3: "S3Client", bucket: str) -> bool:
    try:
        policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError:
        return False
    return any(
        each["Effect"] == "Deny"
        and each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for each in policy["Statement"]
    )


def _is_unlocked(s3: "S3Client", bucket: str) -> bool:
    try:
        found = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    except ClientError:
        return True
    return "Rule" not in found


_PROTECTIONS: Mapping[str, Callable[["S3Client", str], bool]] = {
    "versions": _is_versioned,
    "a public access block": _is_private,
    "a policy that refuses what is not TLS": _is_for_tls_only,
    "freedom from a default object lock, under which no lock of Terraform can be released": (
        _is_unlocked
    ),
}


if __name__ == "__main__":
    main()
