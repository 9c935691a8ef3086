"""Where the files of a trail are: a folder for each account, and in it one for each region."""

from collections.abc import Iterator

from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import DIGESTS, LOGS
from stacks.foundation.log_files import folders_below

from tools.validate.walk import Place


def places(deployed: Deployed) -> Iterator[tuple[str, Place]]:
    """Yields each account with each of its regions that have digests or log files.

    Of a trail that has become an organisation's, also what it wrote for its own account before.
    """
    for records, is_over in _accounts(deployed):
        folders = (
            each
            for kind in (DIGESTS, LOGS)
            for each in folders_below(deployed, f"{records}/{kind}")
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
                    is_over=is_over,
                ),
            )


def _accounts(deployed: Deployed) -> Iterator[tuple[str, bool]]:
    """Yields the folder of each account, and whether the trail has left it for another one."""
    if not deployed.organization_id:
        yield deployed.records, False
        return
    everybody = deployed.records.rpartition("/")[0]
    yield f"{everybody.rpartition('/')[0]}/{deployed.account}", True
    for each in folders_below(deployed, everybody):
        yield each.rstrip("/"), False
