"""`access_logs`: a second bucket that records who reads the first."""

from stacks.aws_stack import AwsStack
from stacks.bucket_lifecycle import bucket_lifecycle
from stacks.policy_document import Condition, Statement
from stacks.private_bucket import PrivateBucket
from stacks.settings import AccessLogs, Removal

from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA

# Server access logs are not delivered into a bucket that is encrypted with a customer's key, or
# that locks its objects, so this one has neither.
PREFIX = "log-bucket/"


def access_log_bucket(
    stack: AwsStack, id_: str, *, of: PrivateBucket, settings: AccessLogs, removal: Removal
) -> PrivateBucket:
    """Returns the bucket where S3 records each request to the bucket `of`.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    target = PrivateBucket(
        stack,
        id_,
        bucket_prefix=settings.bucket_prefix,
        removal=removal,
        admits=lambda bucket: [
            _s3_may_deliver(
                to=f"{bucket.arn}/{PREFIX}*", source_arn=of.bucket.arn, account_id=stack.account_id
            )
        ],
    )
    bucket_lifecycle(
        stack,
        f"{id_}Lifecycle",
        of=target,
        archive_after_days=None,
        expire_after_days=settings.expire_after_days,
    )
    S3BucketLoggingA(
        stack,
        "LogBucketLogging",
        bucket=of.bucket.bucket,
        target_bucket=target.bucket.bucket,
        target_prefix=PREFIX,
        # What S3 may not write it drops, so the permission comes first.
        depends_on=[target.policy],
    )
    return target


def _s3_may_deliver(*, to: str, source_arn: str, account_id: str) -> Statement:
    """Lets S3 deliver the access logs of one bucket of this account.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
    """
    return Statement(
        sid="S3ServerAccessLogsPolicy",
        principals=[("Service", "logging.s3.amazonaws.com")],
        actions=["s3:PutObject"],
        resources=[to],
        conditions=[
            Condition("ArnLike", "aws:SourceArn", [source_arn]),
            Condition("StringEquals", "aws:SourceAccount", [account_id]),
        ],
    )
