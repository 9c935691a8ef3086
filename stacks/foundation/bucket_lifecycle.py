"""When the records of a bucket move to cheaper storage, and when they go."""

from stacks.foundation.private_bucket import PrivateBucket

from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule as Rule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload as AbortUpload,
    S3BucketLifecycleConfigurationRuleExpiration as Expiration,
    S3BucketLifecycleConfigurationRuleFilter as Filter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration as NoncurrentExpiration,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition as NoncurrentTransition,
    S3BucketLifecycleConfigurationRuleTransition as Transition,
)
from constructs import Construct

# Cheap to keep and still readable at once, by people and by Athena.
ARCHIVE = "GLACIER_IR"

# A rule without a filter is an error in the provider's next version, and a warning in this one.
# https://github.com/hashicorp/terraform-provider-aws/issues/41725
EVERYTHING = Filter(prefix="")

# S3's own limit, written out: a smaller object would cost more there than where it is.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
LARGE_ENOUGH = Filter(object_size_greater_than=128 * 1024 - 1)


def bucket_lifecycle(
    scope: Construct,
    id_: str,
    *,
    of: PrivateBucket,
    archive_after_days: int | None,
    expire_after_days: int | None,
) -> None:
    """Archives and expires every object at its age in days; None means never.

    What is below 128 KB is not archived.

    A version that was deleted, overwritten or expired is kept for the same number of days again,
    so that what somebody deletes on purpose can be brought back.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    """
    rules = [
        rule
        for make, days in ((_archive, archive_after_days), (_expire, expire_after_days))
        if days is not None
        for rule in make(days)
    ]
    # Not even an empty configuration where there is nothing to do: it costs a minute to settle.
    if rules:
        S3BucketLifecycleConfiguration(
            scope,
            id_,
            bucket=of.bucket.bucket,
            rule=[*rules, _abort_uploads()],
            depends_on=[of.versioning],
            provider=of.provider,
        )


def _archive(days: int) -> tuple[Rule, ...]:
    return (
        Rule(
            id="Archive",
            status="Enabled",
            filter=[LARGE_ENOUGH],
            transition=[Transition(days=days, storage_class=ARCHIVE)],
            noncurrent_version_transition=[
                NoncurrentTransition(noncurrent_days=days, storage_class=ARCHIVE)
            ],
        ),
    )


def _expire(days: int) -> tuple[Rule, ...]:
    return (
        Rule(
            id="Expire",
            status="Enabled",
            filter=[EVERYTHING],
            expiration=[Expiration(days=days)],
            noncurrent_version_expiration=[NoncurrentExpiration(noncurrent_days=days)],
        ),
        # S3 wants the markers that the first rule leaves behind in a rule of their own.
        Rule(
            id="ExpireDeleteMarkers",
            status="Enabled",
            filter=[EVERYTHING],
            expiration=[Expiration(expired_object_delete_marker=True)],
        ),
    )


def _abort_uploads() -> Rule:
    # The parts of an upload that never ended are no object: no other rule removes them.
    return Rule(
        id="AbortIncompleteUploads",
        status="Enabled",
        filter=[EVERYTHING],
        abort_incomplete_multipart_upload=[AbortUpload(days_after_initiation=7)],
    )
