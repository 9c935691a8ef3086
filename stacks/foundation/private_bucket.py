"""A bucket that keeps every version, is encrypted, and opens only to those its policy names."""

from collections.abc import Callable, Iterable, Iterator

from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.policy_document import Condition, Statement, policy_document
from stacks.foundation.setting_rules import Removal

from cdktf import ITerraformDependable, Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA as EncryptionRule,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA as ByDefault,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct


class PrivateBucket:
    """An S3 bucket whose name AWS makes unique, with all its protections.

    `bucket` exists first; `versioning` and `policy` are what a user of the bucket may have to
    wait for. `allows` returns the statements of those who may use it; TLS is always asked for.
    With a `key`, its objects are encrypted with it, otherwise with S3's own.
    With `removal="retain"` Terraform refuses to destroy it, before it has touched anything; with
    `"destroy"` it goes together with all that is in it.
    It is where its `provider` is, in the stack's region unless one is given, and is made `after`
    something else. A `lockable` one can hold locked objects from its first moment.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        bucket_prefix: str,
        removal: Removal,
        allows: Callable[[S3Bucket], Iterable[Statement]],
        key: KmsKey | None = None,
        provider: AwsProvider | None = None,
        after: ITerraformDependable | None = None,
        lockable: bool = False,
    ) -> None:
        self.provider = provider
        self.bucket = S3Bucket(
            scope,
            id_,
            bucket_prefix=bucket_prefix,
            force_destroy=removal == "destroy",
            object_lock_enabled=lockable or None,
            provider=provider,
            depends_on=[after] if after else None,
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=removal == "retain",
                # A bucket cannot be renamed: Terraform would destroy it to make another one.
                ignore_changes=["bucket_prefix"],
                postcondition=[
                    Postcondition(
                        condition=f'${{startswith(self.bucket, "{bucket_prefix}")}}',
                        error_message=(
                            "The bucket ${self.bucket} keeps its name and what is in it, so its "
                            f"prefix cannot become {bucket_prefix}: set it back."
                        ),
                    )
                ],
            ),
        )
        self.versioning = S3BucketVersioningA(
            scope,
            f"{id_}Versioning",
            bucket=self.bucket.bucket,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
            provider=provider,
        )
        S3BucketServerSideEncryptionConfigurationA(
            scope,
            f"{id_}Encryption",
            bucket=self.bucket.bucket,
            rule=[_encryption_rule(key)],
            provider=provider,
        )
        # One after the other, because S3 answers OperationAborted when these three overlap.
        # https://github.com/hashicorp/terraform-provider-aws/issues/7628
        public_access_block = S3BucketPublicAccessBlock(
            scope,
            f"{id_}PublicAccessBlock",
            bucket=self.bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            provider=provider,
        )
        ownership = S3BucketOwnershipControls(
            scope,
            f"{id_}Ownership",
            bucket=self.bucket.bucket,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
            depends_on=[public_access_block],
            provider=provider,
        )
        self.policy = S3BucketPolicy(
            scope,
            f"{id_}Policy",
            bucket=self.bucket.bucket,
            policy=policy_document(
                scope,
                f"{id_}PolicyDocument",
                *allows(self.bucket),
                *_nobody_without_tls(bucket_arn=self.bucket.arn),
            ),
            depends_on=[ownership],
            provider=provider,
        )


def keep_private_bucket(stack: AwsStack, id_: str) -> None:
    """Keeps the bucket that a feature made under this id while it was on, with all it has."""
    stack.keeps(
        f"aws_s3_bucket.{id_}",
        f"aws_s3_bucket_versioning.{id_}Versioning",
        f"aws_s3_bucket_server_side_encryption_configuration.{id_}Encryption",
        f"aws_s3_bucket_public_access_block.{id_}PublicAccessBlock",
        f"aws_s3_bucket_ownership_controls.{id_}Ownership",
        f"aws_s3_bucket_policy.{id_}Policy",
        f"aws_s3_bucket_lifecycle_configuration.{id_}Lifecycle",
        f"aws_s3_bucket_logging.{id_}Logging",
        f"aws_s3_bucket_object_lock_configuration.{id_}ObjectLock",
        f"aws_s3_bucket_notification.{id_}Events",
    )


def _nobody_without_tls(*, bucket_arn: str) -> Iterator[Statement]:
    """Refuses every request that crosses the network in the clear, or with a TLS before 1.2.

    Services of AWS that say nothing of their TLS are not refused.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
    """
    for sid, condition in (
        ("DenyInsecureTransport", Condition("Bool", "aws:SecureTransport", ["false"])),
        ("DenyOldTls", Condition("NumericLessThan", "s3:TlsVersion", ["1.2"])),
    ):
        yield Statement(
            sid=sid,
            effect="Deny",
            principals=[("*", "*")],
            actions=["s3:*"],
            resources=[bucket_arn, f"{bucket_arn}/*"],
            conditions=[condition],
        )


def _encryption_rule(key: KmsKey | None) -> EncryptionRule:
    if key is None:
        return EncryptionRule(
            apply_server_side_encryption_by_default=ByDefault(sse_algorithm="AES256")
        )
    return EncryptionRule(
        apply_server_side_encryption_by_default=ByDefault(
            sse_algorithm="aws:kms", kms_master_key_id=key.arn
        ),
        # One request to KMS for many objects, instead of one each.
        bucket_key_enabled=True,
    )
