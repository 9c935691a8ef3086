"""`make tamper`: every way to blind a trail, carried out, and what noticed it."""

import argparse
import os
import sys
from collections import Counter

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.integration.lasting_provider import lasting_provider
from tests.tamper.one_by_one import Result, carry_out_all
from tests.tamper.ways import WAYS


@lasting_provider()
def main() -> None:
    """Carries out every way to blind a trail, one by one, and says what noticed it."""
    parser = argparse.ArgumentParser(prog="make tamper", description=main.__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="ways with these words in them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="deployments at a time")
    chosen = parser.parse_args()
    numbers = [number for number, way in enumerate(WAYS) if chosen.only in way.what]

    # Wide enough in a pipe, where rich knows no width.
    console = Console(width=None if sys.stdout.isatty() else 150)
    found: list[Result] = []
    with Progress(console=console) as progress:
        task = progress.add_task("ways carried out", total=len(numbers))
        for results in carry_out_all(numbers, chosen.jobs):
            found += results
            progress.advance(task, len(results))

    table = Table("what is done", "row of verify", "plan", "alarms", "after the next deploy")
    for each in sorted(found, key=lambda result: result.way):
        plan = "yes" if each.is_planned else "-"
        table.add_row(WAYS[each.way].what, each.named or "UNSEEN", plan, each.alarms, each.left)
        if each.failure:
            console.print(f"{WAYS[each.way].what}: {each.failure}", markup=False)
    console.print(table)
    numbers_of = Counter(
        verify=sum(bool(each.named) for each in found),
        plan=sum(each.is_planned for each in found),
        alarm=sum(bool(each.alarms) for each in found),
        nothing=sum(not (each.named or each.is_planned or each.alarms) for each in found),
    )
    said = ", ".join(f"{name} {number}" for name, number in numbers_of.items())
    console.print(f"{len(found)} ways: {said}.")
    sys.exit(any(not each.named or each.left or each.failure for each in found))


if __name__ == "__main__":
    main()
