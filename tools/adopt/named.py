"""What has a name of its own in AWS, so that a second one cannot be made, and how to find it.

Each row is a kind of resource that an interrupted deploy can leave behind for good: AWS made it,
the answer was lost, and from then on AWS refuses every deploy because the name is taken.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import boto3
from attrs import frozen
from botocore.exceptions import ClientError

from tools.adopt.account import Account

Tags = Mapping[str, str]


@frozen(kw_only=True)
class Existing:
    """What AWS has under a name: its ID for Terraform's import, its tags, and whose it looks.

    `foreign` says what shows that it belongs to another system, if anything does.
    """

    id: str
    tags: Tags
    foreign: str = ""


@frozen
class Kind:
    """A kind of resource: what people call it, which setting names it, and how to find one.

    `names` are the arguments that `find` is called with, after the account.
    """

    noun: str
    setting: str
    names: tuple[str, ...]
    find: Callable[..., Existing | None]


def whose(existing: Existing, account: Account) -> str:
    """Returns what shows that it belongs to another system, or nothing.

    AWS makes a resource together with its tags, so that ours has all of the settings' tags from
    its first moment. It may have more: some organisations tag what appears in their accounts.
    """
    ours = account.tags and account.tags.items() <= existing.tags.items()
    if existing.tags and not ours:
        listed = ", ".join(f"{key}={value}" for key, value in sorted(existing.tags.items()))
        return existing.foreign or f"has the tags {listed}"
    return existing.foreign


def _log_group(account: Account, name: str) -> Existing | None:
    logs = boto3.client("logs", region_name=account.region)
    for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name):
        for group in page["logGroups"]:
            if group["logGroupName"] == name:
                arn = account.arn("logs", f"log-group:{name}")
                return Existing(id=name, tags=logs.list_tags_for_resource(resourceArn=arn)["tags"])
    return None


def _trail(account: Account, name: str) -> Existing | None:
    cloudtrail = boto3.client("cloudtrail", region_name=account.region)
    for trail in cloudtrail.describe_trails(trailNameList=[name])["trailList"]:
        arn = trail["TrailARN"]
        if arn != account.trail_arn:
            # A trail of the organisation, or of another region, is visible here too.
            return Existing(id=arn, tags={}, foreign=f"is {arn}")
        (tagged,) = cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"]
        bucket = trail["S3BucketName"]
        return Existing(
            id=arn,
            tags={tag["Key"]: tag.get("Value", "") for tag in tagged["TagsList"]},
            foreign="" if bucket in account.buckets else f"writes to the bucket {bucket}",
        )
    return None


def _alias(account: Account, name: str) -> Existing | None:
    kms = boto3.client("kms", region_name=account.region)
    for page in kms.get_paginator("list_aliases").paginate():
        for alias in page["Aliases"]:
            if alias["AliasName"] == name:
                key = alias["TargetKeyId"]
                says = kms.describe_key(KeyId=key)["KeyMetadata"].get("Description", "")
                ours = account.is_our_key(says)
                return Existing(
                    id=name,
                    # It has none; its key says what it is for.
                    tags={},
                    foreign="" if ours else f"belongs to the key {key} ({says or 'undescribed'})",
                )
    return None


def _workgroup(account: Account, name: str) -> Existing | None:
    athena = boto3.client("athena", region_name=account.region)
    try:
        athena.get_work_group(WorkGroup=name)
    except ClientError as error:
        # Athena has no error of its own for this.
        if "is not found" in str(error):
            return None
        raise
    arn = account.arn("athena", f"workgroup/{name}")
    tags = athena.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return Existing(id=name, tags={tag["Key"]: tag.get("Value", "") for tag in tags})


def _database(account: Account, name: str) -> Existing | None:
    glue = boto3.client("glue", region_name=account.region)
    try:
        glue.get_database(Name=name)
    except glue.exceptions.EntityNotFoundException:
        return None
    tags = glue.get_tags(ResourceArn=account.arn("glue", f"database/{name}"))["Tags"]
    return Existing(id=f"{account.id}:{name}", tags=tags)


def _table(account: Account, database: str, name: str) -> Existing | None:
    glue = boto3.client("glue", region_name=account.region)
    try:
        table = glue.get_table(DatabaseName=database, Name=name)["Table"]
    except glue.exceptions.EntityNotFoundException:
        return None
    location = table.get("StorageDescriptor", {}).get("Location", "")
    ours = urlsplit(location).netloc in account.buckets
    return Existing(
        id=f"{account.id}:{database}:{name}",
        tags={},
        foreign="" if ours else f"reads {location or 'nothing'}",
    )


KINDS: Mapping[str, Kind] = {
    "aws_kms_alias": Kind("key alias", "trail_name", ("name",), _alias),
    "aws_cloudwatch_log_group": Kind("log group", "log_group_name", ("name",), _log_group),
    "aws_cloudtrail": Kind("trail", "trail_name", ("name",), _trail),
    "aws_athena_workgroup": Kind("workgroup", "athena.database", ("name",), _workgroup),
    "aws_glue_catalog_database": Kind("database", "athena.database", ("name",), _database),
    "aws_glue_catalog_table": Kind("table", "athena.database", ("database_name", "name"), _table),
}
