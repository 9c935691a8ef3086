"""How the double reaches the local AWS: through its APIs, under a name of its own."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from attrs import evolve, frozen
from botocore.config import Config
from moto.core.models import DEFAULT_ACCOUNT_ID

if TYPE_CHECKING:
    from types_boto3_iam import IAMClient
    from types_boto3_kms import KMSClient
    from types_boto3_logs import CloudWatchLogsClient
    from types_boto3_s3 import S3Client

# By this name the recorder knows the double's own calls, which are not recorded.
NAME = "cloudtrail.amazonaws.com"


@frozen
class Clients:
    """The APIs of an account in the home region of a trail."""

    endpoint_url: str
    region: str
    account_id: str = DEFAULT_ACCOUNT_ID

    def of(self, arn: str) -> "Clients":
        """Returns those of the account that is in an ARN; the same for a name."""
        account = arn.split(":")[4] if arn.startswith("arn:") else self.account_id
        return self if account == self.account_id else evolve(self, account_id=account)

    @cached_property
    def s3(self) -> "S3Client":
        """S3."""
        return boto3.client("s3", **self._options)

    @cached_property
    def kms(self) -> "KMSClient":
        """KMS."""
        return boto3.client("kms", **self._options)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs."""
        return boto3.client("logs", **self._options)

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM."""
        return boto3.client("iam", **self._options)

    @cached_property
    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "region_name": self.region,
            "endpoint_url": self.endpoint_url,
            "aws_access_key_id": "cloudtrail",
            "aws_secret_access_key": "cloudtrail",
            "config": Config(user_agent=NAME, s3={"addressing_style": "path"}),
        }
        if self.account_id == DEFAULT_ACCOUNT_ID:
            return options
        # moto tells accounts apart by their access keys, and takes any role for one that is there.
        role = f"arn:aws:iam::{self.account_id}:role/{NAME}"
        sts = boto3.client("sts", **options)
        assumed = sts.assume_role(RoleArn=role, RoleSessionName=NAME)["Credentials"]
        return options | {
            "aws_access_key_id": assumed["AccessKeyId"],
            "aws_secret_access_key": assumed["SecretAccessKey"],
            "aws_session_token": assumed["SessionToken"],
        }
