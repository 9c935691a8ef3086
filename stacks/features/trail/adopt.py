"""How to find a trail, its log group and its role, with or without Terraform's state."""

from collections.abc import Iterator

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.gone import unless_gone
from stacks.foundation.kinds import Adoption, Existing, Kind, Leftover, generated_names


def _trails(aws: Clients) -> list[str]:
    trails = aws.cloudtrail.describe_trails()["trailList"]
    return [trail["Name"] for trail in trails]


def _trail(account: Account, name: str) -> Existing | None:
    cloudtrail = account.aws.cloudtrail
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


def _log_groups(aws: Clients) -> list[str]:
    pages = aws.logs.get_paginator("describe_log_groups").paginate()
    return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def _log_group(account: Account, name: str) -> Existing | None:
    logs = account.aws.logs
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
    cloudtrail = account.aws.cloudtrail
    for trail in cloudtrail.describe_trails()["trailList"]:
        writes_to = trail.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*")
        if writes_to == group_arn and trail["TrailARN"] != account.trail_arn:
            return f"is written to by {trail['TrailARN']}"
    return ""


def _roles(aws: Clients) -> list[str]:
    iam = aws.iam
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000})
    return [role["RoleName"] for page in pages for role in page["Roles"]]


def _left_roles(account: Account) -> Iterator[Leftover]:
    made_here = generated_names(account, "aws_iam_role", "name_prefix")
    if not made_here:
        return
    iam = account.aws.iam
    cloudtrail = account.aws.cloudtrail
    used: set[str] = set()
    replaced: set[str] = set()
    for trail in cloudtrail.describe_trails()["trailList"]:
        # A trail of ours has a role of which no state knows if that state was lost with the
        # deploy. The next one gives it another role.
        ours = trail["TrailARN"] == account.trail_arn and trail["S3BucketName"] in account.buckets
        role_arn = trail.get("CloudWatchLogsRoleArn", "")
        (replaced if ours else used).add(role_arn.rpartition("/")[2])
    known = account.known_ids("aws_iam_role")
    for name in _roles(account.aws):
        if not made_here.fullmatch(name) or name in known | used:
            continue
        with unless_gone():
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


KINDS = (
    Kind(
        type="aws_cloudtrail",
        noun="trail",
        in_region=_trails,
        adoption=Adoption(setting="trail_name", find=_trail),
    ),
    Kind(
        type="aws_cloudwatch_log_group",
        noun="log group",
        in_region=_log_groups,
        adoption=Adoption(setting="log_group_name", find=_log_group),
    ),
    Kind(type="aws_iam_role", noun="role", in_region=_roles, leftovers=_left_roles),
)
