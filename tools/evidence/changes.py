"""Who changed the deployment, or tried to: read from its own records, those that are proved."""

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from stacks.foundation.deployed import Deployed

from attrs import Factory, define

from tools.evidence.model import Change

# What names a resource of the deployment, by the type of the resource.
_NAMED_BY = {
    "aws_cloudtrail": ("name", "arn"),
    "aws_cloudwatch_log_group": ("name",),
    "aws_cloudwatch_metric_alarm": ("alarm_name",),
    "aws_glue_catalog_database": ("name",),
    "aws_iam_role": ("name",),
    "aws_kms_key": ("key_id",),
    "aws_s3_bucket": ("bucket",),
    "aws_sns_topic": ("arn",),
}

# Where a record says what a call was about.
_ABOUT = ("requestParameters", "resources")


@define
class Changes:
    """Reads log files, several at a time, and keeps what is about a deployment."""

    _names: frozenset[str]
    _found: list[Change] = Factory(list)
    _lock: threading.Lock = Factory(threading.Lock)

    @classmethod
    def of(cls, deployed: Deployed) -> "Changes":
        """Returns what keeps the changes of all that was deployed, gone or not."""
        known = {**deployed.gone, **deployed.resources}
        return cls(
            frozenset(
                str(attributes[name])
                for address, attributes in known.items()
                for name in _NAMED_BY.get(address.partition(".")[0], ())
                if attributes.get(name)
            )
        )

    def read(self, content: bytes) -> None:
        """Keeps what a log file says of the deployment; what is no list of records is left out."""
        try:
            records = json.loads(content)["Records"]
            found = [change for record in records for change in self._changes(record)]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return
        with self._lock:
            self._found += found

    def in_order(self) -> list[Change]:
        """Returns them, the oldest first."""
        return sorted(self._found, key=lambda each: (each.at, each.call, each.on))

    def _changes(self, record: Mapping[str, Any]) -> Iterator[Change]:
        if record.get("readOnly") is not False or record.get("eventCategory") != "Management":
            return
        about = set(_texts([record.get(name) for name in _ABOUT]))
        named = sorted(name for name in self._names if any(_names(text, name) for text in about))
        if named:
            yield Change(
                at=str(record.get("eventTime")),
                who=_who(record.get("userIdentity") or {}),
                source=str(record.get("sourceIPAddress")),
                call=f"{str(record.get('eventSource')).partition('.')[0]}:{record.get('eventName')}",
                on=", ".join(named),
                region=str(record.get("awsRegion")),
                error=str(record.get("errorCode") or ""),
            )


def _names(text: str, name: str) -> bool:
    """Says whether a text is this name, or an ARN that ends with it."""
    return text == name or text.endswith((f":{name}", f"/{name}")) or f":{name}:" in text


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _who(identity: Mapping[str, Any]) -> str:
    return str(identity.get("arn") or identity.get("invokedBy") or identity.get("type"))
