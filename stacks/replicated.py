"""The second copy of the records, in another region of the account where they are."""

from stacks.features.encryption.resources import audit_key, keep_audit_key, readers_decrypt
from stacks.features.notifications.resources import object_events
from stacks.features.object_lock.resources import object_lock
from stacks.features.replication.resources import replicated_to, replication
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.bucket_lifecycle import bucket_lifecycle
from stacks.foundation.log_bucket import Replica
from stacks.foundation.private_bucket import PrivateBucket, keep_private_bucket
from stacks.settings import Settings

from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider


def replicated(
    stack: AwsStack, *, of: PrivateBucket, trail_arn: str, settings: Settings
) -> Replica | None:
    """Returns the bucket with the second copy of what `of` holds, if wanted, as protected."""
    wanted = settings.replication
    # Also while there are no copies: without it Terraform cannot let go of what it has made there.
    provider = stack.provider_in(
        wanted.region if wanted else settings.region, "Replica", alias="replica"
    )
    if wanted is None:
        keep_private_bucket(stack, "ReplicaBucket")
        keep_audit_key(stack, "ReplicaKey")
        stack.keeps("terraform_data.ReplicatedTo")
        return None
    place = replicated_to(stack, "ReplicatedTo", region=wanted.region)
    replica_key = _copies_key(
        stack, provider=provider, region=wanted.region, trail_arn=trail_arn, settings=settings
    )
    replica = PrivateBucket(
        stack,
        "ReplicaBucket",
        bucket_prefix=wanted.bucket_prefix,
        removal=settings.bucket_removal,
        # S3 copies in the name of a role of this account.
        allows=lambda bucket: [],
        key=replica_key,
        provider=provider,
        after=place,
        # S3 copies from a bucket that was ever locked into no other.
        lockable=True,
    )
    bucket_lifecycle(
        stack,
        "ReplicaBucketLifecycle",
        of=replica,
        archive_after_days=settings.archive_after_days,
        expire_after_days=settings.expire_after_days,
    )
    if settings.object_lock:
        object_lock(stack, "ReplicaBucketObjectLock", of=replica, settings=settings.object_lock)
    if settings.notifications:
        object_events(stack, "ReplicaBucketEvents", of=replica)
    replication(
        stack,
        "LogBucketReplication",
        of=of,
        to=replica,
        settings=wanted,
        key=replica_key,
        permissions_boundary=settings.role_permissions_boundary,
    )
    return Replica(replica.bucket, replica_key)


def _copies_key(
    stack: AwsStack, *, provider: AwsProvider, region: str, trail_arn: str, settings: Settings
) -> KmsKey | None:
    """Returns the key for the copies, if wanted: a key of one region encrypts in no other."""
    if settings.encryption != "kms":
        keep_audit_key(stack, "ReplicaKey")
        return None
    return audit_key(
        stack,
        "ReplicaKey",
        trail_name=settings.trail_name,
        description=f"Encrypts the copies of the records of the trail {trail_arn}",
        allows=[readers_decrypt(s3=stack.s3_in(region), account_id=stack.account_id)],
        provider=provider,
    )
