"""`access_logs`: a second bucket that records who reads the first, and what was found in it."""

from collections.abc import Sequence

from stacks.features.access_logs.settings import AccessLogs
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.bucket_lifecycle import bucket_lifecycle
from stacks.foundation.policy_document import Condition, Statement
from stacks.foundation.private_bucket import PrivateBucket
from stacks.foundation.setting_rules import Removal

from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy

# Server access logs are not delivered into a bucket that is encrypted with a customer's key, or
# that locks its objects, so this one has neither.
PREFIX = "log-bucket/"
RESULTS_PREFIX = "athena-results/"


def access_log_bucket(
    stack: AwsStack,
    id_: str,
    *,
    of: PrivateBucket,
    settings: AccessLogs,
    removal: Removal,
    results_bucket_prefix: str | None,
) -> PrivateBucket:
    """Returns the bucket where S3 records each request to the bucket `of`.

    With a `results_bucket_prefix`, the bucket of what is found in the records may use it too.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    sources = [("S3ServerAccessLogsPolicy", PREFIX, of.bucket.arn)]
    if results_bucket_prefix:
        # Any bucket of that name: the other stack makes it, and its name, when this policy exists.
        results = f"arn:{stack.partition.partition}:s3:::{results_bucket_prefix}*"
        sources.append(("S3ServerAccessLogsPolicyForResults", RESULTS_PREFIX, results))
    target = PrivateBucket(
        stack,
        id_,
        bucket_prefix=settings.bucket_prefix,
        removal=removal,
        allows=lambda bucket: [
            _s3_may_deliver(
                sid,
                to=f"{bucket.arn}/{folder}*",
                source_arn=source_arn,
                account_id=stack.account_id,
            )
            for sid, folder, source_arn in sources
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


def results_access_logs(
    stack: AwsStack, id_: str, *, of: PrivateBucket, to: S3Bucket, after: Sequence[S3BucketPolicy]
) -> None:
    """Lets S3 record each request to a bucket of query results in the bucket for access logs.

    `after` is the policy that lets it, unless another stack has made that before.
    """
    S3BucketLoggingA(
        stack,
        id_,
        bucket=of.bucket.bucket,
        target_bucket=to.bucket,
        target_prefix=RESULTS_PREFIX,
        depends_on=[*after] or None,
    )


def _s3_may_deliver(sid: str, *, to: str, source_arn: str, account_id: str) -> Statement:
    """Lets S3 deliver the access logs of some buckets of this account.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
    """
    return Statement(
        sid=sid,
        principals=[("Service", "logging.s3.amazonaws.com")],
        actions=["s3:PutObject"],
        resources=[to],
        conditions=[
            Condition("ArnLike", "aws:SourceArn", [source_arn]),
            Condition("StringEquals", "aws:SourceAccount", [account_id]),
        ],
    )
