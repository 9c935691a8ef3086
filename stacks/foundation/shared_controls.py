"""What standards ask of every bucket, and what the protections that all of ours have meet."""

from stacks.foundation.controls import NONE, NOT_THIS_PRODUCTS, Control

CONTROLS = (
    Control(ids=("CloudTrail.6", "S3.2", "S3.3", "S3.8"), wants="nothing public"),
    Control(
        ids=("S3.1",),
        wants="no public access for the whole account",
        out_of_reach=NOT_THIS_PRODUCTS,
    ),
    Control(ids=("S3.5",), wants="requests with TLS only"),
    Control(ids=("S3.6",), wants="no other account in the bucket policy"),
    Control(ids=("S3.10", "S3.13"), wants="a lifecycle", setting={"archive_after_days": 90}),
    Control(ids=("S3.12",), wants="no ACLs"),
    Control(ids=("S3.14",), wants="versioning"),
    Control(ids=("S3.20",), wants="MFA for every deletion", out_of_reach=NONE),
)
