"""Gathers events for the trails that are logging, and delivers them."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from attrs import Factory, define
from moto.cloudtrail.models import Trail, TrailStatus
from moto.cloudtrail.responses import CloudTrailResponse

from tools.iam_simulator import Simulator
from tools.local_aws.cloudtrail.bucket import write_files
from tools.local_aws.cloudtrail.clients import Clients
from tools.local_aws.cloudtrail.digests import Chains
from tools.local_aws.cloudtrail.events import Event
from tools.local_aws.cloudtrail.log_group import send_events
from tools.local_aws.cloudtrail.permission import RefusedError

BUCKET, DIGEST, LOG_GROUP = "LatestDelivery", "LatestDigestDelivery", "LatestCloudWatchLogsDelivery"

_description = TrailStatus.description


@define(eq=False)
class LocalCloudtrail:
    """What CloudTrail knows about the trails of the local AWS beside their configuration.

    `iam` decides whether the policies as deployed let CloudTrail deliver.
    """

    endpoint_url: str
    _iam: Simulator
    # By trail and destination: what could not be delivered yet is tried again with the next.
    _waiting: dict[tuple[Trail, str], list[Event]] = Factory(dict)
    _outcomes: dict[TrailStatus, dict[str, Any]] = Factory(dict)
    _changes: list[Event] = Factory(list)
    _chains: Chains = Factory(Chains)
    # By region: a client takes longer to make than to use.
    _clients: dict[str, Clients] = Factory(dict)
    _lock: threading.Lock = Factory(threading.Lock)
    _delivery: threading.Lock = Factory(threading.Lock)
    _last: float = 0

    def record(self, event: Event, trails: Iterable[Trail]) -> None:
        """Keeps an event until the next delivery of each of these trails, and in its history."""
        with self._lock:
            # AWS remembers management events alone, whatever the trails record.
            if not event["readOnly"] and event["eventCategory"] == "Management":
                self._changes.append(event)
            for trail in trails:
                self._waiting.setdefault((trail, BUCKET), []).append(event)
                if trail.cw_log_group_arn:
                    self._waiting.setdefault((trail, LOG_GROUP), []).append(event)

    def deliver(self) -> None:
        """Delivers all that has gathered to where it may go."""
        with self._delivery:
            # In a second of its own, which is all that the key of a digest tells of the time.
            time.sleep(max(0, self._last + 1 - time.time()))
            self._last = time.time() // 1
            now = datetime.now(UTC)
            with self._lock:
                waiting = {at: list(events) for at, events in self._waiting.items() if events}
            for (trail, destination), events in waiting.items():
                self._deliver(trail, destination, events, now)

    def _deliver(self, trail: Trail, destination: str, events: list[Event], now: datetime) -> None:
        region = trail.region_name
        clients = self._clients.setdefault(region, Clients(self.endpoint_url, region))
        error = ""
        try:
            if destination == BUCKET:
                write_files(trail, events, now, clients, self._iam, self._chains)
            else:
                send_events(trail, events, clients, self._iam)
        except RefusedError as refused:
            error = str(refused)
        with self._lock:
            if not error:
                del self._waiting[trail, destination][: len(events)]
            outcome = self._outcomes.setdefault(trail.status, {})
            outcome |= _outcome(destination, now, error)
            if destination == BUCKET and trail.log_validation:
                outcome |= _outcome(DIGEST, now, error)

    def history_of(self) -> Callable[[CloudTrailResponse], str]:
        """Returns what answers LookupEvents with the changes of one name, the newest first."""

        def lookup_events(response: CloudTrailResponse) -> str:
            (wanted,) = response._get_param("LookupAttributes")
            with self._lock:
                found = [
                    event
                    for event in reversed(self._changes)
                    if (event["eventName"], event["awsRegion"], event["recipientAccountId"])
                    == (wanted["AttributeValue"], response.region, response.current_account)
                ]
            return json.dumps({"Events": [_remembered(event) for event in found[:50]]})

        return lookup_events

    def description_of(self) -> Callable[[TrailStatus], dict[str, Any]]:
        """Returns what answers GetTrailStatus, where moto always tells of a delivery just now."""

        def description(status: TrailStatus) -> dict[str, Any]:
            told = {k: v for k, v in _description(status).items() if k != "LatestDeliveryTime"}
            with self._lock:
                outcome = self._outcomes.get(status, {})
                return told | {name: value for name, value in outcome.items() if value}

        return description


def _remembered(event: Event) -> dict[str, Any]:
    return {
        "EventId": event["eventID"],
        "EventName": event["eventName"],
        "EventTime": datetime.fromisoformat(event["eventTime"]).timestamp(),
        "CloudTrailEvent": json.dumps(event, default=str),
    }


def _outcome(destination: str, now: datetime, error: str) -> dict[str, Any]:
    """Returns the fields of a trail's status; the last time stays when a delivery fails."""
    if error:
        return {f"{destination}Error": error}
    return {f"{destination}Time": int(now.timestamp()), f"{destination}Error": ""}
