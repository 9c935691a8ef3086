"""What standards ask of encryption."""

from stacks.foundation.controls import Attributes, Control, Held, first


def _algorithm(attributes: Attributes) -> str:
    default = first(first(attributes, "rule"), "apply_server_side_encryption_by_default")
    return str(default.get("sse_algorithm") or "none")


CONTROLS = (
    Control(
        ids=("CIS 3.5", "CloudTrail.2", "S3.17"),
        wants="a key of one's own for the records and the bucket",
        setting={"encryption": "kms"},
        held=(
            Held(
                call="s3:GetBucketEncryption",
                address="aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption",
                expected="aws:kms",
                observed=lambda each: f"the bucket: {_algorithm(each)}",
                holds=lambda each: _algorithm(each) == "aws:kms",
            ),
            Held(
                call="cloudtrail:GetTrail",
                address="aws_cloudtrail.CloudTrail",
                expected="a key",
                observed=lambda each: f"the trail: {each.get('kms_key_id') or 'no key'}",
                holds=lambda each: bool(each.get("kms_key_id")),
            ),
        ),
    ),
    Control(
        ids=("CIS 3.6", "KMS.4"),
        wants="a yearly rotation of such a key, if there is one",
        held=(
            Held(
                call="kms:GetKeyRotationStatus",
                address="aws_kms_key.AuditKey",
                expected="rotated, if there is a key",
                observed=lambda each: (
                    "rotated" if each.get("enable_key_rotation") else "not rotated"
                ),
                holds=lambda each: bool(each.get("enable_key_rotation")),
                may_be_absent=True,
            ),
        ),
    ),
)
