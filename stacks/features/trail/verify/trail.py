"""The trail itself: is it the one deployed, is it logging, and is there no weaker one beside it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.console_links import trail_link
from stacks.foundation.deployed import Deployed

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import TrailTypeDef

DEPLOY = "Something changed it by hand: make deploy puts it back."

Seen = tuple[bool, str]


def _of_the_trail(
    see: Callable[[Deployed, "TrailTypeDef"], Seen],
) -> Callable[..., Iterator[Finding]]:
    """Returns a look at the trail; where it is gone, one check says so, and this one nothing."""

    def look(deployed: Deployed) -> Iterator[Finding]:
        if deployed.trail:
            holds, observed = see(deployed, deployed.trail)
            yield Finding(
                resource=deployed.trail_arn,
                observed=observed,
                result=Result.OK if holds else Result.FAILED,
                link=link_to(deployed),
            )

    return look


def link_to(deployed: Deployed) -> str:
    """Returns the console's page of the trail."""
    return trail_link(region=deployed.region, trail_arn=deployed.trail_arn)


def _goes_where_it_was_deployed_to(deployed: Deployed) -> Iterator[Finding]:
    if deployed.trail is None:
        yield Finding(
            resource=deployed.trail_arn,
            observed=f"{deployed.trail_arn} does not exist",
            result=Result.FAILED,
            link=link_to(deployed),
            remedy="Somebody deleted it, and nothing is recorded: make deploy makes it again.",
        )
        return
    yield from _of_the_trail(_destinations)(deployed)


def _destinations(deployed: Deployed, trail: "TrailTypeDef") -> Seen:
    group = trail.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*").partition(":log-group:")
    goes_to = (
        trail.get("S3BucketName"),
        _records(deployed, trail),
        group[2] or None,
    )
    meant = (deployed.bucket, deployed.records, deployed.log_group_name)
    if goes_to == meant:
        role = trail["CloudWatchLogsRoleArn"].rpartition("/")[2]
        return True, (
            f"{trail['Name']} writes to {deployed.bucket} and, as {role}, to "
            f"{deployed.log_group_name}"
        )
    what = ("bucket", "folder", "log group")
    return False, "; ".join(
        f"the {name} is {found or 'none'}, and {was} was deployed"
        for name, found, was in zip(what, goes_to, meant, strict=True)
        if found != was
    )


def _records(deployed: Deployed, trail: "TrailTypeDef") -> str:
    """Returns where this trail puts the records of its own account."""
    organization = deployed.organization_id if trail.get("IsOrganizationTrail") else ""
    parts = [trail.get("S3KeyPrefix"), "AWSLogs", organization, deployed.account]
    return "/".join(filter(None, parts))


def _accounts(deployed: Deployed, trail: "TrailTypeDef") -> Seen:
    if not trail.get("IsOrganizationTrail"):
        return False, f"only those of {deployed.account}"
    return True, f"all of {deployed.organization_id}"


def _of_an_organization(deployed: Deployed) -> Iterator[Finding]:
    if deployed.organization_id:
        yield from _of_the_trail(_accounts)(deployed)


def _regions(deployed: Deployed, trail: "TrailTypeDef") -> Seen:
    if trail["IsMultiRegionTrail"] and trail["IncludeGlobalServiceEvents"]:
        return True, "all, with global services"
    return False, f"not all, only {deployed.region}"


def _validation(_: Deployed, trail: "TrailTypeDef") -> Seen:
    on = trail["LogFileValidationEnabled"]
    return on, "on" if on else "off: no digests are written"


def _logging(deployed: Deployed, _: "TrailTypeDef") -> Seen:
    status = deployed.status
    started, stopped = status.get("StartLoggingTime"), status.get("StopLoggingTime")
    if status["IsLogging"]:
        since = f"since {deployed.ago(started).removesuffix(' ago')}" if started else "on"
        return True, since
    return False, f"stopped {deployed.ago(stopped)}" if stopped else "never started"


def _no_weaker_one(deployed: Deployed) -> Iterator[Finding]:
    """Another trail is no fault; one that looks like ours and records less is bait for auditors."""
    trails = deployed.aws.cloudtrail.describe_trails(includeShadowTrails=False)["trailList"]
    yield from [
        Finding(
            resource=each["TrailARN"],
            observed=f"{each['Name']} names {deployed.bucket} as its bucket, and was not deployed",
            result=Result.FAILED,
            remedy="Find out who made it; aws cloudtrail delete-trail removes it, and no record.",
        )
        for each in trails
        if each["TrailARN"] != deployed.trail_arn and each.get("S3BucketName") == deployed.bucket
    ] or [Finding(resource=deployed.bucket, observed="no other trail names the bucket")]


_GET_TRAIL = ("cloudtrail:GetTrail",)

CHECKS = (
    Check(
        id="trail",
        title="the trail writes to the deployed bucket, folder and log group",
        look=_goes_where_it_was_deployed_to,
        actions=_GET_TRAIL,
        remedy=DEPLOY,
        controls=("CIS 3.1", "CloudTrail.1", "CloudTrail.5"),
    ),
    Check(
        id="regions",
        title="it records every region, and global services",
        look=_of_the_trail(_regions),
        actions=_GET_TRAIL,
        remedy=DEPLOY,
        controls=("CIS 3.1", "CloudTrail.1"),
    ),
    Check(
        id="accounts",
        title="with `organization`: it records every account",
        look=_of_an_organization,
        actions=_GET_TRAIL,
        remedy=DEPLOY,
        controls=("CloudTrail.1",),
    ),
    Check(
        id="validation",
        title="digests are written",
        look=_of_the_trail(_validation),
        actions=_GET_TRAIL,
        remedy=DEPLOY,
        controls=("CIS 3.2", "CloudTrail.4"),
    ),
    Check(
        id="logging",
        title="it is logging",
        look=_of_the_trail(_logging),
        actions=("cloudtrail:GetTrailStatus",),
        remedy=DEPLOY,
        controls=("CIS 3.1", "CloudTrail.1", "CloudTrail.3"),
    ),
    Check(
        id="other trails",
        title="no other trail writes to the bucket",
        look=_no_weaker_one,
        actions=("cloudtrail:DescribeTrails",),
    ),
)
