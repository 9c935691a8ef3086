"""What an interrupted deploy may have left behind that nothing needs: found, never deleted.

These have names or IDs that are new on every attempt. The next deploy makes another one, and the
first stays, unknown to Terraform.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import boto3
from attrs import frozen
from botocore.exceptions import ClientError

from tools.adopt.account import Account
from tools.adopt.stack import Stack

# What Terraform appends to a prefix: a time, and a counter in hexadecimal digits.
_GENERATED = r"\d{18}[0-9a-f]{8}"


@frozen
class Leftover:
    """Something that the states do not know, and the commands of the AWS CLI that remove it."""

    what: str
    commands: tuple[str, ...]


def leftovers(account: Account, stacks: Sequence[Stack]) -> Iterator[Leftover]:
    """Yields what looks like this deployment's, is in none of its states, and no other uses.

    Who may not list a kind of resource is told so, and is not stopped.
    """
    looks: tuple[Callable[[Account, Sequence[Stack]], Iterator[Leftover]], ...] = (
        _buckets,
        _roles,
        _keys,
    )
    for look in looks:
        try:
            yield from look(account, stacks)
        except ClientError as error:
            if "AccessDenied" not in str(error):
                raise
            yield Leftover(f"(who deploys may not look for more: {error})", ())


def _buckets(account: Account, stacks: Sequence[Stack]) -> Iterator[Leftover]:
    made_here = _generated(stacks, "aws_s3_bucket", "bucket_prefix")
    if not made_here:
        return
    s3 = boto3.client("s3", region_name=account.region)
    cloudtrail = boto3.client("cloudtrail", region_name=account.region)
    used = {trail["S3BucketName"] for trail in cloudtrail.describe_trails()["trailList"]}
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        if not made_here.fullmatch(name) or name in account.buckets | used:
            continue
        region = s3.get_bucket_location(Bucket=name).get("LocationConstraint") or "us-east-1"
        if region != account.region:
            continue
        holds = s3.list_object_versions(Bucket=name, MaxKeys=1)
        full = "Versions" in holds or "DeleteMarkers" in holds
        yield Leftover(
            f"bucket {name}" + (", which holds records: S3 refuses until it is empty" * full),
            (f"aws s3api delete-bucket --bucket {name} --region {region}",),
        )


def _roles(account: Account, stacks: Sequence[Stack]) -> Iterator[Leftover]:
    made_here = _generated(stacks, "aws_iam_role", "name_prefix")
    if not made_here:
        return
    iam = boto3.client("iam", region_name=account.region)
    cloudtrail = boto3.client("cloudtrail", region_name=account.region)
    used: set[str] = set()
    replaced: set[str] = set()
    for trail in cloudtrail.describe_trails()["trailList"]:
        # A trail of ours has a role of which no state knows if that state was lost with the
        # deploy. The next one gives it another role.
        ours = trail["TrailARN"] == account.trail_arn and trail["S3BucketName"] in account.buckets
        role_arn = trail.get("CloudWatchLogsRoleArn", "")
        (replaced if ours else used).add(role_arn.rpartition("/")[2])
    known = _known(stacks, "aws_iam_role")
    for page in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000}):
        for role in page["Roles"]:
            name = role["RoleName"]
            if made_here.fullmatch(name) and name not in known | used:
                policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
                yield Leftover(
                    f"role {name}" + (", which the trail uses until a deploy" * (name in replaced)),
                    (
                        *(
                            f"aws iam delete-role-policy --role-name {name} --policy-name {policy}"
                            for policy in policies
                        ),
                        f"aws iam delete-role --role-name {name}",
                    ),
                )


def _keys(account: Account, stacks: Sequence[Stack]) -> Iterator[Leftover]:
    if not any(address.startswith("aws_kms_key.") for each in stacks for address in each.declared):
        return
    kms = boto3.client("kms", region_name=account.region)
    # Most keys of an account have an alias, which spares the question what they are for; the one
    # that has ours is adopted.
    others = {
        alias.get("TargetKeyId")
        for page in kms.get_paginator("list_aliases").paginate()
        for alias in page["Aliases"]
    }
    known = _known(stacks, "aws_kms_key")
    for page in kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            id_ = key["KeyId"]
            if id_ in known | others:
                continue
            described = kms.describe_key(KeyId=id_)["KeyMetadata"]
            if (
                account.is_our_key(described.get("Description", ""))
                and described.get("KeyState") != "PendingDeletion"
            ):
                yield Leftover(
                    f"key {id_}, without which nothing that it ever encrypted can be read",
                    (
                        f"aws kms schedule-key-deletion --key-id {id_} "
                        f"--pending-window-in-days 30 --region {account.region}",
                    ),
                )


def _generated(stacks: Sequence[Stack], kind: str, prefix: str) -> re.Pattern[str] | None:
    """Returns the pattern of the names that Terraform makes for this kind of resource."""
    prefixes = [
        re.escape(arguments[prefix])
        for stack in stacks
        for address, arguments in stack.declared.items()
        if address.startswith(f"{kind}.") and prefix in arguments
    ]
    return re.compile(f"(?:{'|'.join(prefixes)}){_GENERATED}") if prefixes else None


def _known(stacks: Sequence[Stack], kind: str) -> set[str]:
    """Returns the IDs in the states, which for a role is its name."""
    return {
        attributes["id"]
        for stack in stacks
        for address, attributes in stack.state.resources.items()
        if address.startswith(f"{kind}.")
    }
