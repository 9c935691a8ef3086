"""The README and the pages under docs/, for the tests that keep them true."""

from collections.abc import Mapping
from pathlib import Path

from tools.cdktf import PROJECT

README = (PROJECT / "README.md").read_text()

PAGES: Mapping[Path, str] = {
    path: path.read_text()
    for path in (*sorted(PROJECT.glob("*.md")), *sorted(PROJECT.glob("docs/*.md")))
}


def table(header: str) -> dict[str, list[str]]:
    """Returns the rows of the table with this header, by their first cell without its backticks.

    Exactly one page has such a table, in English.
    """
    (page,) = {text for text in PAGES.values() if f"\n{header}\n" in text}
    rows = page.split(f"\n{header}\n")[1].split("\n\n")[0].splitlines()[1:]
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]
    return {first.strip("`"): rest for first, *rest in cells}
