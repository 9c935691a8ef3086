"""Where the files of a trail are: a folder for each account, and in it one for each region."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import DIGESTS, LOGS

from tools.validate.walk import Place

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def places(deployed: Deployed) -> Iterator[tuple[str, Place]]:
    """Yields each account with each of its regions that have digests or log files.

    Of a trail that has become an organisation's, also what it wrote for its own account before.
    """
    s3 = deployed.archive.s3
    for records in _accounts(deployed, s3):
        folders = (
            each
            for kind in (DIGESTS, LOGS)
            for each in _below(s3, deployed.bucket, f"{records}/{kind}/")
        )
        for region in sorted({each.split("/")[-2] for each in folders}):
            yield (
                records.rpartition("/")[2],
                Place(
                    bucket=deployed.bucket,
                    records=records,
                    region=region,
                    trail=deployed.trail_arn.rpartition("/")[2],
                    home=deployed.region,
                ),
            )


def _accounts(deployed: Deployed, s3: "S3Client") -> list[str]:
    if not deployed.organization_id:
        return [deployed.records]
    everybody = deployed.records.rpartition("/")[0]
    before = f"{everybody.rpartition('/')[0]}/{deployed.account}"
    found = _below(s3, deployed.bucket, f"{everybody}/")
    return [before, *(each.rstrip("/") for each in found)]


def _below(s3: "S3Client", bucket: str, prefix: str) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, Delimiter="/"
    )
    return [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])]
