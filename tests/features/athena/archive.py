"""Log files as CloudTrail delivers them: its keys, its JSON, gzip.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import frozen

Record = dict[str, Any]


@frozen
class Delivered:
    """A record, and the account, region and day (`2026/01/31`) of the file that it came in."""

    account: str
    region: str
    day: str
    record: Record


def log_file(
    prefix: str | None,
    account: str,
    region: str,
    day: str,
    *,
    unique: str,
    kind: str = "CloudTrail",
) -> str:
    """Returns the key that CloudTrail gives a log file of this account, region and day."""
    name = f"{account}_{kind}_{region}_{day.replace('/', '')}T0005Z_{unique}.json.gz"
    start = f"{prefix}/" if prefix else ""
    return f"{start}AWSLogs/{account}/{kind}/{region}/{day}/{name}"


def deliver(
    records: Iterable[Delivered], *, bucket: Path, prefix: str | None, kind: str = "CloudTrail"
) -> None:
    """Writes the records to a folder that stands for the bucket, with digests beside them."""
    files = defaultdict(list)
    for each in records:
        files[each.account, each.region, each.day].append(each.record)
    for place, together in files.items():
        # More than one file a day, as in life.
        for unique, part in (
            ("Zk3xQbUn7pRvLmWc", together[::2]),
            ("aB4dEf6hIj8lMn0p", together[1::2]),
        ):
            key = log_file(prefix, *place, unique=unique, kind=kind)
            _write(bucket / key, {"Records": part})
            digest = key.replace(kind, "CloudTrail-Digest")
            _write(bucket / digest, {"digestS3Object": digest, "logFiles": [{"s3Object": key}]})


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(json.dumps(content).encode()))
