"""What every check needs: whom to ask, about what, and what is expected."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from stacks.settings import Settings

import boto3
from attrs import frozen

from tools.verify.cannot_look import CannotLookError
from tools.verify.deployed import Deployed

if TYPE_CHECKING:
    from types_boto3_cloudtrail import CloudTrailClient
    from types_boto3_cloudtrail.type_defs import GetTrailStatusResponseTypeDef, TrailTypeDef
    from types_boto3_kms import KMSClient
    from types_boto3_logs import CloudWatchLogsClient
    from types_boto3_logs.type_defs import LogGroupTypeDef
    from types_boto3_s3 import S3Client

# A trail that was silent for longer has not proved that it works. The calls of `make verify` are
# recorded too, so that even in an account where nobody works something comes within minutes.
SILENCE = timedelta(days=1)


@frozen
class Aws:
    """The deployment as AWS shows it at one moment; what several checks ask is asked once."""

    deployed: Deployed
    settings: Settings

    @cached_property
    def now(self) -> datetime:
        """When the look was taken."""
        return datetime.now(UTC)

    @cached_property
    def cloudtrail(self) -> "CloudTrailClient":
        """CloudTrail in the trail's home region."""
        return boto3.client("cloudtrail", region_name=self.deployed.region)

    @cached_property
    def s3(self) -> "S3Client":
        """S3 in the region of the bucket."""
        return boto3.client("s3", region_name=self.deployed.region)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs in the region of the log group."""
        return boto3.client("logs", region_name=self.deployed.region)

    @cached_property
    def kms(self) -> "KMSClient":
        """KMS in the region of the key."""
        return boto3.client("kms", region_name=self.deployed.region)

    @cached_property
    def trail(self) -> "TrailTypeDef | None":
        """The trail, if there is one."""
        try:
            return self.cloudtrail.get_trail(Name=self.deployed.trail_arn)["Trail"]
        except self.cloudtrail.exceptions.TrailNotFoundException:
            return None

    @cached_property
    def status(self) -> "GetTrailStatusResponseTypeDef":
        """What the trail, which must exist, says about its work."""
        return self.cloudtrail.get_trail_status(Name=self.deployed.trail_arn)

    @cached_property
    def log_group(self) -> "LogGroupTypeDef | None":
        """The log group, if there is one."""
        name = self.deployed.log_group
        groups = self.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        return next((group for group in groups if group["logGroupName"] == name), None)

    def ago(self, moment: datetime) -> str:
        """Returns how long ago something was, to the precision that people care about."""
        seconds = max(0, int((self.now - moment).total_seconds()))
        for unit, size in (("days", 172_800), ("h", 7_200), ("min", 120)):
            if seconds >= size:
                return f"{seconds // {'days': 86_400, 'h': 3_600, 'min': 60}[unit]} {unit} ago"
        return f"{seconds} s ago"

    def is_recent(self, moment: datetime) -> bool:
        """Returns whether something is recent enough to show that all works now."""
        return self.now - moment < SILENCE


def refuse_another_place(deployed: Deployed, settings: Settings) -> None:
    """Raises `CannotLookError` when settings or credentials are for another place than the trail's.

    What is expected would be that of another deployment.
    """
    if settings.region != deployed.region:
        raise CannotLookError(
            f"The trail is in {deployed.region}, and region is {settings.region}: set region back."
        )
    sts = boto3.client("sts", region_name=deployed.region)
    caller = sts.get_caller_identity()["Account"]
    if caller != deployed.account:
        raise CannotLookError(
            f"The credentials are for account {caller}, and the trail is in {deployed.account}."
        )
