"""The services of AWS in the region of a deployment."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from attrs import frozen

if TYPE_CHECKING:
    from types_boto3_cloudtrail import CloudTrailClient
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_iam import IAMClient
    from types_boto3_kms import KMSClient
    from types_boto3_logs import CloudWatchLogsClient
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient


@frozen
class Clients:
    """A client for each service that a deployment is looked at through, made when it is used."""

    region: str

    @cached_property
    def cloudtrail(self) -> "CloudTrailClient":
        """CloudTrail in the trail's home region."""
        return boto3.client("cloudtrail", region_name=self.region)

    @cached_property
    def cloudwatch(self) -> "CloudWatchClient":
        """CloudWatch in the region of the alarms."""
        return boto3.client("cloudwatch", region_name=self.region)

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM, which is the same in every region."""
        return boto3.client("iam", region_name=self.region)

    @cached_property
    def kms(self) -> "KMSClient":
        """KMS in the region of the key."""
        return boto3.client("kms", region_name=self.region)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs in the region of the log group."""
        return boto3.client("logs", region_name=self.region)

    @cached_property
    def s3(self) -> "S3Client":
        """S3 in the region of the buckets."""
        return boto3.client("s3", region_name=self.region)

    @cached_property
    def s3control(self) -> Any:
        """S3's access points, in the region of the buckets."""
        client = boto3.client("s3control", region_name=self.region)
        client.meta.events.register("before-sign.s3-control", _without_a_name_below_an_address)
        return client

    @cached_property
    def sns(self) -> "SNSClient":
        """SNS in the region of the topics."""
        return boto3.client("sns", region_name=self.region)


def _without_a_name_below_an_address(request: Any, **_: object) -> None:
    """S3 Control's name begins with the account's number, which no address of a local AWS can."""
    request.url = re.sub(r"^(https?://)\d{12}\.(\d+\.\d+\.\d+\.\d+)", r"\1\2", request.url)
