"""`make compat`: unit tests, or a whole deployment, under other versions than this machine's."""

import argparse
import sys
import time

from rich.console import Console
from rich.table import Table

from tests.compat.versions import versions
from tools.cdktf import PROJECT

FOLDER = PROJECT / ".tools/compat"


def main() -> None:
    """Runs the unit tests with other Pythons, and deploys with other Node.js and Terraform."""
    parser = argparse.ArgumentParser(prog="make compat", description=main.__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="versions with these words")
    only = parser.parse_args().only
    every = list(versions())
    chosen = [version for version in every if only in version.name]
    if not chosen:
        parser.error(f"--only {only}: allowed: words of {', '.join(each.name for each in every)}")
    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table("version", "what was run", "result", "seconds")
    failed = False
    for version in chosen:
        console.print(f"{version.name} ...")
        name = version.name.lower().replace(" ", "-")
        log, start = FOLDER / f"{name}.log", time.monotonic()
        status = version.run(FOLDER / name, log)
        result = f"FAILED: {log.relative_to(PROJECT)}" if status else "ok"
        seconds = f"{time.monotonic() - start:.0f}"
        table.add_row(version.name, " ".join(version.words[1:]), result, seconds)
        failed |= bool(status)
    console.print(table)
    sys.exit(failed)


if __name__ == "__main__":
    main()
