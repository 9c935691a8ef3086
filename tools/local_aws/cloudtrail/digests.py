"""The digests of a trail: what they list, how each is tied to the one before, and signed.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from attrs import define, field, frozen
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto.cloudtrail.models import Trail
from moto.cloudtrail.responses import CloudTrailResponse

ALGORITHM = "SHA256withRSA"

# The account and the region of which a file has the records.
Place = tuple[str, str]


@frozen
class LogFile:
    """A log file that a digest lists: its key, its inflated content, the times of its events."""

    key: str
    content: bytes
    times: Sequence[str]


@frozen
class Digest:
    """A digest: its file, inflated, and the signature that its metadata has."""

    key: str
    content: bytes
    signature: str
    end: datetime

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the file says of itself, beside its content."""
        return {"signature": self.signature, "signature-algorithm": ALGORITHM}


@define(eq=False)
class Chains:
    """The last digest of each trail and place, to which the next one is tied."""

    _last: dict[tuple[Trail, Place], tuple[datetime | None, Digest]] = field(factory=dict)

    def next(
        self, trail: Trail, place: Place, key: str, logs: Sequence[LogFile], now: datetime
    ) -> Digest:
        """Returns the digest that follows, of these log files; a chain begins with the logging."""
        started, last = self._last.get((trail, place), (None, None))
        goes_on = started == trail.status.started
        return _digest(trail, place, key, logs, last if goes_on else None, now)

    def keep(self, trail: Trail, place: Place, digest: Digest) -> None:
        """Ties the next one to this digest, which was delivered."""
        self._last[trail, place] = trail.status.started, digest


def _digest(
    trail: Trail,
    place: Place,
    key: str,
    logs: Sequence[LogFile],
    last: Digest | None,
    now: datetime,
) -> Digest:
    account, region = place
    times = sorted(time for log in logs for time in log.times)
    end = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    document = {
        "awsAccountId": account,
        "digestStartTime": f"{last.end if last else now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "digestEndTime": end,
        "digestS3Bucket": trail.bucket_name,
        "digestS3Object": key,
        "digestPublicKeyFingerprint": _fingerprint(region),
        "digestSignatureAlgorithm": ALGORITHM,
        "newestEventTime": times[-1] if times else None,
        "oldestEventTime": times[0] if times else None,
        "previousDigestS3Bucket": trail.bucket_name if last else None,
        "previousDigestS3Object": last.key if last else None,
        "previousDigestHashValue": hashlib.sha256(last.content).hexdigest() if last else None,
        "previousDigestHashAlgorithm": "SHA-256" if last else None,
        "previousDigestSignature": last.signature if last else None,
        "logFiles": [
            {
                "s3Bucket": trail.bucket_name,
                "s3Object": log.key,
                "hashValue": hashlib.sha256(log.content).hexdigest(),
                "hashAlgorithm": "SHA-256",
                "newestEventTime": max(log.times),
                "oldestEventTime": min(log.times),
            }
            for log in logs
        ],
    }
    content = json.dumps(document).encode()
    signed = "\n".join(
        (
            end,
            f"{trail.bucket_name}/{key}",
            hashlib.sha256(content).hexdigest(),
            last.signature if last else "null",
        )
    )
    signature = signing_key(region).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return Digest(key, content, signature.hex(), now)


def packed(content: bytes) -> bytes:
    """Returns a content as the file has it."""
    # Quickly rather than well: nobody pays for the room.
    return gzip.compress(content, compresslevel=1)


@cache
def signing_key(region: str) -> rsa.RSAPrivateKey:
    """Returns CloudTrail's key of a region, which no other region knows."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _public(region: str) -> bytes:
    return signing_key(region).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)


def _fingerprint(region: str) -> str:
    # As CloudTrail calls its keys; nothing rests on it.
    return hashlib.md5(_public(region), usedforsecurity=False).hexdigest()


def list_public_keys(response: CloudTrailResponse) -> str:
    """Answers ListPublicKeys, which moto does not know, with the region's key.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
    """
    region = response.region
    now = datetime.now(UTC)
    key: dict[str, Any] = {
        "Value": base64.b64encode(_public(region)).decode(),
        "ValidityStartTime": (now - timedelta(days=30)).timestamp(),
        "ValidityEndTime": (now + timedelta(days=30)).timestamp(),
        "Fingerprint": _fingerprint(region),
    }
    return json.dumps({"PublicKeyList": [key]})
