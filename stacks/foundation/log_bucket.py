"""What the stack of the log bucket gives to the stack of the trail."""

from attrs import frozen
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket


@frozen
class LogBucket:
    """The bucket for the records; with the `key` that encrypts it, if the settings ask for one.

    `access_logs` is the bucket that records who reads it, and `answers` the one for answers to
    queries, if they are of the same stack.
    """

    bucket: S3Bucket
    key: KmsKey | None = None
    access_logs: S3Bucket | None = None
    answers: S3Bucket | None = None

    @property
    def names(self) -> list[str]:
        """The names of all buckets."""
        return [each.bucket for each in (self.bucket, self.access_logs, self.answers) if each]
