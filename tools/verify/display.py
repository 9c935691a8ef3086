"""How the answer is shown: to a person, in colour or not, and to a machine."""

import json
from collections.abc import Sequence

import attrs
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from tools.verify.deployed import Deployed
from tools.verify.rows import Result, Row

STYLES = {Result.OK: "green", Result.FAILED: "bold red", Result.NOT_YET: "yellow"}


def show(rows: Sequence[Row], console: Console) -> None:
    """Prints a table, below it what to do about each row that does not hold, then the links."""
    table = Table(Column("check", no_wrap=True), Column("result", no_wrap=True), "what was seen")
    for row in rows:
        # A long name is broken where the line ends, rather than cut.
        table.add_row(
            row.check, Text(row.result, STYLES[row.result]), Text(row.observed, overflow="fold")
        )
    console.print(table)
    for row in rows:
        if row.remedy:
            console.print(f"{row.check}: {row.remedy}", markup=False)
    checks: dict[str, list[str]] = {}
    for row in rows:
        checks.setdefault(row.link, []).append(row.check)
    for link, names in checks.items():
        console.print(f"{', '.join(names)}:", markup=False)
        # Not wrapped, so that it can be copied.
        console.print(f"  {link}", markup=False, soft_wrap=True)


def as_json(rows: Sequence[Row], deployed: Deployed) -> str:
    """Returns the same as JSON."""
    return json.dumps(
        {
            "trail": deployed.trail_arn,
            "holds": all(row.result is Result.OK for row in rows),
            "rows": [attrs.asdict(row) for row in rows],
        },
        indent=2,
    )


def missing(rows: Sequence[Row]) -> str:
    """Returns the names of the checks that still wait for something."""
    return ", ".join(row.check for row in rows if row.result is Result.NOT_YET)


class Progress:
    """Says on the error stream what is still missing: in one line that moves in a terminal.

    Elsewhere a line is written only when something arrived.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._status = self._console.status("")
        self._said = ""

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def update(self, what: str, seconds_left: float) -> None:
        """Shows that it waits for `what`, and for how long it still will."""
        minutes, seconds = divmod(round(seconds_left), 60)
        if self._console.is_terminal:
            self._status.update(f"waiting for {what} ({minutes}:{seconds:02} left)")
            self._status.start()
        elif what != self._said:
            self._said = what
            self._console.print(f"waiting for {what}", soft_wrap=True, highlight=False)
