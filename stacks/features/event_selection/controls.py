"""What standards ask of data events."""

from stacks.foundation.controls import Control

CONTROLS = (
    Control(
        ids=("CIS 3.8", "CIS 3.9", "S3.22", "S3.23"),
        wants="writes and reads of S3 objects in the trail",
        setting={"data_events": ["s3"]},
    ),
)
