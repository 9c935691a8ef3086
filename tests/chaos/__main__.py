"""`make chaos`: every deploy that can be cut off, cut off in every way; hours, not minutes."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.chaos.attacks import ATTACKS, Attack
from tests.chaos.case import Outcome
from tests.chaos.matrix import CHAOTIC, REFUSALS, Case, Refusals, StateLost, calls_of, run, work_in
from tools.cdktf import STACKS


def main() -> None:
    """Cuts off every deploy in every way, and prints what became of each."""
    names = [attack.name for attack in ATTACKS] + ["refused", StateLost().name]
    parser = argparse.ArgumentParser(prog="make chaos", description=main.__doc__)
    parser.add_argument("--scenario", action="append", choices=CHAOTIC, help="only this one")
    parser.add_argument("--attack", action="append", choices=names, help="only this one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="cases at a time")
    chosen = parser.parse_args()
    benches = [(name, stack) for name in chosen.scenario or CHAOTIC for stack in STACKS]
    troubles: list[Attack | Refusals | StateLost] = [
        *(REFUSALS if "refused" in (chosen.attack or names) else ()),
        *([StateLost()] if StateLost().name in (chosen.attack or names) else ()),
        *(each for each in ATTACKS if each.name in (chosen.attack or names)),
    ]

    # Wide enough in a pipe, where rich knows no width.
    console = Console(width=None if sys.stdout.isatty() else 150)
    outcomes: dict[Case, Outcome] = {}
    with (
        TemporaryDirectory(prefix="chaos") as folder,
        # Each with an AWS of its own, which is one to a process.
        ProcessPoolExecutor(
            chosen.jobs, get_context("spawn"), initializer=work_in, initargs=(Path(folder),)
        ) as pool,
        Progress(console=console) as progress,
    ):
        task = progress.add_task("deploys cut off", total=None)
        calls = list(pool.map(calls_of, *zip(*benches, strict=True)))
        cases = [
            Case(*bench, trouble, call)
            for bench, known in zip(benches, calls, strict=True)
            for trouble in troubles
            for call in (known if isinstance(trouble, Attack) else ["every call"])
        ]
        progress.update(task, total=len(cases))
        running = {pool.submit(run, case): case for case in cases}
        for done in as_completed(running):
            case, outcome = running[done], done.result()
            outcomes[case] = outcome
            lines = filter(None, [" | ".join(_row(case, outcome)), outcome.failure])
            progress.console.print(*lines, sep="\n", markup=False)
            progress.advance(task)

    table = Table("scenario", "stack", "what happened", "while this was under way", "and then")
    for case in cases:
        table.add_row(*_row(case, outcomes[case]))
    console.print(table)
    failed = sum(bool(outcome.failure) for outcome in outcomes.values())
    console.print(f"{len(cases)} cases, {failed} failed.")
    sys.exit(1 if failed else 0)


def _row(case: Case, outcome: Outcome) -> tuple[str, ...]:
    return case.scenario, case.stack, case.trouble.name, case.call, outcome.says


if __name__ == "__main__":
    main()
