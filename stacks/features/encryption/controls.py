"""What standards ask of encryption."""

from stacks.foundation.controls import Control

CONTROLS = (
    Control(
        ids=("CIS 3.5", "CloudTrail.2", "S3.17"),
        wants="a key of one's own for the records and the bucket",
        setting={"encryption": "kms"},
    ),
    Control(ids=("CIS 3.6", "KMS.4"), wants="a yearly rotation of such a key, if there is one"),
)
