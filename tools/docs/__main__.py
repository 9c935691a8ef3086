"""Writes what pages and editors know about the code; with `--check` only says what is stale."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from stacks.features.alarms.filters import FILTERS

from tools.cdktf import PROJECT
from tools.docs import settings

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
        path.write_text(text)


def pages() -> Mapping[Path, str]:
    """Returns each file that depends on the code, as it should be."""
    readme = PROJECT / "README.md"
    text = _text(readme)
    for header, rows in _tables():
        text = with_table(text, header, rows)
    schema = json.dumps(settings.schema(), indent=2, ensure_ascii=False)
    return {readme: text, PROJECT / "docs/settings.schema.json": f"{schema}\n"}


def with_table(page: str, header: str, rows: Rows) -> str:
    """Returns the page with these rows in the place of those below the header.

    Raises `ValueError` when the page has no such table, or more than one.
    """
    start = f"\n{header}\n"
    before, after = page.split(start)
    rule, _, below = after.partition("\n")
    _, end, rest = below.partition("\n\n")
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return f"{before}{start}{rule}\n{chr(10).join(lines)}{end}{rest}"


def _tables() -> Iterator[tuple[str, Rows]]:
    yield "| key | default | meaning |", settings.rows()
    yield "| command | what it does |", _commands()
    yield (
        "| alarm | CIS | Security Hub | what it tells |",
        (
            (
                f"`{each.id}`",
                each.cis,
                f"CloudWatch.{each.security_hub}" if each.security_hub else "none",
                each.title,
            )
            for each in FILTERS
        ),
    )


def _commands() -> Rows:
    listed = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    for target, does in re.findall(r"^make (\S+) +(.+)$", listed, re.MULTILINE):
        yield f"`make {target}`", does


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    main()
