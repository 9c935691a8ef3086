"""How the answer is shown: to a person, in colour or not, and to a machine."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from stacks.foundation.checks import Result
from stacks.foundation.deployed import Deployed

import attrs
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from tools.verify.declared import DECLARED
from tools.verify.rows import Row

# These look at every resource of a kind.
MANY_RESOURCES = {DECLARED, "bucket extras"}

STYLES = {
    Result.OK: "green",
    Result.FAILED: "bold red",
    Result.NOT_YET: "yellow",
    Result.NOT_CHECKED: "yellow",
}


def show(rows: Sequence[Row], console: Console) -> None:
    """Prints a table, below it what to do about each row that does not hold, then the links."""
    show_rows(rows, console)
    checks: dict[str, list[str]] = {}
    for row in rows:
        if row.link and row.check not in checks.setdefault(row.link, []):
            checks[row.link].append(row.check)
    for link, names in checks.items():
        console.print(f"{', '.join(names)}:", markup=False)
        # Not wrapped, so that it can be copied.
        console.print(f"  {link}", markup=False, soft_wrap=True)


def show_rows(rows: Sequence[Row], console: Console) -> None:
    """Prints a table, and below it what to do about each row that does not hold."""
    accounts = {row.account for row in rows} - {""}
    table = Table(
        *([Column("account", no_wrap=True)] if accounts else []),
        Column("check", no_wrap=True),
        Column("result", no_wrap=True),
        "what was seen",
    )
    for row in _with_one_for_each_stack(rows):
        table.add_row(
            *([row.account] if accounts else []),
            row.check,
            Text(row.result, STYLES[row.result]),
            # A long name is broken where the line ends, rather than cut.
            Text(_seen(row), overflow="fold"),
        )
    console.print(table)
    for row in rows:
        if row.remedy:
            console.print(f"{row.check}, {row.resource}: {row.remedy}", markup=False)


def _seen(row: Row) -> str:
    """Returns what was seen, after the resource where the check does not say which one that is."""
    return f"{row.resource}: {row.observed}" if row.check in MANY_RESOURCES else row.observed


def _with_one_for_each_stack(rows: Sequence[Row]) -> Iterator[Row]:
    """Yields the rows, and in the place of a stack's unchanged resources how many there are."""
    unchanged = Counter(
        (row.stack, row.account) for row in rows if row.stack and row.result is Result.OK
    )
    yield from (row for row in rows if not row.stack or row.result is not Result.OK)
    for (stack, account), number in unchanged.items():
        observed = f"{number} resources unchanged"
        yield Row(
            check=DECLARED, resource=stack, result=Result.OK, observed=observed, account=account
        )


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
        # Who forces colours into a file does not want a moving line there.
        if sys.stderr.isatty():
            self._status.update(f"waiting for {what} ({minutes}:{seconds:02} left)")
            self._status.start()
        elif what != self._said:
            self._said = what
            self._console.print(f"waiting for {what}", soft_wrap=True, highlight=False)
