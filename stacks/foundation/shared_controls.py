"""What standards ask of every bucket, and what the protections that all of ours have meet."""

import json
from collections.abc import Callable

from stacks.foundation.controls import NONE, NOT_THIS_PRODUCTS, Attributes, Control, Held, first

_BLOCKS = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)


def _blocked(attributes: Attributes) -> list[str]:
    return [name for name in _BLOCKS if attributes.get(name)]


def _statements(attributes: Attributes) -> list[Attributes]:
    statements: list[Attributes] = json.loads(attributes["policy"])["Statement"]
    return statements


def _refuses_plain_http(attributes: Attributes) -> bool:
    return any(
        each["Effect"] == "Deny"
        and each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for each in _statements(attributes)
    )


def _let_in(attributes: Attributes) -> list[str]:
    """Returns whom the policy of a bucket lets in."""
    found: set[str] = set()
    for each in _statements(attributes):
        if each["Effect"] == "Allow":
            principal = each["Principal"]
            names = principal.values() if isinstance(principal, dict) else [principal]
            found.update(
                name for some in names for name in ([some] if isinstance(some, str) else some)
            )
    return sorted(found)


def _value(block: str, name: str) -> Callable[[Attributes], str]:
    """Returns what tells the value of an attribute in a block of a resource."""
    return lambda attributes: str(first(attributes, block).get(name) or "not set")


_ownership = _value("rule", "object_ownership")
_versioning = _value("versioning_configuration", "status")
_mfa_delete = _value("versioning_configuration", "mfa_delete")


CONTROLS = (
    Control(
        ids=("CloudTrail.6", "S3.2", "S3.3", "S3.8"),
        wants="nothing public",
        held=(
            Held(
                call="s3:GetPublicAccessBlock",
                address="aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock",
                expected="all four blocked",
                observed=lambda each: f"blocked: {', '.join(_blocked(each)) or 'nothing'}",
                holds=lambda each: len(_blocked(each)) == len(_BLOCKS),
            ),
        ),
    ),
    Control(
        ids=("S3.1",),
        wants="no public access for the whole account",
        out_of_reach=NOT_THIS_PRODUCTS,
    ),
    Control(
        ids=("S3.5",),
        wants="requests with TLS only",
        held=(
            Held(
                call="s3:GetBucketPolicy",
                address="aws_s3_bucket_policy.LogBucketPolicy",
                expected="a refusal of requests without TLS",
                observed=lambda each: "refused" if _refuses_plain_http(each) else "not refused",
                holds=_refuses_plain_http,
            ),
        ),
    ),
    Control(
        ids=("S3.6",),
        wants="no other account in the bucket policy",
        held=(
            Held(
                call="s3:GetBucketPolicy",
                address="aws_s3_bucket_policy.LogBucketPolicy",
                expected="services of AWS alone",
                observed=lambda each: f"let in: {', '.join(_let_in(each))}",
                holds=lambda each: all(name.endswith(".amazonaws.com") for name in _let_in(each)),
            ),
        ),
    ),
    Control(
        ids=("S3.10", "S3.13"),
        wants="a lifecycle",
        setting={"archive_after_days": 90},
        held=(
            Held(
                call="s3:GetBucketLifecycleConfiguration",
                address="aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle",
                expected="a rule that is on",
                observed=lambda each: ", ".join(str(rule["id"]) for rule in each.get("rule") or []),
                holds=lambda each: any(
                    rule["status"] == "Enabled" for rule in each.get("rule") or []
                ),
            ),
        ),
    ),
    Control(
        ids=("S3.12",),
        wants="no ACLs",
        held=(
            Held(
                call="s3:GetBucketOwnershipControls",
                address="aws_s3_bucket_ownership_controls.LogBucketOwnership",
                expected="BucketOwnerEnforced",
                observed=_ownership,
                holds=lambda each: _ownership(each) == "BucketOwnerEnforced",
            ),
        ),
    ),
    Control(
        ids=("S3.14",),
        wants="versioning",
        held=(
            Held(
                call="s3:GetBucketVersioning",
                address="aws_s3_bucket_versioning.LogBucketVersioning",
                expected="Enabled",
                observed=_versioning,
                holds=lambda each: _versioning(each) == "Enabled",
            ),
        ),
    ),
    Control(
        ids=("S3.20",),
        wants="MFA for every deletion",
        out_of_reach=NONE,
        held=(
            Held(
                call="s3:GetBucketVersioning",
                address="aws_s3_bucket_versioning.LogBucketVersioning",
                expected="MFADelete Enabled",
                observed=lambda each: f"MFADelete {_mfa_delete(each)}",
                holds=lambda each: _mfa_delete(each) == "Enabled",
            ),
        ),
    ),
)
