"""A digest: what is in it, and whether CloudTrail has signed it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tools.validate.public_keys import PublicKeys

# No file of CloudTrail's is larger.
LARGEST = 100 * 1024 * 1024

_NAME = re.compile(r"_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")


class BrokenError(Exception):
    """A file that cannot be what CloudTrail wrote; the text says why."""


def inflated(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yields what a file of CloudTrail's has packed; one gzip member and nothing after it.

    Raises `BrokenError` for anything else: other readers would see what stands behind the first.
    """
    unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    size = 0
    for part in content:
        try:
            text = unpacked.decompress(part)
        except zlib.error as error:
            raise BrokenError(f"it is no gzip file: {error}") from None
        size += len(text)
        if size > LARGEST:
            raise BrokenError("it is larger than any file of CloudTrail's")
        yield text
    if not unpacked.eof:
        raise BrokenError("it is cut off")
    if unpacked.unused_data:
        raise BrokenError("something was appended to it")


def end_of(key: str) -> datetime | None:
    """Returns until when a digest is, by its name; None for what is called otherwise."""
    found = _NAME.search(key)
    if not found:
        return None
    return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def is_backfill(key: str) -> bool:
    """Whether a digest is of a chain of its own, of files that came late."""
    found = _NAME.search(key)
    return bool(found and found[2])


@frozen(slots=False)
class Digest:
    """A digest file as it is in the bucket."""

    bucket: str
    key: str
    content: bytes
    metadata: Mapping[str, str]

    @classmethod
    def of(cls, bucket: str, key: str, body: bytes, metadata: Mapping[str, str]) -> "Digest":
        """Returns the digest; raises `BrokenError` where it cannot be one."""
        digest = cls(bucket, key, b"".join(inflated([body])), metadata)
        missing = {"digestS3Object", "digestEndTime", "logFiles"} - digest.document.keys()
        if missing:
            raise BrokenError(f"it is no digest: it has no {', '.join(sorted(missing))}")
        return digest

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """What it says."""
        try:
            document = json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise BrokenError(f"it is no JSON: {error}") from None
        if not isinstance(document, dict):
            raise BrokenError("it is no digest")
        return document

    @property
    def hash(self) -> str:
        """The hash by which the next digest names it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def signature(self) -> str:
        """Its signature, which the next digest names too; empty where somebody took it off."""
        return self.metadata.get("signature", "")

    @property
    def previous(self) -> str | None:
        """The key of the digest before it; None where a chain begins."""
        previous: str | None = self.document.get("previousDigestS3Object")
        return previous

    @property
    def start(self) -> datetime:
        """From when on it lists files."""
        return datetime.fromisoformat(self.document["digestStartTime"])

    @property
    def end(self) -> datetime:
        """Until when it lists files."""
        return datetime.fromisoformat(self.document["digestEndTime"])

    @property
    def log_files(self) -> Sequence[Mapping[str, Any]]:
        """The files that it lists, with their hashes."""
        files: Sequence[Mapping[str, Any]] = self.document["logFiles"]
        return files

    def refuse_forged(self, keys: PublicKeys) -> None:
        """Raises `BrokenError` unless CloudTrail has signed it, and it is where it was written."""
        here = (self.document.get("digestS3Bucket"), self.document["digestS3Object"])
        if here != (self.bucket, self.key):
            raise BrokenError(f"it was written as {here[0]}/{here[1]}")
        if not self.signature:
            raise BrokenError("its signature was taken off")
        fingerprint = str(self.document.get("digestPublicKeyFingerprint"))
        key = keys.get(fingerprint)
        if key is None:
            raise BrokenError(f"its key {fingerprint} is none of CloudTrail's in this region")
        if not self._is_signed_with(key):
            raise BrokenError("its signature is not that of what it says")

    def _is_signed_with(self, key: RSAPublicKey) -> bool:
        signed = "\n".join(
            (
                str(self.document["digestEndTime"]),
                f"{self.bucket}/{self.key}",
                self.hash,
                str(self.document.get("previousDigestSignature") or "null"),
            )
        )
        if not _HEX.fullmatch(self.signature):
            return False
        try:
            key.verify(
                bytes.fromhex(self.signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return False
        return True

    def names(self, other: "Digest") -> bool:
        """Whether it is this other one, unchanged, that it says comes before it."""
        return (
            self.document.get("previousDigestHashValue") == other.hash
            and self.document.get("previousDigestSignature") == other.signature
        )
