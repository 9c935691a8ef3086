"""The README, for the tests that keep it true."""

from tools.cdktf import PROJECT

README = (PROJECT / "README.md").read_text()


def table(header: str) -> dict[str, list[str]]:
    """Returns the rows of the table with this header, by their first cell without its backticks."""
    rows = README.split(f"\n{header}\n")[1].split("\n\n")[0].splitlines()[1:]
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]
    return {first.strip("`"): rest for first, *rest in cells}
