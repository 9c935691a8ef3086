"""What S3 needs to copy the records, and nothing else."""

from collections.abc import Iterator

from stacks.foundation.names import S3
from stacks.foundation.policy_document import Condition, Statement


def s3_may_assume() -> Statement:
    """Lets S3 take on the role: for each new record, and for a job that copies the older ones.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    """
    return Statement(
        principals=[
            ("Service", S3),
            ("Service", "batchoperations.s3.amazonaws.com"),
        ],
        actions=["sts:AssumeRole"],
    )


def s3_may_copy(*, bucket_arn: str, replica_arn: str) -> Iterator[Statement]:
    """Yields what lets S3 read one bucket and write the copies into another, but delete nothing.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    """
    yield Statement(
        sid="FindWhatToCopy",
        actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
        resources=[bucket_arn],
    )
    yield Statement(
        sid="ReadWhatToCopy",
        actions=[
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
            # Of a bucket that was ever locked, S3 copies nothing without the locks.
            "s3:GetObjectRetention",
            "s3:GetObjectLegalHold",
        ],
        resources=[f"{bucket_arn}/*"],
    )
    yield Statement(
        sid="WriteCopies",
        actions=["s3:ReplicateObject", "s3:ReplicateTags"],
        resources=[f"{replica_arn}/*"],
    )


def s3_may_copy_older(*, bucket_arn: str) -> Iterator[Statement]:
    """Yields what a job of S3 Batch Replication needs to find and copy what was there before.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html
    """
    yield Statement(
        sid="CopyOlderRecords",
        actions=["s3:InitiateReplication"],
        resources=[f"{bucket_arn}/*"],
    )
    yield Statement(
        sid="ListOlderRecords",
        actions=["s3:PutInventoryConfiguration"],
        resources=[bucket_arn],
    )


def s3_may_encrypt(*, key_arn: str, replica_arn: str, s3: str) -> Statement:
    """Lets S3 encrypt the copies with the key of their region, in which it is called `s3`.

    To decrypt the records, the key of those lets in whoever may read them through S3.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    return Statement(
        sid="EncryptCopies",
        # The second for the bucket's own key, which saves requests.
        actions=["kms:Encrypt", "kms:GenerateDataKey"],
        resources=[key_arn],
        conditions=[
            Condition("StringEquals", "kms:ViaService", [s3]),
            # The bucket with its own key, the object without.
            Condition(
                "StringLike",
                "kms:EncryptionContext:aws:s3:arn",
                [replica_arn, f"{replica_arn}/*"],
            ),
        ],
    )
