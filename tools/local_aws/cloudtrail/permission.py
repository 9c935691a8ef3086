"""May CloudTrail deliver? Decided by the policies as deployed, as in the proof of the policies."""

from collections.abc import Iterable
from typing import Any

from tools.iam_simulator import Call, Decision, Simulator

CLOUDTRAIL = "cloudtrail.amazonaws.com"


class RefusedError(Exception):
    """The destination did not let CloudTrail in; the text is what the trail's status says."""


def must_be_allowed(iam: Simulator, calls: Iterable[Call], otherwise: str) -> None:
    """Raises `RefusedError`, with the text `otherwise`, unless all of these calls are allowed."""
    if set(iam.decide(calls)) != {Decision.ALLOWED}:
        raise RefusedError(otherwise)


def uses_of_key(
    key: str, policy: Any, context: dict[str, str], *, by: str, **actions: dict[str, str]
) -> list[Call]:
    """Returns the calls by which a service uses a key; each action with what it encrypts for."""
    return [
        Call(
            principal=by,
            action=f"kms:{action}",
            resource=key,
            account=key.split(":")[4],
            context=context
            | {f"kms:EncryptionContext:{name}": value for name, value in encrypted.items()},
            resource_policy=policy,
        )
        for action, encrypted in actions.items()
    ]
