"""The options that several commands have, each with the same words."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.cdktf import PROJECT
from tools.validate.period import Period
from tools.verify.cannot_look import CannotLookError

_LAST = timedelta(days=7)


def options(prog: str, description: str | None) -> argparse.ArgumentParser:
    """Returns a parser that knows where the stacks are written."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--output", default="cdktf.out", help="folder of the synthesised stacks")
    return parser


def can_answer(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds how the answer of a look is given, and where the look finds the deployment."""
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return finds_deployment(parser)


def finds_deployment(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds where the deployment is found."""
    parser.add_argument(
        "--output",
        type=Path,
        default=PROJECT / "cdktf.out",
        metavar="FOLDER",
        help="where cdktf deploy wrote what it deployed (default: cdktf.out)",
    )
    return parser


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


def can_approve(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds what `cdktf deploy` has too."""
    parser.add_argument("--auto-approve", action="store_true", help="do not ask before it is done")
    return parser


def can_destroy(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Adds what gives away what the plan guard would keep."""
    parser.add_argument(
        "--allow-destroy",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="let the plan destroy what stands at this address; can be given several times",
    )
    return parser
