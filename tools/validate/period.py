"""The time that is looked at, and the options that choose it."""

import argparse
from datetime import UTC, datetime, timedelta

from attrs import frozen

from tools.options import finds_deployment
from tools.verify.cannot_look import CannotLookError

_LAST = timedelta(days=7)


@frozen
class Period:
    """From when until when; `now` is when it is looked at."""

    since: datetime
    until: datetime
    now: datetime


def in_a_period(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds the period that is looked at, and where the deployment is found."""
    parser.add_argument(
        "--from",
        dest="since",
        type=_time,
        metavar="TIME",
        help="such as 2026-01-31 or 2026-01-31T12:00 (UTC); a week before --to unless given",
    )
    parser.add_argument("--to", dest="until", type=_time, metavar="TIME", help="now, unless given")
    return finds_deployment(parser)


def period_of(asked: argparse.Namespace) -> Period:
    """Returns the period that was asked for; raises `CannotLookError` for one that is none."""
    now = datetime.now(UTC)
    until = min(asked.until or now, now)
    period = Period(since=asked.since or until - _LAST, until=until, now=now)
    if period.since >= period.until:
        raise CannotLookError("--from must be before --to.")
    return period


def last_days() -> Period:
    """Returns the period that is looked at unless another one is given."""
    now = datetime.now(UTC)
    return Period(since=now - _LAST, until=now, now=now)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
