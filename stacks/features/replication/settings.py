"""`replication`: where the second copy of the records is, and how it is stored."""

from typing import Literal, get_args

from stacks.foundation.setting_rules import BUCKET_PREFIX, REGION, documented, one_of

from attrs import field, frozen

StorageClass = Literal[
    "STANDARD",
    "INTELLIGENT_TIERING",
    "STANDARD_IA",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
]

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html
STORAGE_CLASS = one_of(*get_args(StorageClass))


@frozen(kw_only=True)
class Replication:
    """Where S3 keeps a second copy of each record, and in which storage class."""

    region: str = field(
        validator=REGION,
        metadata=documented("the region of the second copy, which must be another one"),
    )
    bucket_prefix: str = field(
        default="log-copies-",
        validator=BUCKET_PREFIX,
        metadata=documented("how the name of its bucket begins"),
    )
    storage_class: StorageClass = field(
        default="STANDARD",
        validator=STORAGE_CLASS,
        metadata=documented(
            "what the copies cost, and how soon they can be read; small files cost least in "
            "`STANDARD`"
        ),
    )


def is_same_partition(one: str, other: str) -> bool:
    """Says whether S3 can copy from one region to another: China and GovCloud are apart.

    https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    return _partition(one) == _partition(other)


def _partition(region: str) -> str:
    return next((each for each in ("cn-", "us-gov-") if region.startswith(each)), "aws")
