"""Every account and region of a deployment, walked through at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stacks.foundation.aws_clients import Clients
from stacks.foundation.deployed import Deployed
from stacks.foundation.hostile_text import harmless

from botocore.config import Config
from rich.console import Console

from tools.validate.findings import Kind, Tally
from tools.validate.period import Period
from tools.validate.places import places
from tools.validate.public_keys import PublicKeys, public_keys
from tools.validate.walk import Place, Walk
from tools.verify.cannot_look import CannotLookError

if TYPE_CHECKING:
    from types_boto3_cloudtrail import CloudTrailClient

FILES_AT_A_TIME = 32
PLACES_AT_A_TIME = 8


def tallies_of(
    deployed: Deployed, period: Period, *, read: Callable[[bytes], None] | None = None
) -> list[Tally]:
    """Returns what was seen of each account and region.

    `read` is given the content of each log file that is as CloudTrail wrote it, several at a time.
    Raises `CannotLookError` where no digest could be read.
    """
    s3 = deployed.archive.session.client(
        "s3",
        region_name=deployed.region,
        config=Config(
            max_pool_connections=FILES_AT_A_TIME + PLACES_AT_A_TIME,
            # Each content is held against the hash that CloudTrail has signed.
            response_checksum_validation="when_required",
            parameter_validation=False,
        ),
    )
    with (
        ThreadPoolExecutor(FILES_AT_A_TIME) as files,
        ThreadPoolExecutor(PLACES_AT_A_TIME) as pool,
        _progress() as say,
    ):
        found = list(places(deployed))
        # A region's signatures are checked with keys that no other region has.
        asked = {
            region: Clients(region, deployed.aws.session).cloudtrail
            for region in sorted({place.region for _, place in found})
        }

        def keys_of(cloudtrail: "CloudTrailClient") -> PublicKeys:
            return public_keys(cloudtrail, period.since, period.until)

        keys = dict(zip(asked, pool.map(keys_of, asked.values()), strict=True))

        def walked(at: tuple[str, Place]) -> Tally:
            account, place = at
            tally = Tally(account, place.region)
            Walk(place, period, s3, keys[place.region], files, tally, read).go()
            say(f"{account} {place.region}: {tally.digests} digests, {tally.files} files")
            return tally

        tallies = list(pool.map(walked, found))
    _refuse_unread(tallies)
    return tallies


def _refuse_unread(tallies: Sequence[Tally]) -> None:
    """Raises `CannotLookError` where S3 gave out none of the digests, of which nothing is known."""
    unread = [finding for tally in tallies for finding in tally.of(Kind.UNREADABLE)]
    proved = sum(tally.digests + tally.files for tally in tallies) - len(unread)
    if unread and not proved:
        first = unread[0]
        raise CannotLookError(f"No digest can be read: {harmless(first.key)}: {first.says}.")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    console = Console(stderr=True)
    with console.status("Validating") as status:
        yield lambda text: status.update(f"Validating {text}")
