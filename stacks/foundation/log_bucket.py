"""What the stack of the log bucket gives to the stack of the trail."""

from attrs import frozen
from cdktf import Fn
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket


@frozen
class LogBucket:
    """The bucket for the records; with the `key` that encrypts it, if the settings ask for one.

    `access_logs` is the bucket that records who reads it, if there is one.
    """

    bucket: S3Bucket
    key: KmsKey | None = None
    access_logs: S3Bucket | None = None

    @property
    def names(self) -> list[str]:
        """The names of all buckets."""
        return [each.bucket for each in (self.bucket, self.access_logs) if each]

    @property
    def key_id(self) -> str | None:
        """The id of the key, taken from its ARN, which the other stack has already."""
        return str(Fn.element(Fn.split("/", self.key.arn), 1)) if self.key else None
