"""The central log bucket, and who may touch it."""

from stacks.features.access_logs.resources import access_log_bucket
from stacks.features.notifications.resources import object_events
from stacks.features.object_lock.resources import object_lock
from stacks.features.organization.resources import members_may_read
from stacks.features.trail.policies import trail_may_check_the_acl, trail_may_write
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.bucket_lifecycle import bucket_lifecycle
from stacks.foundation.console_links import bucket_link
from stacks.foundation.log_bucket import LogBucket
from stacks.foundation.private_bucket import PrivateBucket, keep_private_bucket
from stacks.keys import records_key
from stacks.queryable import queryable, recorded_accounts
from stacks.replicated import replicated
from stacks.settings import Settings

from constructs import Construct


class LogBucketStack(AwsStack):
    """The bucket for the records of one trail.

    `bucket` is for the stack that makes the trail.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(scope, id_, place=settings.bucket_place)
        trail = settings.trail_scope(caller=self.caller.account_id)
        prefixes = trail.prefixes(settings.s3_key_prefix)
        # Built from its parts: a reference to the trail would make the two stacks a circle.
        trail_arn = trail.trail_arn(self, settings.trail_name)

        key = records_key(self, settings=settings, trail=trail)
        log_bucket = PrivateBucket(
            self,
            "LogBucket",
            bucket_prefix=settings.bucket_prefix,
            removal=settings.bucket_removal,
            allows=lambda bucket: [
                trail_may_check_the_acl(bucket_arn=bucket.arn, trail_arn=trail_arn),
                *trail_may_write(bucket_arn=bucket.arn, prefixes=prefixes, trail_arn=trail_arn),
                *members_may_read(
                    settings.organization,
                    bucket_arn=bucket.arn,
                    s3_key_prefix=settings.s3_key_prefix,
                ),
            ],
            key=key,
        )
        bucket_lifecycle(
            self,
            "LogBucketLifecycle",
            of=log_bucket,
            archive_after_days=settings.archive_after_days,
            expire_after_days=settings.expire_after_days,
        )

        replica = replicated(self, of=log_bucket, trail_arn=trail_arn, settings=settings)
        if settings.object_lock:
            object_lock(self, "LogBucketObjectLock", of=log_bucket, settings=settings.object_lock)
        access_logs = None
        if settings.access_logs:
            access_logs = access_log_bucket(
                self,
                "AccessLogBucket",
                of=log_bucket,
                settings=settings.access_logs,
                removal=settings.bucket_removal,
                results_bucket_prefix=(
                    settings.athena.results_bucket_prefix if settings.athena else None
                ),
            )
        else:
            keep_private_bucket(self, "AccessLogBucket")
        if settings.notifications:
            object_events(self, "LogBucketEvents", of=log_bucket)
            if access_logs:
                object_events(self, "AccessLogBucketEvents", of=access_logs)

        self.bucket = LogBucket(
            log_bucket.bucket,
            key=key,
            access_logs=access_logs.bucket if access_logs else None,
            replica=replica,
        )
        if settings.log_archive:
            self.bucket = queryable(
                self,
                of=self.bucket,
                trail=trail,
                accounts=recorded_accounts(self, trail=trail, settings=settings),
                settings=settings,
                after=[access_logs.policy] if access_logs else [],
            )
        # AWS refuses a trail whose bucket does not let it in yet, and Terraform does not try again:
        # the name that the other stack reads appears only when the policy is in place.
        # https://github.com/hashicorp/terraform-provider-aws/issues/26392
        self.hands_over(log_bucket.bucket, "bucket", after=log_bucket.policy)

        name, prefix = log_bucket.bucket.bucket, prefixes[-1]
        self.output("BucketName", name, "the log bucket")
        self.output(
            "RecordsPrefix",
            f"s3://{name}/{prefix}/",
            "where the records land, as an `s3://` address",
        )
        self.output(
            "BucketConsoleLink",
            bucket_link(region=settings.region, bucket=name, prefix=prefix),
            "the records, in the console",
        )
