"""What standards ask of access logs."""

from stacks.foundation.controls import Control, Held

CONTROLS = (
    Control(
        ids=("CIS 3.4", "CloudTrail.7", "S3.9"),
        wants="access logs of the log bucket",
        setting={"access_logs": {}},
        held=(
            Held(
                call="s3:GetBucketLogging",
                address="aws_s3_bucket_logging.LogBucketLogging",
                expected="another bucket",
                observed=lambda each: f"logs go to {each.get('target_bucket')}",
                holds=lambda each: bool(each.get("target_bucket")),
            ),
        ),
    ),
)
