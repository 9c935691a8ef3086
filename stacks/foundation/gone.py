"""What AWS still lists and no longer has: for a while after something was deleted."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

# What CloudTrail, CloudWatch Logs, IAM, KMS and S3 answer when they are asked about it.
_CODES = {
    "NoSuchBucket",
    "NoSuchEntity",
    "NotFoundException",
    "ResourceNotFoundException",
    "TrailNotFoundException",
}


def is_gone(error: ClientError) -> bool:
    """Returns whether AWS says that what was asked about is not there."""
    return error.response["Error"]["Code"] in _CODES


@contextmanager
def unless_gone() -> Iterator[None]:
    """Leaves the block where AWS says that what it asks about is not there."""
    try:
        yield
    except ClientError as error:
        if not is_gone(error):
            raise
