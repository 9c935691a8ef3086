"""Where the files of a trail are: a folder for each account, and in it one for each region."""

from collections.abc import Iterator
from datetime import UTC, datetime

from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import DIGESTS, LOGS
from stacks.foundation.log_files import folders_below

from tools.validate.walk import Place


def places(deployed: Deployed) -> Iterator[tuple[str, Place]]:
    """Yields each account with each of its regions that have digests or log files.

    The trail's own region is always one of them: somebody may have emptied the bucket. Of a trail
    that has become an organisation's, also what it wrote for its own account before.
    """
    for records, due_from in _accounts(deployed):
        folders = (
            each
            for kind in (DIGESTS, LOGS)
            for each in folders_below(deployed, f"{records}/{kind}")
        )
        regions = {each.split("/")[-2] for each in folders}
        if records == deployed.records:
            regions.add(deployed.region)
        for region in sorted(regions):
            yield (
                records.rpartition("/")[2],
                Place(
                    bucket=deployed.bucket,
                    records=records,
                    region=region,
                    trail=deployed.trail_arn.rpartition("/")[2],
                    home=deployed.region,
                    due_from=due_from,
                ),
            )


def _accounts(deployed: Deployed) -> Iterator[tuple[str, datetime | None]]:
    """Yields the folder of each account, and from when on digests are due in it."""
    due_from = _told_to_log(deployed)
    if not deployed.organization_id:
        yield deployed.records, due_from
        return
    everybody = deployed.records.rpartition("/")[0]
    yield f"{everybody.rpartition('/')[0]}/{deployed.account}", None
    folders = {each.rstrip("/") for each in folders_below(deployed, everybody)}
    for each in sorted({deployed.records, *folders}):
        yield each, due_from


def _told_to_log(deployed: Deployed) -> datetime:
    """Returns since when the trail writes; the beginning of time for one that is gone."""
    told = deployed.status.get("StartLoggingTime") if deployed.trail else None
    return told or datetime.min.replace(tzinfo=UTC)
