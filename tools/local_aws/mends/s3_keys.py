"""S3: what is encrypted with a key cannot be read while the key does not work."""

from typing import Any

from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeKey
from moto.s3.responses import S3Response

from tools.local_aws.kms_keys import key_of, refusal

_get_key = S3Response._get_key


def _get_what_can_be_decrypted(self: S3Response, *args: Any, **more: Any) -> tuple[FakeKey, bool]:
    """AWS refuses to read an object whose key is disabled or is going to be deleted."""
    found, not_modified = _get_key(self, *args, **more)
    arn = found.kms_key_id if found.encryption == "aws:kms" else None
    if arn and (code := refusal(key_of(arn).key_state)):
        raise S3ClientError(code, f"{arn} does not work.")
    return found, not_modified


MENDS = ((S3Response, "_get_key", _get_what_can_be_decrypted),)
