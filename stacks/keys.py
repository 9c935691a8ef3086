"""The keys of a deployment: one for all, or one in each account where there is a log archive."""

from collections.abc import Iterator

from stacks.features.alarms.names import every_alarm
from stacks.features.encryption.resources import (
    audit_key,
    encrypts_events,
    encrypts_records,
    keep_audit_key,
)
from stacks.features.organization.resources import members_may_decrypt
from stacks.features.trail.scope import TrailScope
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.log_bucket import LogBucket
from stacks.foundation.policy_document import Statement
from stacks.settings import Settings

from cdktf import Fn
from cdktf_cdktf_provider_aws.kms_key import KmsKey


def records_key(stack: AwsStack, *, settings: Settings, trail: TrailScope) -> KmsKey | None:
    """Returns the key for the bucket, if wanted; log group and topics of its account share it."""
    if settings.encryption != "kms":
        keep_audit_key(stack, "AuditKey")
        return None
    trail_arn = trail.trail_arn(stack, settings.trail_name)
    for_records = encrypts_records(
        stack,
        trail_arn=trail_arn,
        readers=lambda s3: members_may_decrypt(settings.organization, s3=s3),
    )
    for_events = () if settings.log_archive else _for_events(stack, settings, trail_arn)
    return audit_key(
        stack,
        "AuditKey",
        trail_name=settings.trail_name,
        description=f"Encrypts the records of the trail {trail_arn}",
        allows=[*for_records, *for_events],
    )


def events_key(
    stack: AwsStack, *, settings: Settings, trail: TrailScope, bucket: LogBucket
) -> KmsKey | None:
    """Returns the key for log group and topics, which no key of another account can be.

    It is the bucket's, if that is in the same account.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    if settings.log_archive is None:
        return bucket.key
    if settings.encryption != "kms":
        keep_audit_key(stack, "EventsKey")
        return None
    trail_arn = trail.trail_arn(stack, settings.trail_name)
    return audit_key(
        stack,
        "EventsKey",
        trail_name=settings.trail_name,
        description=f"Encrypts the events of the trail {trail_arn}",
        allows=_for_events(stack, settings, trail_arn),
    )


def key_ids(*keys: KmsKey | None) -> tuple[str, ...]:
    """Returns the id of each of the keys, taken from its ARN, which both stacks have."""
    different = dict.fromkeys(key for key in keys if key)
    return tuple(str(Fn.element(Fn.split("/", key.arn), 1)) for key in different)


def _for_events(stack: AwsStack, settings: Settings, trail_arn: str) -> Iterator[Statement]:
    return encrypts_events(
        stack,
        trail_arn=trail_arn,
        log_group_name=settings.log_group_name,
        alarms=every_alarm(settings.trail_name),
        shared=settings.log_archive is None,
    )
