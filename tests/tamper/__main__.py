"""`make tamper`: every way to blind a trail, carried out, and what noticed it."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.integration.deployment import deployed
from tests.scenarios import SCENARIOS
from tests.tamper.rehearsal import carry_out
from tests.tamper.way import Way
from tests.tamper.ways import WAYS
from tests.transitions.programs import Programs

# Each needs a deployment of its own, and a process of its own for it.
SLICES = 8


@frozen(kw_only=True)
class Result:
    """What became of a way, in words that can be sent from one process to another."""

    way: int
    named: str = ""
    is_planned: bool = False
    alarms: str = ""
    left: str = ""
    failure: str = ""


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
        for results in _all(numbers, chosen.jobs):
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


def _all(numbers: Sequence[int], jobs: int) -> Iterator[list[Result]]:
    with (
        TemporaryDirectory(prefix="tamper") as folder,
        ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool,
    ):
        started = [
            pool.submit(_carry_out, numbers[first::SLICES], Path(folder, str(first)))
            for first in range(min(SLICES, len(numbers)))
        ]
        for done in as_completed(started):
            yield done.result()


def _carry_out(numbers: Sequence[int], folder: Path) -> list[Result]:
    folder.mkdir()
    with deployed(SCENARIOS["everything"], folder) as deployment:
        programs = Programs(deployment.settings, deployment.aws, folder)
        return [_result(number, WAYS[number], programs) for number in numbers]


def _result(number: int, way: Way, programs: Programs) -> Result:
    try:
        outcome = carry_out([way], programs)
    except AssertionError as error:
        return Result(way=number, failure=str(error))
    return Result(
        way=number,
        named="" if outcome.unseen() else f"{way.check}",
        is_planned=outcome.is_planned,
        alarms=", ".join(sorted(outcome.alarms)),
        left="; ".join(f"{row.check}: {row.observed}" for row in outcome.left),
    )


if __name__ == "__main__":
    main()
