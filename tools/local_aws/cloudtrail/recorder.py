"""Listens at the door of the server, where every API call comes in."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.cloudtrail.models import Trail, TrailStatus, cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.request import Request
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from tools.local_aws.cloudtrail.clients import NAME
from tools.local_aws.cloudtrail.delivery import LocalCloudtrail
from tools.local_aws.cloudtrail.digests import list_public_keys
from tools.local_aws.cloudtrail.events import Call, call_of
from tools.local_aws.cloudtrail.selection import selects
from tools.local_aws.organization import manager_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@contextmanager
def recording(cloudtrail: LocalCloudtrail, heard: list[Call]) -> Iterator[None]:
    """Tells `cloudtrail` of every call while the context lasts, and lets it say how it fares.

    `heard` gets all calls of a client, also those that no trail records.
    """
    answer = DomainDispatcherApplication.__call__

    def listen(
        app: DomainDispatcherApplication, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        call = _call_of(environ)
        own = environ.get("HTTP_USER_AGENT", "").startswith(NAME)
        if call and not own:
            heard.append(call)
        # Of CloudTrail's own calls, AWS records what it does with objects.
        if call is None or not (call.data_resources or (call.is_management and not own)):
            answered: Iterable[bytes] = answer(app, environ, start_response)
            return answered
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said[:] = int(status.split()[0]), headers
            return start_response(status, headers, *rest)

        # A call that ends the logging is recorded too.
        trails = _logging(call)
        body = b"".join(answer(app, environ, start))
        status, headers = said
        event = call.event(status, headers, body)
        logging = trails | _logging(call)
        cloudtrail.record(event, {each for each in logging if selects(each, event)})
        return [body]

    with (
        patch.object(DomainDispatcherApplication, "__call__", listen),
        patch.object(TrailStatus, "description", cloudtrail.description_of()),
        patch.object(CloudTrailResponse, "lookup_events", cloudtrail.history_of(), create=True),
        patch.object(CloudTrailResponse, "list_public_keys", list_public_keys, create=True),
    ):
        yield


def _call_of(environ: Environ) -> Call | None:
    """Returns the call, and leaves the environment so that it can be read again."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    if length:
        environ["wsgi.input"] = io.BytesIO(body)
    return call_of(Request({**environ, "wsgi.input": io.BytesIO(body)}))


def _logging(call: Call) -> set[Trail]:
    """Returns the trails that record a call: of its account, and of the account's organisation."""
    return {
        trail
        for owner in {call.account_id, manager_of(call.account_id)}
        for backend in list(cloudtrail_backends[owner].values())
        for trail in list(backend.trails.values())
        if trail.status.is_logging
        and (trail.is_multi_region or trail.region_name == call.region)
        and (trail.is_org_trail or owner == call.account_id)
    }
