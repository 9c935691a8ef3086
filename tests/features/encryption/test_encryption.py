"""With which key what is encrypted."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import all_of, resource


def test_by_default_s3_encrypts_with_its_own_key(stacks_of: Callable[[str], Stacks]) -> None:
    stacks = stacks_of("default")
    address = "aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption"
    (rule,) = resource(stacks["LogBucketStack"], address)["rule"]
    assert rule == {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    assert "aws_kms_key" not in stacks["LogBucketStack"]["resource"]


def test_one_rotated_key_encrypts_bucket_trail_and_log_group(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfalls 7 and 22: the key crosses as an object, and nothing refers back to the trail."""
    stacks = stacks_of("everything")
    # The other one is for the copies, in their region.
    keys = all_of(stacks["LogBucketStack"], "aws_kms_key")
    assert {name: key["enable_key_rotation"] for name, key in keys.items()} == {
        "AuditKey": True,
        "ReplicaKey": True,
    }
    address = "aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption"
    (rule,) = resource(stacks["LogBucketStack"], address)["rule"]
    assert rule == {
        "apply_server_side_encryption_by_default": {
            "sse_algorithm": "aws:kms",
            "kms_master_key_id": "${aws_kms_key.AuditKey.arn}",
        },
        "bucket_key_enabled": True,
    }
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    group = resource(stacks["CloudtrailStack"], "aws_cloudwatch_log_group.TrailLog")
    assert trail["kms_key_id"] == group["kms_key_id"]
    assert "outputs.cross-stack-output-aws_kms_keyAuditKeyarn" in trail["kms_key_id"]
    aliases = all_of(stacks["LogBucketStack"], "aws_kms_alias").values()
    assert {alias["name"] for alias in aliases} == {"alias/org--audit-trail_1"}
