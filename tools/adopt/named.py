"""What has a name of its own in AWS, so that a second one cannot be made, and how to find it.

Each row is a kind of resource that an interrupted deploy can leave behind for good: AWS made it,
the answer was lost, and from then on AWS refuses every deploy because the name is taken.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from attrs import frozen
from botocore.exceptions import ClientError

from tools.adopt.account import Account

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient
    from types_boto3_kms.type_defs import KeyMetadataTypeDef

Tags = Mapping[str, str]

CANCEL = (
    "is going to be deleted, and what it has encrypted with it. Keep it: aws kms "
    "cancel-key-deletion --key-id {key}, then aws kms enable-key --key-id {key}, and deploy again. "
    "Or, when nobody needs what it has encrypted, have a new one: aws kms delete-alias "
    "--alias-name {alias}"
)


@frozen(kw_only=True)
class Existing:
    """What AWS has under a name: its ID for Terraform's import, its tags, and whose it looks.

    `foreign` says what shows that it belongs to another system, if anything does; `in_the_way`
    what has to be done before it can be adopted, if anything has.
    """

    id: str
    tags: Tags
    foreign: str = ""
    in_the_way: str = ""


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
                return Existing(
                    id=name,
                    tags=logs.list_tags_for_resource(resourceArn=arn)["tags"],
                    foreign=_written_by_another_trail(account, arn),
                )
    return None


def _written_by_another_trail(account: Account, group_arn: str) -> str:
    cloudtrail = boto3.client("cloudtrail", region_name=account.region)
    for trail in cloudtrail.describe_trails()["trailList"]:
        writes_to = trail.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*")
        if writes_to == group_arn and trail["TrailARN"] != account.trail_arn:
            return f"is written to by {trail['TrailARN']}"
    return ""


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


def _key(account: Account) -> Existing | None:
    """The key that has the alias, if it is ours: the alias itself says so when it is not."""
    kms = boto3.client("kms", region_name=account.region)
    key = _key_of(kms, account.key_alias)
    if key is None or not account.is_our_key(key.get("Description", "")):
        return None
    going = key.get("KeyState") == "PendingDeletion"
    # It may have been made with other tags, years ago; its description says whose it is.
    cancel = CANCEL.format(key=key["KeyId"], alias=account.key_alias)
    return Existing(id=key["KeyId"], tags={}, in_the_way=going * cancel)


def _alias(account: Account, name: str) -> Existing | None:
    key = _key_of(boto3.client("kms", region_name=account.region), name)
    if key is None:
        return None
    says = key.get("Description", "")
    return Existing(
        id=name,
        # It has none; its key says what it is for.
        tags={},
        foreign=""
        if account.is_our_key(says)
        else f"belongs to the key {key['KeyId']} ({says or 'undescribed'})",
    )


def _key_of(kms: "KMSClient", alias: str) -> "KeyMetadataTypeDef | None":
    try:
        return kms.describe_key(KeyId=alias)["KeyMetadata"]
    except kms.exceptions.NotFoundException:
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
    "aws_kms_key": Kind("key", "trail_name", (), _key),
    "aws_kms_alias": Kind("key alias", "trail_name", ("name",), _alias),
    "aws_cloudwatch_log_group": Kind("log group", "log_group_name", ("name",), _log_group),
    "aws_cloudtrail": Kind("trail", "trail_name", ("name",), _trail),
    "aws_athena_workgroup": Kind("workgroup", "athena.database", ("name",), _workgroup),
    "aws_glue_catalog_database": Kind("database", "athena.database", ("name",), _database),
    "aws_glue_catalog_table": Kind("table", "athena.database", ("database_name", "name"), _table),
}
