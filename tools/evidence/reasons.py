"""Which deviations somebody has accepted, and why: a file that people review.

`evidence.toml` beside `main.py`:

    [[accepted]]
    id = "S3.20"
    why = "The lock is stronger, and needs no device of the root user."
    until = 2027-01-31

`id` is that of a control, or of a row of `make verify`; `until` may be left out.
"""

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.foundation.setting_rules import Problem, SettingsError

from attrs import frozen

from tools.cdktf import PROJECT

REASONS = PROJECT / "evidence.toml"

_KEYS = {"id", "why", "until"}


@frozen(kw_only=True)
class Reason:
    """Why a deviation is accepted, and until when; for ever, if nothing is said."""

    why: str
    until: datetime.date | None = None

    def holds(self, today: datetime.date) -> bool:
        """Whether it is still accepted."""
        return self.until is None or today <= self.until

    def __str__(self) -> str:
        return f"{self.why} (until {self.until})" if self.until else self.why


def read_reasons(file: Path) -> Mapping[str, Reason]:
    """Returns the reasons by the id that each is for; none where there is no file.

    Raises `SettingsError` with every problem of the file.
    """
    if not file.exists():
        return {}
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(_wrong(file.name, str(error), "a TOML file")) from None
    rows = document.get("accepted", [])
    problems = [_wrong(key, document[key], "accepted") for key in document if key != "accepted"]
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        problems.append(_wrong("accepted", rows, "tables, each as [[accepted]]"))
        rows = []
    for number, row in enumerate(rows):
        problems += _problems(f"accepted.{number}", row)
    if problems:
        raise SettingsError(*problems)
    return {row["id"]: Reason(why=row["why"], until=row.get("until")) for row in rows}


def _problems(at: str, row: Mapping[str, Any]) -> list[Problem]:
    problems = [
        _wrong(f"{at}.{key}", row[key], ", ".join(sorted(_KEYS))) for key in row if key not in _KEYS
    ]
    problems += [
        _wrong(f"{at}.{key}", row.get(key), "a text that is not empty")
        for key in ("id", "why")
        if not isinstance(row.get(key), str) or not row[key].strip()
    ]
    until = row.get("until")
    if until is not None and type(until) is not datetime.date:
        problems.append(_wrong(f"{at}.until", until, "a day, such as 2027-01-31"))
    return problems


def _wrong(key: str, got: object, allowed: str) -> Problem:
    return Problem(key, got, f"allowed: {allowed}", REASONS.name)
