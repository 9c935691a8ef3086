"""Whether the newest records are in the second copy, and how far it lags behind."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.console_links import bucket_link
from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import LOGS
from stacks.foundation.log_files import newest_files

from attrs import frozen
from botocore.exceptions import ClientError

# How many of the newest log files are looked at.
_NEWEST = 20

# Most are copied within 15 minutes; one that waits for a day does not wait for its turn.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-troubleshoot.html
_LATE = timedelta(days=1)

_COPY_AGAIN = (
    "Look at the rows of the copy's bucket, its key and the role, and make deploy; then "
    "CopyOlderRecords, which make deploy shows, copies what is missing."
)


@frozen
class _File:
    """A log file, and how far its copy is, in S3's words; nothing where it is not to be copied."""

    key: str
    came: datetime
    status: str


def _newest(deployed: Deployed) -> Iterator[_File]:
    s3 = deployed.archive.s3
    for file in islice(newest_files(deployed, LOGS), _NEWEST):
        head = s3.head_object(Bucket=deployed.bucket, Key=file["Key"])
        yield _File(file["Key"], file["LastModified"], head.get("ReplicationStatus", ""))


def _second_copy(deployed: Deployed) -> Iterator[Finding]:
    """Yields how far the copy is; nothing where there is to be none.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html
    """
    replica = deployed.outputs.get("ReplicaBucketName")
    if replica is None:
        return
    try:
        files = list(_newest(deployed))
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return
    result, observed = _judged(deployed, replica, files)
    yield Finding(
        resource=replica,
        observed=observed,
        result=result,
        link=bucket_link(
            region=deployed.region_of(replica), bucket=replica, prefix=deployed.records
        ),
    )


def _judged(deployed: Deployed, replica: str, files: Sequence[_File]) -> tuple[Result, str]:
    if failed := [file for file in files if file.status == "FAILED"]:
        return Result.FAILED, f"{len(failed)} not copied, the newest of them {failed[0].key}"
    copied = next((file for file in files if file.status == "COMPLETED"), None)
    waiting = [file for file in files if file.status == "PENDING"]
    if waiting and deployed.now - waiting[-1].came > _LATE:
        return Result.FAILED, f"{waiting[-1].key} waits for its copy {_since(deployed, waiting)}"
    if copied is None:
        return Result.NOT_YET, (
            f"{len(waiting)} wait for their copy {_since(deployed, waiting)}"
            if waiting
            else "no record has come since it was switched on"
        )
    if passed := [file for file in files if file.came > copied.came and not file.status]:
        return Result.FAILED, f"S3 does not copy what comes now, such as {passed[0].key}"
    if not _is_there(deployed, replica, copied.key):
        return Result.FAILED, f"{copied.key} was copied, and is not there any more"
    lag = f", {len(waiting)} wait {_since(deployed, waiting)}" if waiting else ""
    return Result.OK, f"the newest that is copied came {deployed.ago(copied.came)}{lag}"


def _since(deployed: Deployed, files: Sequence[_File]) -> str:
    return f"since {deployed.ago(files[-1].came)}"


def _is_there(deployed: Deployed, replica: str, key: str) -> bool:
    try:
        deployed.clients_of_bucket(replica).s3.head_object(Bucket=replica, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchBucket", "NoSuchKey"):
            raise
        return False
    return True


CHECKS = (
    Check(
        id="second copy",
        title="with `replication`: the newest records are copied",
        in_archive=True,
        look=_second_copy,
        actions=("s3:ListBucket", "s3:GetObject", "kms:Decrypt"),
        remedy=_COPY_AGAIN,
        controls=("S3.7",),
    ),
)
