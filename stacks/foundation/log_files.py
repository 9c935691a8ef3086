"""The files that a trail writes into the bucket, by their kind, which is the name of a folder.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from stacks.foundation.console_links import bucket_link
from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import DIGESTS
from stacks.foundation.inflated import inflated

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ObjectTypeDef

# However many there are, a look costs the same: a thousand keys a page, of the last hours only.
_WINDOWS = (timedelta(minutes=30), timedelta(hours=3), timedelta(days=1))
_PAGES = 3


def home_folder(deployed: Deployed, kind: str) -> str:
    """Returns the folder of the home region's files of a kind, without a slash at its end."""
    return f"{deployed.records}/{kind}/{deployed.region}"


def folder_link(deployed: Deployed, kind: str) -> str:
    """Returns the console's page of the home region's files of a kind."""
    prefix = home_folder(deployed, kind)
    return bucket_link(region=deployed.region, bucket=deployed.bucket, prefix=prefix)


def region_folders(deployed: Deployed, kind: str) -> list[str]:
    """Returns the folder of each region that has files of a kind, with a slash at its end."""
    return folders_below(deployed, f"{deployed.records}/{kind}")


def folders_below(deployed: Deployed, folder: str) -> list[str]:
    """Returns the folders in a folder of the bucket, with a slash at their ends."""
    # Of the versions: a folder in which all is deleted is in no list of objects.
    pages = deployed.archive.s3.get_paginator("list_object_versions").paginate(
        Bucket=deployed.bucket, Prefix=f"{folder}/", Delimiter="/"
    )
    return [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])]


def newest_files(
    deployed: Deployed, kind: str, *, windows: Sequence[timedelta] = _WINDOWS
) -> Iterator["ObjectTypeDef"]:
    """Yields the home region's files of the first window that has any, the newest first.

    The keys are in the order of time.
    """
    folder = home_folder(deployed, kind)
    for window in windows:
        since = deployed.now - window
        # 2026/01/31/123456789012_CloudTrail_us-east-2_20260131T2355Z_...
        start = f"{folder}/{since:%Y/%m/%d}/{deployed.account}_{kind}_"
        if kind != DIGESTS:
            start += f"{deployed.region}_{since:%Y%m%dT%H%M}"
        pages = deployed.archive.s3.get_paginator("list_objects_v2").paginate(
            Bucket=deployed.bucket, Prefix=f"{folder}/", StartAfter=start
        )
        files = [file for page in islice(pages, _PAGES) for file in page.get("Contents", [])]
        if files:
            yield from sorted(
                files, key=lambda file: (file["LastModified"], file["Key"]), reverse=True
            )
            return


def newest_file(deployed: Deployed, kind: str) -> "ObjectTypeDef | None":
    """Returns the home region's newest file of a kind since yesterday."""
    return next(newest_files(deployed, kind), None)


def records_in(content: bytes) -> list[Any]:
    """Returns the records of a log file, at least one.

    Raises `ValueError` or `RecursionError` for what is none of CloudTrail's.
    """
    document = json.loads(b"".join(inflated([content])))
    records = document.get("Records") if isinstance(document, dict) else None
    if not isinstance(records, list) or not records:
        raise ValueError("It has no list of records")
    return records
