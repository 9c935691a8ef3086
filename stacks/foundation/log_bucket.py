"""What the stack of the log bucket gives to the stack of the trail."""

from attrs import frozen
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket


@frozen
class Replica:
    """The bucket of the second copy of the records, with the `key` that encrypts it, if any."""

    bucket: S3Bucket
    key: KmsKey | None = None


@frozen
class LogBucket:
    """The bucket for the records; with the `key` that encrypts it, if the settings ask for one.

    `access_logs` is the bucket that records who reads it, `replica` the second copy, and `answers`
    the bucket for answers to queries, if they are of the same stack.
    """

    bucket: S3Bucket
    key: KmsKey | None = None
    access_logs: S3Bucket | None = None
    replica: Replica | None = None
    answers: S3Bucket | None = None

    @property
    def names(self) -> list[str]:
        """The names of all buckets."""
        replica = self.replica.bucket if self.replica else None
        buckets = (self.bucket, self.access_logs, replica, self.answers)
        return [each.bucket for each in buckets if each]

    @property
    def keys(self) -> list[KmsKey]:
        """The keys of all buckets."""
        return [each for each in (self.key, self.replica.key if self.replica else None) if each]
