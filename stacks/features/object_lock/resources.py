"""`object_lock`: records that nobody can delete before their time."""

from stacks.features.object_lock.settings import ObjectLock
from stacks.foundation.private_bucket import PrivateBucket

from cdktf_cdktf_provider_aws.s3_bucket_object_lock_configuration import (
    S3BucketObjectLockConfigurationA,
    S3BucketObjectLockConfigurationRuleA as Rule,
    S3BucketObjectLockConfigurationRuleDefaultRetentionA as DefaultRetention,
)
from constructs import Construct


def object_lock(scope: Construct, id_: str, *, of: PrivateBucket, settings: ObjectLock) -> None:
    """Locks every record for the settings' days from its arrival.

    In `GOVERNANCE` mode a principal with `s3:BypassGovernanceRetention` can still delete; in
    `COMPLIANCE` mode nobody can, neither the account's root user nor AWS.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """
    S3BucketObjectLockConfigurationA(
        scope,
        id_,
        bucket=of.bucket.bucket,
        rule=Rule(default_retention=DefaultRetention(mode=settings.mode, days=settings.days)),
        # S3 locks versions, and refuses the lock while it keeps none.
        depends_on=[of.versioning],
        provider=of.provider,
    )
