"""Every account and region of a deployment, walked through at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache

from stacks.foundation.aws_clients import Clients
from stacks.foundation.deployed import Deployed
from stacks.foundation.hostile_text import harmless

from botocore.config import Config
from botocore.exceptions import ClientError
from rich.console import Console

from tools.validate.findings import Kind, Tally
from tools.validate.period import Period
from tools.validate.places import places
from tools.validate.public_keys import PublicKeys, public_keys
from tools.validate.walk import Place, Walk
from tools.verify.cannot_look import CannotLookError

FILES_AT_A_TIME = 32
PLACES_AT_A_TIME = 8


def tallies_of(
    deployed: Deployed, period: Period, *, read: Callable[[bytes], None] | None = None
) -> list[Tally]:
    """Returns what was seen of each account and region.

    `read` is given the content of each log file that is as CloudTrail wrote it, several at a time.
    Raises `CannotLookError` where the bucket is gone, or no digest could be read.
    """
    try:
        tallies = _walk(deployed, period, read)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucket":
            raise CannotLookError(f"The bucket {deployed.bucket} is gone.") from None
        raise
    _refuse_unread(tallies)
    return tallies


def _walk(deployed: Deployed, period: Period, read: Callable[[bytes], None] | None) -> list[Tally]:
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
        cloudtrails = {
            region: Clients(region, deployed.aws.session).cloudtrail
            for region in {place.region for _, place in found}
        }

        @cache
        def keys_of(region: str) -> PublicKeys:
            """Asked only where there are digests: one that was switched off does not answer."""
            return public_keys(cloudtrails[region], period.since, period.until)

        def walked(at: tuple[str, Place]) -> Tally:
            account, place = at
            tally = Tally(account, place.region)
            Walk(place, period, s3, keys_of, files, tally, read).go()
            say(f"{account} {place.region}: {tally.digests} digests, {tally.files} files")
            return tally

        return list(pool.map(walked, found))


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
