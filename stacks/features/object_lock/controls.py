"""What standards ask of locks."""

from stacks.foundation.controls import Control

CONTROLS = (
    Control(
        ids=("S3.15",),
        wants="object lock",
        setting={"object_lock": {"mode": "GOVERNANCE", "days": 365}},
    ),
)
