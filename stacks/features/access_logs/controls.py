"""What standards ask of access logs."""

from stacks.foundation.controls import Control

CONTROLS = (
    Control(
        ids=("CIS 3.4", "CloudTrail.7", "S3.9"),
        wants="access logs of the log bucket",
        setting={"access_logs": {}},
    ),
)
