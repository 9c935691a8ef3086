"""A deployment as Terraform knows it and AWS shows it, at one moment."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from stacks.foundation.aws_clients import Clients

from attrs import field, frozen

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        GetEventSelectorsResponseTypeDef,
        GetTrailStatusResponseTypeDef,
        TrailTypeDef,
    )
    from types_boto3_logs.type_defs import LogGroupTypeDef

Attributes = Mapping[str, Any]

# A trail that was silent for longer has not proved that it works. The calls of `make verify` are
# recorded too, so that even in an account where nobody works something comes within minutes.
SILENCE = timedelta(days=1)


@frozen
class Deployed:
    """One deployment; what several checks ask of AWS is asked once.

    `resources` are those of both stacks by their addresses, with the attributes that Terraform read
    from AWS; `gone` are those that AWS no longer has, or soon will not, with the last ones that
    Terraform knew. `declared` are the arguments that the settings declare now. `outputs` are the
    names that the deploy showed.

    `aws` reaches the account of the trail's stack, and `archive` that of the bucket's, which is the
    same unless there is a log archive.
    """

    outputs: Mapping[str, str]
    resources: Mapping[str, Attributes]
    gone: Mapping[str, Attributes] = {}
    declared: Mapping[str, Attributes] = {}
    # Those of one look serve the next one too: making them takes longer than asking.
    aws: Clients = field(repr=False, eq=False)
    archive: Clients = field(repr=False, eq=False)

    @aws.default
    def _clients_of_the_region(self) -> Clients:
        return Clients(self.region)

    @archive.default
    def _clients_of_the_trail(self) -> Clients:
        return self.aws

    @property
    def has_log_archive(self) -> bool:
        """Whether the bucket is in another account than the trail's stack."""
        return self.archive is not self.aws

    def clients_of(self, arn: str) -> Clients:
        """Returns what reaches the account and the region that are in an ARN."""
        _, _, _, region, account, _ = arn.split(":", 5)
        owner = self.archive if account == self.archive.account_id else self.aws
        return owner.in_region(region or self.region)

    def region_of(self, bucket: str) -> str:
        """Returns the region of a bucket, which is another one for a second copy."""
        found = (each["region"] for each in self.of("aws_s3_bucket") if each["bucket"] == bucket)
        return str(next(found, self.region))

    def clients_of_bucket(self, bucket: str) -> Clients:
        """Returns what reaches the account and the region of a bucket."""
        return self.archive.in_region(self.region_of(bucket))

    @property
    def trail_arn(self) -> str:
        """The trail, which need not exist any more."""
        return self.outputs["TrailArn"]

    @property
    def region(self) -> str:
        """The home region of the trail, where the bucket and the log group are too."""
        return self.trail_arn.split(":")[3]

    @property
    def account(self) -> str:
        """The account that the trail records."""
        return self.trail_arn.split(":")[4]

    @property
    def bucket(self) -> str:
        """The name of the log bucket."""
        return self.outputs["BucketName"]

    @property
    def records(self) -> str:
        """The key prefix of what is recorded of the trail's account, without slashes around it."""
        below = self.outputs["RecordsPrefix"].removeprefix(f"s3://{self.bucket}/").rstrip("/")
        # Of an organisation, the output is the folder that all its accounts have theirs in.
        return below if below.endswith(f"/{self.account}") else f"{below}/{self.account}"

    @property
    def organization_id(self) -> str:
        """The organisation that is recorded; nothing where it is one account."""
        folders = self.records.rpartition("AWSLogs/")[2].split("/")
        return folders[0] if len(folders) == 2 else ""

    @property
    def log_group_name(self) -> str:
        """The name of the log group."""
        return self.outputs["LogGroupName"]

    def of(self, type_: str) -> Iterator[Attributes]:
        """Yields the attributes of every resource of one type that is there."""
        yield from self._of(type_, self.resources)

    def declared_of(self, type_: str) -> Iterator[Attributes]:
        """Yields what is declared of every resource of one type."""
        yield from self._of(type_, self.declared)

    def of_all(self, type_: str) -> Iterator[Attributes]:
        """Yields those of every resource of one type, also of what is going to be deleted."""
        yield from self._of(type_, {**self.gone, **self.resources})

    @staticmethod
    def _of(type_: str, resources: Mapping[str, Attributes]) -> Iterator[Attributes]:
        for address, attributes in resources.items():
            if address.startswith(f"{type_}."):
                yield attributes

    @cached_property
    def now(self) -> datetime:
        """When the look was taken."""
        return datetime.now(UTC)

    @cached_property
    def trail(self) -> "TrailTypeDef | None":
        """The trail, if there is one."""
        try:
            return self.aws.cloudtrail.get_trail(Name=self.trail_arn)["Trail"]
        except self.aws.cloudtrail.exceptions.TrailNotFoundException:
            return None

    @cached_property
    def status(self) -> "GetTrailStatusResponseTypeDef":
        """What the trail, which must exist, says about its work."""
        return self.aws.cloudtrail.get_trail_status(Name=self.trail_arn)

    @cached_property
    def event_selectors(self) -> "GetEventSelectorsResponseTypeDef":
        """Which events the trail, which must exist, records."""
        return self.aws.cloudtrail.get_event_selectors(TrailName=self.trail_arn)

    @cached_property
    def log_group(self) -> "LogGroupTypeDef | None":
        """The log group, if there is one."""
        name = self.log_group_name
        groups = self.aws.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
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
