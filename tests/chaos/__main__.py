"""`make chaos`: every deploy that can be cut off, cut off in every way; hours, not minutes."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.chaos.attacks import ATTACKS, Attack
from tests.chaos.case import Bench, Outcome, account
from tests.integration.deployment import STACKS
from tests.scenarios import SCENARIOS

# Nothing may stay, and nothing may wait a minute for S3 to settle, as each lifecycle does.
GOES = {"bucket_removal": "destroy", "log_group_removal": "destroy"}
AT_ONCE = {"archive_after_days": None, "expire_after_days": None, "access_logs": None}
CHAOTIC = {
    name: attrs.evolve(settings, **GOES, **AT_ONCE)  # type: ignore[arg-type] # a few of its fields
    for name, settings in SCENARIOS.items()
}

# How many of all calls are refused, and by which throw of the dice.
REFUSALS = ((0.1, 1), (0.1, 2), (0.3, 1), (0.3, 2))


@attrs.frozen
class Unit:
    """One stack of one scenario, under one attack in each of its calls; or under refusals."""

    scenario: str
    stack: str
    attack: Attack | None

    def run(self) -> dict[str, Outcome]:
        """Returns the outcome of each case, by what was attacked."""
        with (
            TemporaryDirectory(prefix="chaos") as folder,
            account(CHAOTIC[self.scenario], Path(folder)) as there,
        ):
            bench = Bench(there, self.stack)
            bench.prepare()
            return dict(self._cases(bench))

    def _cases(self, bench: Bench) -> Iterator[tuple[str, Outcome]]:
        if self.attack is None:
            for probability, seed in REFUSALS:
                outcome = bench.suffers(probability, seed)
                yield f"{probability:.0%} of all calls ({seed})", outcome
                if outcome.failure:
                    bench.prepare()
            return
        for call in bench.calls():
            outcome = bench.cut_off(call, self.attack)
            yield call, outcome
            if outcome.failure:
                bench.prepare()

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return self.attack.name if self.attack else "refused"


def units(scenarios: Sequence[str], attacks: Sequence[Attack | None]) -> list[Unit]:
    """Returns the whole matrix, the shortest way to a first failure first."""
    return [
        Unit(scenario, stack, attack)
        for scenario in scenarios
        for attack in attacks
        for stack in STACKS
    ]


def main() -> None:
    """Cuts off every deploy in every way, and prints what became of each."""
    names = {attack.name: attack for attack in ATTACKS} | {"refused": None}
    parser = argparse.ArgumentParser(prog="make chaos", description=main.__doc__)
    parser.add_argument("--scenario", action="append", choices=CHAOTIC)
    parser.add_argument("--attack", action="append", choices=names)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="cases at a time")
    chosen = parser.parse_args()
    attacks = [names[name] for name in chosen.attack or names]
    matrix = units(chosen.scenario or list(CHAOTIC), attacks)

    # Wide enough in a pipe, where rich knows no width.
    console = Console(width=None if sys.stdout.isatty() else 150)
    table = Table("scenario", "stack", "attack", "while this was under way", "what became of it")
    failures = []
    with (
        # Each with an AWS of its own, which is one to a process.
        ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool,
        Progress(console=console) as progress,
    ):
        task = progress.add_task("stacks attacked", total=len(matrix))
        running = {pool.submit(unit.run): unit for unit in matrix}
        for done in as_completed(running):
            unit = running[done]
            for what, outcome in done.result().items():
                row = (unit.scenario, unit.stack, unit.name, what, outcome.says)
                progress.console.print(" | ".join(row))
                table.add_row(*row)
                failures += [(row, outcome.failure)] if outcome.failure else []
            progress.advance(task)
    console.print(table)
    for row, failure in failures:
        console.rule(" | ".join(row))
        console.print(failure, markup=False)
    console.print(f"{table.row_count} cases, {len(failures)} failed.")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
