"""What standards ask of announcements."""

from stacks.foundation.controls import Control, Held

CONTROLS = (
    Control(
        ids=("S3.11",),
        wants="event notifications",
        setting={"notifications": {}},
        held=(
            Held(
                call="s3:GetBucketNotification",
                address="aws_s3_bucket_notification.LogBucketEvents",
                expected="events",
                observed=lambda each: "to EventBridge" if each.get("eventbridge") else "none",
                holds=lambda each: bool(each.get("eventbridge")),
            ),
        ),
    ),
)
