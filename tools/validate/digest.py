"""A digest: what is in it, and whether CloudTrail has signed it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from stacks.foundation.inflated import BrokenFileError, inflated

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tools.validate.public_keys import PublicKeys

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")


@frozen(slots=False)
class Digest:
    """A digest file as it is in the bucket."""

    bucket: str
    key: str
    content: bytes
    metadata: Mapping[str, str]

    @classmethod
    def of(
        cls, bucket: str, key: str, body: Iterable[bytes], metadata: Mapping[str, str]
    ) -> "Digest":
        """Returns the digest; raises `BrokenFileError` where it cannot be one."""
        digest = cls(bucket, key, b"".join(inflated(body)), metadata)
        missing = {"digestS3Object", "digestEndTime", "logFiles"} - digest.document.keys()
        if missing:
            raise BrokenFileError(f"it is no digest: it has no {', '.join(sorted(missing))}")
        return digest

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """What it says."""
        try:
            document = json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise BrokenFileError(f"it is no JSON: {error}") from None
        if not isinstance(document, dict):
            raise BrokenFileError("it is no digest")
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
        """Raises `BrokenFileError` unless CloudTrail signed it, and it is where it was written."""
        here = (self.document.get("digestS3Bucket"), self.document["digestS3Object"])
        if here != (self.bucket, self.key):
            raise BrokenFileError(f"it was written as {here[0]}/{here[1]}")
        if not self.signature:
            raise BrokenFileError("its signature was taken off")
        fingerprint = str(self.document.get("digestPublicKeyFingerprint"))
        key = keys.get(fingerprint)
        if key is None:
            raise BrokenFileError(f"its key {fingerprint} is none of CloudTrail's in this region")
        if not self._is_signed_with(key):
            raise BrokenFileError("its signature is not that of what it says")

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
