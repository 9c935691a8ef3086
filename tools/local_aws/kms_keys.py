"""The keys of KMS: found by their ARN, and what S3 says of one that does not work."""

from moto.kms.models import Key, kms_backends


def key_of(arn: str) -> Key:
    """Returns a key; raises `KeyError` where there is none."""
    _, _, _, region, account, resource = arn.split(":", 5)
    found: Key = kms_backends[account][region].keys[resource.removeprefix("key/")]
    return found


def refusal(state: str) -> str:
    """Returns the code with which S3 refuses whoever uses a key in this state; empty if it works.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
    """
    if state == "Enabled":
        return ""
    return "KMS.DisabledException" if state == "Disabled" else "KMS.KMSInvalidStateException"
