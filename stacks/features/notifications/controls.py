"""What standards ask of announcements."""

from stacks.foundation.controls import Control

CONTROLS = (Control(ids=("S3.11",), wants="event notifications", setting={"notifications": {}}),)
