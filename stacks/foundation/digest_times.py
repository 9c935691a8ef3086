"""When a digest is due, and what its name says of the time that it is about.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

import re
from datetime import UTC, datetime, timedelta

# CloudTrail writes one digest an hour, also when nothing happened, and delivers it in the next one.
DIGEST_DUE = timedelta(hours=2)

# As in ..._20260131T045501Z.json.gz; a backfill's is of files that came late.
_NAME = re.compile(r"_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$")


def end_of(key: str) -> datetime | None:
    """Returns until when a digest is, by its key; None for what is called otherwise."""
    found = _NAME.search(key)
    if not found:
        return None
    return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def is_backfill(key: str) -> bool:
    """Whether a digest is of a chain of its own, of files that came late."""
    found = _NAME.search(key)
    return bool(found and found[2])
