"""Which part of AWS a region is in."""

from functools import cache

import boto3


@cache
def partition_of(region: str) -> str:
    """Returns the partition of a region: `aws`, `aws-cn`, `aws-us-gov` and so on.

    boto3 reads the list of all regions anew for each session, which takes long.
    """
    return boto3.Session().get_partition_for_region(region)
