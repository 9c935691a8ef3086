"""How far the second copy of the records is, and what is wrong with it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from stacks.features.replication import verify
from stacks.foundation.checks import Result

import pytest
from botocore.exceptions import ClientError

NOW = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
COPIES = "log-copies-x"

# A log file by the minutes since it came, and what S3 says of its copy.
Files = dict[int, str]


class Buckets:
    """S3 with the records and their copies, as far as the check asks it."""

    exceptions = SimpleNamespace(NoSuchBucket=KeyError)

    def __init__(self, files: Files, copies: set[str]) -> None:
        self.files = {f"record-{minutes}": status for minutes, status in files.items()}
        self.copies = copies

    def head_object(self, **asked: str) -> dict[str, str]:
        """What S3 says of an object."""
        key = asked["Key"]
        if asked["Bucket"] == COPIES and key not in self.copies:
            raise ClientError({"Error": {"Code": "404"}}, "HeadObject")
        status = self.files[key]
        return {"ReplicationStatus": status} if status else {}


def look(
    files: Files, monkeypatch: pytest.MonkeyPatch, *, lost: tuple[int, ...] = ()
) -> tuple[Result, str]:
    """Returns what the check sees; what is copied is there, but for what was `lost`."""
    listed = [
        {"Key": f"record-{minutes}", "LastModified": NOW - timedelta(minutes=minutes)}
        for minutes in sorted(files)
    ]
    monkeypatch.setattr(verify, "newest_files", lambda *_: iter(listed))
    copied = {minutes for minutes, status in files.items() if status == "COMPLETED"} - {*lost}
    s3 = Buckets(files, {f"record-{minutes}" for minutes in copied})
    deployed: Any = SimpleNamespace(
        outputs={"ReplicaBucketName": COPIES},
        archive=SimpleNamespace(s3=s3),
        clients_of_bucket=lambda _: SimpleNamespace(s3=s3),
        region_of=lambda _: "us-west-2",
        ago=lambda moment: f"{(NOW - moment).total_seconds() / 60:.0f} min ago",
        now=NOW,
        bucket="records",
        records="AWSLogs/123456789012",
    )
    (check,) = verify.CHECKS
    (finding,) = check.look(deployed)
    return finding.result, finding.observed


@pytest.mark.parametrize(
    ("files", "result", "says"),
    [
        ({}, Result.NOT_YET, "no record has come since it was switched on"),
        ({5: "", 10: ""}, Result.NOT_YET, "no record has come since it was switched on"),
        ({5: "PENDING", 9: "PENDING"}, Result.NOT_YET, "2 wait for their copy since 9 min ago"),
        ({5: "COMPLETED"}, Result.OK, "the newest that is copied came 5 min ago"),
        # What came before it was switched on.
        ({5: "COMPLETED", 10: ""}, Result.OK, "the newest that is copied came 5 min ago"),
        (
            {5: "PENDING", 10: "PENDING", 15: "COMPLETED"},
            Result.OK,
            "the newest that is copied came 15 min ago, 2 wait since 10 min ago",
        ),
        (
            {5: "COMPLETED", 10: "FAILED"},
            Result.FAILED,
            "1 not copied, the newest of them record-10",
        ),
        (
            {5: "", 10: "COMPLETED"},
            Result.FAILED,
            "S3 does not copy what comes now, such as record-5",
        ),
        (
            {5: "COMPLETED", 1500: "PENDING"},
            Result.FAILED,
            "record-1500 waits for its copy since 1500 min ago",
        ),
    ],
)
def test_it_says_how_far_the_copy_is(
    files: Files, result: Result, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(files, monkeypatch) == (result, says)


def test_a_copy_that_was_there_and_is_gone_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look({5: "COMPLETED", 10: "COMPLETED"}, monkeypatch, lost=(5,))
    assert seen == (Result.FAILED, "record-5 was copied, and is not there any more")
