"""What standards ask of a second copy."""

from stacks.foundation.controls import Control

CONTROLS = (
    Control(
        ids=("S3.7",),
        wants="a copy in another region",
        setting={"replication": {"region": "us-west-2"}},
    ),
)
