"""The services of AWS in an account and a region of a deployment."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient
    from types_boto3_cloudtrail import CloudTrailClient
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_glue import GlueClient
    from types_boto3_iam import IAMClient
    from types_boto3_kms import KMSClient
    from types_boto3_logs import CloudWatchLogsClient
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient


def default_session() -> boto3.Session:
    """Returns the session of the caller: one for all, so that one code of an MFA device will do."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    session = boto3.DEFAULT_SESSION
    assert session is not None
    return session


@frozen
class Clients:
    """A client for each service that a deployment is looked at through, made when it is used.

    They are the caller's, unless a `session` of another account is given.
    """

    region: str
    session: boto3.Session = field(factory=default_session, repr=False, eq=False)
    # Those of each other region are made once, as making them takes long.
    _elsewhere: dict[str, "Clients"] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def account_id(self) -> str:
        """The account that the session is of."""
        sts = self.session.client("sts", region_name=self.region)
        return sts.get_caller_identity()["Account"]

    def in_region(self, region: str) -> "Clients":
        """Returns those of the same account in another region; these, if it is the same."""
        if region == self.region:
            return self
        return self._elsewhere.setdefault(region, evolve(self, region=region))

    @cached_property
    def athena(self) -> "AthenaClient":
        """Athena in the region of the workgroup."""
        return self.session.client("athena", region_name=self.region)

    @cached_property
    def cloudtrail(self) -> "CloudTrailClient":
        """CloudTrail in the trail's home region."""
        return self.session.client("cloudtrail", region_name=self.region)

    @cached_property
    def cloudwatch(self) -> "CloudWatchClient":
        """CloudWatch in the region of the alarms."""
        return self.session.client("cloudwatch", region_name=self.region)

    @cached_property
    def glue(self) -> "GlueClient":
        """Glue in the region of the database."""
        return self.session.client("glue", region_name=self.region)

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM, which is the same in every region."""
        return self.session.client("iam", region_name=self.region)

    @cached_property
    def kms(self) -> "KMSClient":
        """KMS in the region of the key."""
        return self.session.client("kms", region_name=self.region)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs in the region of the log group."""
        return self.session.client("logs", region_name=self.region)

    @cached_property
    def s3(self) -> "S3Client":
        """S3 in the region of the buckets."""
        return self.session.client("s3", region_name=self.region)

    @cached_property
    def s3control(self) -> Any:
        """S3's access points, in the region of the buckets."""
        client = self.session.client("s3control", region_name=self.region)
        client.meta.events.register("before-sign.s3-control", _without_a_name_below_an_address)
        return client

    @cached_property
    def sns(self) -> "SNSClient":
        """SNS in the region of the topics."""
        return self.session.client("sns", region_name=self.region)


def _without_a_name_below_an_address(request: Any, **_: object) -> None:
    """S3 Control's name begins with the account's number, which no address of a local AWS can."""
    request.url = re.sub(r"^(https?://)\d{12}\.(\d+\.\d+\.\d+\.\d+)", r"\1\2", request.url)
