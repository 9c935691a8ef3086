"""`encryption: kms`: one customer-managed key for bucket, trail, log group and topics."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.names import CLOUDTRAIL, key_alias
from stacks.foundation.policy_document import Condition, Statement, policy_json

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider

# In a key's policy, the star is the key itself.
THIS_KEY = ("*",)


def audit_key(
    stack: AwsStack,
    id_: str,
    *,
    trail_name: str,
    description: str,
    allows: Iterable[Statement],
    provider: AwsProvider | None = None,
) -> KmsKey:
    """Returns a key that AWS rotates every year, with an alias of the trail's name.

    `description` says what it is for, and ends with the trail's ARN, by which it is found again.
    `allows` are the statements of those who may use it, besides whom the account's IAM policies let
    administer it. It is where its `provider` is, in the stack's region unless one is given.
    """
    key = KmsKey(
        stack,
        id_,
        description=description,
        enable_key_rotation=True,
        policy=policy_json(
            _account_administers(
                root=f"arn:{stack.partition.partition}:iam::{stack.account_id}:root"
            ),
            *allows,
        ),
        provider=provider,
    )
    KmsAlias(
        stack,
        f"{id_}Alias",
        name=key_alias(trail_name),
        target_key_id=key.key_id,
        provider=provider,
    )
    return key


def encrypts_records(
    stack: AwsStack, *, trail_arn: str, readers: Callable[[str], Iterable[Statement]]
) -> Iterator[Statement]:
    """Yields what a key for the bucket of a trail needs.

    Only the trail may encrypt records with it, and who may read the objects of the account's
    buckets may have them decrypted by S3. `readers` returns the statements of others who may have
    S3, whose name it is given, decrypt.
    """
    s3 = stack.s3_in(stack.region)
    yield from _trail_encrypts(trail_arn=trail_arn)
    yield readers_decrypt(s3=s3, account_id=stack.account_id)
    yield from readers(s3)


def encrypts_events(
    stack: AwsStack, *, trail_arn: str, log_group_name: str, alarms: str, shared: bool
) -> Iterator[Statement]:
    """Yields what a key for the log group of a trail and its topics needs.

    The trail and its alarms may use it for topics, also while there are none: the key may be made
    before the topics, and would be taken from one that still publishes. `alarms` is the resource
    of their ARNs. A key that is `shared` is for the records too.
    """
    yield _log_group_encrypts(
        logs=f"logs.{stack.region}.{stack.partition.dns_suffix}",
        log_group_arn=stack.arn("logs", f"log-group:{log_group_name}"),
    )
    yield _alarms_publish(alarm_arns=stack.arn("cloudwatch", alarms), account_id=stack.account_id)
    yield _trail_announces(
        trail_arn=trail_arn,
        topic_arns=stack.arn("sns", "*"),
        # Every trail of a key for records may decrypt already.
        actions=["kms:GenerateDataKey*"] if shared else ["kms:Decrypt", "kms:GenerateDataKey*"],
    )


def keep_audit_key(stack: AwsStack, id_: str) -> None:
    """Keeps a key that nothing new is encrypted with: older records cannot be read without it."""
    stack.keeps(f"aws_kms_key.{id_}", f"aws_kms_alias.{id_}Alias")


def _alarms_publish(*, alarm_arns: str, account_id: str) -> Statement:
    """Lets the alarms of one trail of this account publish to a topic encrypted with the key.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    """
    return Statement(
        sid="Allow_CloudWatch_for_CMK",
        principals=[("Service", "cloudwatch.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey*"],
        resources=THIS_KEY,
        conditions=[
            Condition("ArnLike", "aws:SourceArn", [alarm_arns]),
            Condition("StringEquals", "aws:SourceAccount", [account_id]),
        ],
    )


def _trail_announces(*, trail_arn: str, topic_arns: str, actions: Sequence[str]) -> Statement:
    """Lets one trail publish to topics encrypted with the key, besides encrypting its files.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    return Statement(
        sid="AllowCloudTrailToAnnounceLogs",
        principals=[("Service", CLOUDTRAIL)],
        actions=actions,
        resources=THIS_KEY,
        conditions=[
            Condition("StringEquals", "aws:SourceArn", [trail_arn]),
            Condition("StringLike", "kms:EncryptionContext:aws:sns:topicArn", [topic_arns]),
        ],
    )


def _account_administers(*, root: str) -> Statement:
    """Leaves it to the account's IAM policies who administers the key; without it nobody could.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return Statement(
        sid="EnableIAMUserPermissions",
        principals=[("AWS", root)],
        actions=["kms:*"],
        resources=THIS_KEY,
    )


def _trail_encrypts(*, trail_arn: str) -> tuple[Statement, Statement]:
    """Lets one trail encrypt its own files, and check the key; S3 Bucket Keys want the decrypt.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    this_trail = Condition("StringEquals", "aws:SourceArn", [trail_arn])
    return (
        Statement(
            sid="AllowCloudTrailToEncryptLogs",
            principals=[("Service", CLOUDTRAIL)],
            actions=["kms:GenerateDataKey*"],
            resources=THIS_KEY,
            conditions=[
                this_trail,
                Condition("StringEquals", "kms:EncryptionContext:aws:cloudtrail:arn", [trail_arn]),
            ],
        ),
        Statement(
            sid="AllowCloudTrailToCheckTheKey",
            principals=[("Service", CLOUDTRAIL)],
            actions=["kms:Decrypt", "kms:DescribeKey"],
            resources=THIS_KEY,
            conditions=[this_trail],
        ),
    )


def _log_group_encrypts(*, logs: str, log_group_arn: str) -> Statement:
    """Lets CloudWatch Logs use the key for one log group.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    return Statement(
        sid="AllowCloudWatchLogs",
        principals=[("Service", logs)],
        actions=[
            "kms:Decrypt",
            "kms:Encrypt*",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        resources=THIS_KEY,
        conditions=[Condition("ArnEquals", "kms:EncryptionContext:aws:logs:arn", [log_group_arn])],
    )


def readers_decrypt(*, s3: str, account_id: str) -> Statement:
    """Lets the account's principals read, through S3 alone, the objects that IAM lets them read.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    return Statement(
        sid="AllowReadersThroughS3",
        principals=[("AWS", "*")],
        actions=["kms:Decrypt"],
        resources=THIS_KEY,
        conditions=[
            Condition("StringEquals", "kms:CallerAccount", [account_id]),
            Condition("StringEquals", "kms:ViaService", [s3]),
        ],
    )
