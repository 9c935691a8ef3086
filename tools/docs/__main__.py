"""Writes what pages and editors know about the code; with `--check` only says what is stale."""

import argparse
import itertools
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from stacks.features.alarms.filters import FILTERS
from stacks.features.alarms.tamper import TAMPER_FILTERS
from stacks.features.event_selection.event_types import SHORT_FORMS
from stacks.foundation.controls import in_newer_cis

from tools.cdk_terrain import RENAMES
from tools.cdktf import PROJECT
from tools.controls import CONTROLS
from tools.docs import outputs, permissions, settings
from tools.verify.checks import CHECKS
from tools.verify.declared import DECLARED

Rows = Iterable[tuple[str, ...]]


def main() -> None:
    """Writes every page, or exits with the names of those that `make docs` would change."""
    parser = argparse.ArgumentParser(prog="make docs", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = {path: text for path, text in pages().items() if text != _text(path)}
    if check and stale:
        names = ", ".join(str(path.relative_to(PROJECT)) for path in stale)
        sys.exit(f"Not as the code says: {names}. Run make docs, and read the diff.")
    for path, text in stale.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def pages() -> Mapping[Path, str]:
    """Returns each file that depends on the code, as it should be."""
    result = {}
    for name, tables in TABLES.items():
        text = _text(PROJECT / name)
        for header, rows in tables.items():
            text = with_table(text, header, rows())
        result[PROJECT / name] = text
    documents = {"settings.schema": settings.schema(), **permissions.documents()}
    for name, document in documents.items():
        written = json.dumps(document, indent=2, ensure_ascii=False)
        result[PROJECT / f"docs/{name}.json"] = f"{written}\n"
    return result


def with_table(page: str, header: str, rows: Rows) -> str:
    """Returns the page with these rows in the place of those below the header.

    Raises `ValueError` when the page has no such table, or more than one.
    """
    start = f"\n{header}\n"
    before, after = page.split(start)
    rule, *below = after.splitlines(keepends=True)
    rest = itertools.dropwhile(lambda line: line.startswith("|"), below)
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join((before, start, rule, *lines, *rest))


def _commands() -> Rows:
    listed = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    for target, does in re.findall(r"^make (\S+) +(.+)$", listed, re.MULTILINE):
        yield f"`make {target}`", does


def _alarms() -> Rows:
    for each in FILTERS:
        control = f"CloudWatch.{each.security_hub}" if each.security_hub else "none"
        yield f"`{each.id}`", each.cis, in_newer_cis(each.cis), control, each.title


def _tamper_alarms() -> Rows:
    return ((f"`{each.id}`", each.title, each.why) for each in TAMPER_FILTERS)


def _short_forms() -> Rows:
    return ((f"`{short}`", f"`{type_}`") for short, type_ in SHORT_FORMS.items())


def _checks() -> Rows:
    for each in CHECKS:
        yield f"`{each.id}`", each.title, ", ".join(each.controls)
    yield f"`{DECLARED}`", "every resource is as it was deployed", ""


def _actions() -> Rows:
    checks = defaultdict(list)
    for each in CHECKS:
        for action in each.actions:
            checks[action].append(f"`{each.id}`")
    for action in sorted(checks):
        yield f"`{action}`", ", ".join(checks[action])


def _renames() -> Rows:
    return (tuple(f"`{each}`" for each in rename) for rename in RENAMES)


def _controls() -> Rows:
    for each in CONTROLS:
        setting = json.dumps(each.setting).removeprefix("{").removesuffix("}")
        meets = f"`{setting}`" if setting else each.out_of_reach
        ids = ", ".join(map(_in_both_editions, each.ids))
        yield ids, each.wants, "yes" if each.by_default else "no", meets


def _in_both_editions(control: str) -> str:
    standard, _, number = control.partition(" ")
    return f"{control} ({in_newer_cis(number)})" if standard == "CIS" else control


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


SETTINGS = "| key | default | meaning |"

# Which tables of which page are written, and from what.
TABLES: Mapping[str, Mapping[str, Callable[[], Rows]]] = {
    "docs/verify.md": {
        "| check | it holds when | controls |": _checks,
        "| action | what for |": _actions,
    },
    "docs/cdk-terrain.md": {"| files | before | after |": _renames},
    "docs/controls.md": {
        "| control | what it wants | default | setting that meets it |": _controls
    },
    "README.md": {
        "| output | what it is |": outputs.rows,
        "| command | what it does |": _commands,
    },
    "docs/settings.md": {SETTINGS: settings.rows},
    "docs/access-logs.md": {SETTINGS: lambda: settings.rows("access_logs")},
    "docs/object-lock.md": {SETTINGS: lambda: settings.rows("object_lock")},
    "docs/replication.md": {SETTINGS: lambda: settings.rows("replication")},
    "docs/alarms.md": {
        SETTINGS: lambda: settings.rows("alarms"),
        "| alarm | CIS 3.0, 5.0 | CIS 6.0, 7.0 | Security Hub | what it tells |": _alarms,
        "| alarm | what it tells | why |": _tamper_alarms,
    },
    "docs/athena.md": {SETTINGS: lambda: settings.rows("athena")},
    "docs/organization.md": {SETTINGS: lambda: settings.rows("organization")},
    "docs/log-archive.md": {SETTINGS: lambda: settings.rows("log_archive")},
    "docs/state.md": {SETTINGS: lambda: settings.rows("state")},
    "docs/event-selection.md": {
        "| short | type |": _short_forms,
        SETTINGS: lambda: settings.rows_of(
            "data_events", "management_events", "network_activity_events", "insights"
        ),
    },
    "docs/notifications.md": {SETTINGS: lambda: settings.rows("notifications")},
}


if __name__ == "__main__":
    main()
