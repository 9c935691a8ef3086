"""The opt-ins that protect the records: only those that the settings ask for are looked at."""

from collections.abc import Iterator

from stacks.foundation.console_links import bucket_link, key_link, trail_link
from stacks.settings import AccessLogs, ObjectLock

from botocore.exceptions import ClientError

from tools.verify.aws import Aws
from tools.verify.checks.trail import DEPLOY
from tools.verify.rows import Result, Row, in_days

# S3's answers where a bucket has none of it, or where there is no bucket.
NOT_SET = {
    "NoSuchBucket",
    "ObjectLockConfigurationNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
}


def hardening_rows(aws: Aws) -> Iterator[Row]:
    """Yields whether key, access logs and lock are as the settings ask for them."""
    if aws.settings.encryption == "kms":
        yield _key(aws)
    if aws.settings.access_logs:
        yield _access_logs(aws, aws.settings.access_logs)
    if aws.settings.object_lock:
        yield _lock(aws, aws.settings.object_lock)


def _row(check: str, link: str, observed: str, problems: list[str]) -> Row:
    if problems:
        return Row(
            check=check,
            result=Result.FAILED,
            observed="; ".join(problems),
            link=link,
            remedy=DEPLOY,
        )
    return Row(check=check, result=Result.OK, observed=observed, link=link)


def _key(aws: Aws) -> Row:
    key = aws.trail.get("KmsKeyId") if aws.trail else None
    if not key:
        link = trail_link(region=aws.deployed.region, trail_arn=aws.deployed.trail_arn)
        return _row("key", link, "", ["the trail encrypts with no key"])
    key_id = key.rpartition("/")[2]
    problems = []
    try:
        state = aws.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
        if state != "Enabled":
            problems.append(f"{key_id} is {state}, and no record can be written or read")
        elif not aws.kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]:
            problems.append(f"{key_id} is not rotated")
    except aws.kms.exceptions.NotFoundException:
        problems.append(f"{key_id} is gone, and what it encrypted with it")
    if aws.log_group and aws.log_group.get("kmsKeyId") != key:
        problems.append("the log group does not encrypt with it")
    if _bucket_key(aws) not in (key, key_id):
        problems.append("the bucket does not encrypt with it")
    return _row(
        "key",
        key_link(region=aws.deployed.region, key_id=key_id),
        f"{key_id}, rotated, for trail, bucket and log group",
        problems,
    )


def _bucket_key(aws: Aws) -> str | None:
    try:
        encryption = aws.s3.get_bucket_encryption(Bucket=aws.deployed.bucket)
    except ClientError as error:
        _let_pass(error)
        return None
    (rule,) = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    return rule["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID")


def _access_logs(aws: Aws, settings: AccessLogs) -> Row:
    bucket, region = aws.deployed.bucket, aws.deployed.region
    try:
        logging = aws.s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled")
    except ClientError as error:
        _let_pass(error)
        logging = None
    if logging is None:
        link = bucket_link(region=region, bucket=bucket, prefix=aws.deployed.records)
        return _row("access logs", link, "", ["off: nobody can tell who reads the records"])
    target = logging["TargetBucket"]
    ours = target.startswith(settings.bucket_prefix)
    return _row(
        "access logs",
        bucket_link(region=region, bucket=target, prefix=logging["TargetPrefix"].rstrip("/")),
        f"go to {target}",
        [] if ours else [f"go to {target}, not to {settings.bucket_prefix}..."],
    )


def _lock(aws: Aws, settings: ObjectLock) -> Row:
    bucket = aws.deployed.bucket
    try:
        lock = aws.s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    except ClientError as error:
        _let_pass(error)
        lock = {}
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    found = (retention.get("Mode"), retention.get("Days"))
    observed = f"{found[0]}, {in_days(found[1])}" if any(found) else "none"
    return _row(
        "lock",
        bucket_link(region=aws.deployed.region, bucket=bucket, prefix=aws.deployed.records),
        observed,
        []
        if found == (settings.mode, settings.days)
        else [f"{observed}, where the settings say {settings.mode}, {in_days(settings.days)}"],
    )


def _let_pass(error: ClientError) -> None:
    if error.response["Error"]["Code"] not in NOT_SET:
        raise error
