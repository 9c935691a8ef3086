"""One record in a sentence; whoever can write into the bucket can have written anything."""

from datetime import datetime
from typing import Any

from stacks.foundation.hostile_text import harmless


class NoRecordError(ValueError):
    """It is not a record of CloudTrail's; the text says what it is."""


def who_did_what(record: Any) -> str:
    """Returns who did what, when, from where; what some services leave out is left out.

    Raises `NoRecordError` when there is no event in it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    if not isinstance(record, dict):
        raise NoRecordError(f"a {type(record).__name__} and no event")
    missing = [name for name in ("eventName", "eventSource", "eventTime") if name not in record]
    if missing:
        raise NoRecordError(f"an event without {', '.join(missing)}")
    try:
        when = datetime.fromisoformat(str(record["eventTime"]))
    except ValueError:
        raise NoRecordError(f"an event at {_text(record['eventTime'])}") from None
    service = _text(record["eventSource"]).removesuffix(".amazonaws.com")
    error = f" ({_text(record['errorCode'])})" if record.get("errorCode") else ""
    source = f", from {_text(record['sourceIPAddress'])}" if record.get("sourceIPAddress") else ""
    return (
        f"{_who(record.get('userIdentity'))}: {service} {_text(record['eventName'])}{error}, "
        f"{when:%Y-%m-%d %H:%M:%S} UTC{source}"
    )


def _who(identity: Any) -> str:
    """Returns the name that tells people apart; Identity Center's users have no ARN.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    if not isinstance(identity, dict):
        return "somebody"
    behalf = identity.get("onBehalfOf")
    names = (
        identity.get("arn"),
        behalf.get("userId") if isinstance(behalf, dict) else None,
        identity.get("principalId"),
        identity.get("userName"),
        identity.get("invokedBy"),
        identity.get("accountId"),
        identity.get("type"),
    )
    return next((_text(name) for name in names if name), "somebody")


def _text(value: Any) -> str:
    """Returns a value as short text that cannot act on a terminal."""
    return harmless(str(value))[:200]
