"""Walks through the digests of one account and region, and the files that they list.

In the order of time, a day after the other, so that the memory does not grow with the period.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from stacks.foundation.digest_times import DIGEST_DUE, end_of, is_backfill
from stacks.foundation.file_kinds import DIGESTS, LOGS
from stacks.foundation.inflated import BrokenFileError, inflated
from stacks.foundation.shut_key import shut_by_the_key

from attrs import define, field, frozen
from botocore.exceptions import ClientError

from tools.validate.digest import Digest
from tools.validate.findings import Finding, Kind, Tally
from tools.validate.period import Period
from tools.validate.public_keys import PublicKeys
from tools.verify.cannot_look import DENIED, words_of

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

# S3's answers where there is no such object.
_GONE = {"404", "NoSuchKey", "NoSuchVersion"}

# Its answers where it has the object, and does not give it out, beside those of its key.
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_REFUSED = {*DENIED, "InvalidObjectState", "InvalidRequest"}

_PART = 256 * 1024

# How many digests, with all that they list, are looked at together.
_TOGETHER = 48

_MINUTE = re.compile(r"_(\d{8}T\d{4}Z)_\w+\.json\.gz$")

Item = TypeVar("Item")
Loaded = Digest | Finding


@frozen
class Place:
    """Where the files of one account and region are: below `records`, without slashes around it.

    `due_from` is when the trail was last told to log; None where no digest comes any more, as the
    trail writes into another folder now.
    """

    bucket: str
    records: str
    region: str
    trail: str
    home: str
    due_from: datetime | None

    def folder(self, kind: str, day: str = "") -> str:
        """Returns the folder of a kind of files, of a day (`2026/01/31`) or of all days."""
        return f"{self.records}/{kind}/{self.region}/{day and day + '/'}"

    def is_of_trail(self, digest_key: str) -> bool:
        """Whether a digest is of this trail, and not of another one with the same bucket."""
        return f"_{self.region}_{self.trail}_{self.home}_" in digest_key


@define
class Walk:
    """The walk through one place; `tally` has what was seen so far."""

    place: Place
    period: Period
    s3: "S3Client"
    # The signatures of a region are checked with keys that no other region has.
    keys_of: Callable[[str], PublicKeys]
    pool: ThreadPoolExecutor
    tally: Tally
    # Is given the content of each file that is as CloudTrail wrote it.
    read: Callable[[bytes], None] | None = None
    _last: Digest | None = None
    _began: datetime | None = None
    # The first day that is not finished.
    _day: datetime = field(init=False)
    # The log files of the days that are not finished, by day, which digests have named.
    _named: dict[str, set[str]] = field(factory=dict)

    @_day.default
    def _first_day(self) -> datetime:
        return self.period.since

    def go(self) -> None:
        """Walks to the end of the period."""
        for keys in _batches(self._digest_keys(), _TOGETHER):
            read = partial(self._digest, self.keys_of(self.place.region))
            loaded = list(self.pool.map(read, keys))
            self.tally.digests += len(keys)
            for key, digest in zip(keys, loaded, strict=True):
                self.tally.on(_day_of(key)).digests += 1
                self._take(key, digest)
            genuine = [each for each in loaded if isinstance(each, Digest)]
            listed = [file for each in genuine for file in each.log_files]
            for file, problem in zip(listed, self.pool.map(self._problem, listed), strict=True):
                self.tally.files += 1
                self.tally.on(_day_of(file["s3Object"])).files += 1
                if problem is None:
                    self.tally.valid += 1
                else:
                    self.tally.findings.append(problem)
            if self._last:
                self._finish_days(until=self._last.end - DIGEST_DUE)
        self._finish_days(until=self.period.until + timedelta(days=1))
        self._look_at_the_end()

    def _digest_keys(self) -> Iterator[str]:
        since, until = self.period.since, self.period.until + DIGEST_DUE
        folder = self.place.folder(DIGESTS)
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.place.bucket, Prefix=folder, StartAfter=f"{folder}{since:%Y/%m/%d}"
        )
        for page in pages:
            for each in page.get("Contents", []):
                end = end_of(each["Key"]) if self.place.is_of_trail(each["Key"]) else None
                if end and end > until:
                    return
                if end and end >= since:
                    yield each["Key"]

    def _digest(self, public: PublicKeys, key: str) -> Loaded:
        try:
            answer = self.s3.get_object(Bucket=self.place.bucket, Key=key)
            body = answer["Body"].iter_chunks(_PART)
            digest = Digest.of(self.place.bucket, key, body, answer.get("Metadata", {}))
            digest.refuse_forged(public)
        except ClientError as error:
            return _not_read(key, error, "it was there when the bucket was listed")
        except BrokenFileError as error:
            return Finding(Kind.CHANGED, key, str(error))
        return digest

    def _take(self, key: str, digest: Loaded) -> None:
        """Ties a digest to the one before it."""
        if isinstance(digest, Finding):
            self.tally.findings.append(digest)
            return
        for file in digest.log_files:
            day = _day_of(file["s3Object"])
            self._named.setdefault(day, set()).add(file["s3Object"])
        if is_backfill(key):
            return
        self._began = self._began or digest.start
        self._tie(digest, self._last)
        self._last = digest

    def _tie(self, digest: Digest, last: Digest | None) -> None:
        if last and digest.previous == last.key:
            if not digest.names(last):
                says = f"it is not the one that {_name(digest.key)} was tied to"
                self.tally.add(Kind.CHANGED, last.key, says)
        elif digest.previous is None:
            if last:
                self._gap(last.end, digest.start)
        else:
            end = end_of(digest.previous)
            already = {each.key for each in self.tally.findings}
            if end and end >= self.period.since and digest.previous not in already:
                says = f"{_name(digest.key)} was tied to it"
                self.tally.add(Kind.MISSING, digest.previous, says)

    def _gap(self, since: datetime, until: datetime) -> None:
        says = f"no digest between {since:%Y-%m-%d %H:%M:%S} and {until:%Y-%m-%d %H:%M:%S} UTC"
        self.tally.add(Kind.GAP, self.place.folder(DIGESTS), says)

    def _problem(self, file: Mapping[str, Any]) -> Finding | None:
        key = file["s3Object"]
        bucket = file["s3Bucket"]
        try:
            body = self.s3.get_object(Bucket=bucket, Key=key)["Body"]
        except ClientError as error:
            if bucket != self.place.bucket:
                # The one that the trail had before: somebody else's by now, or nobody's.
                code = error.response["Error"]["Code"]
                says = f"a digest lists it in the bucket {bucket}: {code}"
                return Finding(Kind.MISSING, key, says)
            return _not_read(key, error, "a digest lists it")
        # Part by part, so that the memory does not grow with the file.
        found = hashlib.sha256()
        content = bytearray()
        try:
            for part in inflated(body.iter_chunks(_PART)):
                found.update(part)
                if self.read:
                    content += part
        except BrokenFileError as error:
            return Finding(Kind.CHANGED, key, str(error))
        if found.hexdigest() != file["hashValue"]:
            says = "its content is not that of which the digest has the hash"
            return Finding(Kind.CHANGED, key, says)
        if self.read:
            self.read(bytes(content))
        return None

    def _finish_days(self, *, until: datetime) -> None:
        """Looks for files that no digest names, in the days of which every digest has come."""
        while self._day.date() < until.date():
            day = f"{self._day:%Y/%m/%d}"
            self._look_for_unnamed(day, self._named.pop(day, set()))
            self._day += timedelta(days=1)

    def _look_for_unnamed(self, day: str, named: set[str]) -> None:
        folder = self.place.folder(LOGS, day)
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.place.bucket, Prefix=folder
        )
        for page in pages:
            for each in page.get("Contents", []):
                self._look_at(each["Key"], named)

    def _look_at(self, key: str, named: set[str]) -> None:
        if key in named:
            return
        written = _written(key)
        covered_from = max(filter(None, (self._began, self.period.since)))
        if written is None:
            self.tally.add(Kind.UNNAMED, key, "it is called otherwise than CloudTrail's files")
        elif written + timedelta(minutes=1) > covered_from and written <= self.period.until:
            if self.period.now - written < DIGEST_DUE:
                self.tally.pending += 1
            else:
                self.tally.add(Kind.UNNAMED, key, "no digest of CloudTrail's lists it")

    def _look_at_the_end(self) -> None:
        """A digest that is gone at the end of a chain is named by no other."""
        if self.place.due_from is None:
            return
        last = self._last.end if self._last else max(self.period.since, self.place.due_from)
        until = min(self.period.until, self.period.now)
        if until - last > DIGEST_DUE:
            self._gap(last, until)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _not_read(key: str, error: ClientError, says: str) -> Finding:
    """Returns what it means that S3 did not give out a file; raises what is about no file."""
    code = error.response["Error"]["Code"]
    if code in _GONE:
        return Finding(Kind.MISSING, key, says)
    if code in _REFUSED or shut_by_the_key(error):
        return Finding(Kind.UNREADABLE, key, words_of(error).rstrip("."))
    raise error


def _written(key: str) -> datetime | None:
    found = _MINUTE.search(key)
    return datetime.strptime(found[1], "%Y%m%dT%H%MZ").replace(tzinfo=UTC) if found else None


def _day_of(key: str) -> str:
    return "/".join(key.split("/")[-4:-1])


def _name(key: str) -> str:
    return key.rpartition("/")[2]
