"""What standards ask of locks."""

from stacks.foundation.controls import Attributes, Control, Held, first


def _retention(attributes: Attributes) -> str:
    mode = first(first(attributes, "rule"), "default_retention")
    return f"{mode.get('mode')}, {mode.get('days')} days" if mode.get("mode") else "none"


CONTROLS = (
    Control(
        ids=("S3.15",),
        wants="object lock",
        setting={"object_lock": {"mode": "GOVERNANCE", "days": 365}},
        held=(
            Held(
                call="s3:GetObjectLockConfiguration",
                address="aws_s3_bucket_object_lock_configuration.LogBucketObjectLock",
                expected="a lock",
                observed=_retention,
                holds=lambda each: _retention(each) != "none",
            ),
        ),
    ),
)
