"""Every answer of AWS that the document rests on, kept as it came."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
from attrs import Factory, define, frozen

from tools.evidence.times import written

# What a call was asked for, between the event before it and the one after.
_ASKED = "evidence_asked"

# What is no answer of AWS's, or is one for a program only.
_LEFT_OUT = {"Body", "ResponseMetadata"}


@frozen
class Answer:
    """A call, what it asked for, when, and what AWS said."""

    call: str
    asked: Mapping[str, Any]
    at: str
    said: Mapping[str, Any]


@define
class Answers:
    """Listens to sessions, and remembers what they were told.

    What a file of the bucket has in it is not kept: the validation is about that.
    """

    _every: list[Answer] = Factory(list)
    _lock: threading.Lock = Factory(threading.Lock)
    _left_out: frozenset[str] = frozenset()

    def listen(self, session: boto3.Session) -> None:
        """Keeps what clients are told that the session makes from now on."""
        session.events.register("provide-client-params.*.*", _remember)
        session.events.register("after-call.*.*", self._keep)

    @contextmanager
    def without(self, *services: str) -> Iterator[None]:
        """Keeps nothing of these services meanwhile, such as millions of keys of files."""
        self._left_out = frozenset(services)
        yield
        self._left_out = frozenset()

    @contextmanager
    def during(self) -> Iterator[list[str]]:
        """Yields a list that has, at the end, the calls which were answered meanwhile."""
        before = len(self._every)
        calls: list[str] = []
        yield calls
        calls += sorted({answer.call for answer in self._every[before:]})

    def __iter__(self) -> Iterator[Answer]:
        return iter(list(self._every))

    def when(self, *actions: str) -> str:
        """Returns when the last of these calls was answered; nothing if none was made."""
        times = [answer.at for answer in self if answer.call in actions]
        return max(times, default="")

    def _keep(self, parsed: Mapping[str, Any], model: Any, context: Any, **_: object) -> None:
        service = model.service_model.signing_name
        if service in self._left_out:
            return
        said = {name: value for name, value in parsed.items() if name not in _LEFT_OUT}
        answer = Answer(
            call=f"{service}:{model.name}",
            asked=context.get(_ASKED, {}),
            at=written(datetime.now(UTC)),
            said=said,
        )
        with self._lock:
            self._every.append(answer)


def _remember(params: Mapping[str, Any], context: Any, **_: object) -> None:
    context[_ASKED] = {name: value for name, value in params.items() if name not in _LEFT_OUT}
