"""`make transitions`: every setting of a running deployment, changed and changed back."""

import argparse
import os
import sys

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.integration.lasting_provider import lasting_provider
from tests.transitions.table import CHAINS
from tests.transitions.transition import Transition, run_all


@lasting_provider()
def main() -> None:
    """Changes every setting of a running deployment and back, and says what each change did."""
    names = [chain.name for chain in CHAINS]
    parser = argparse.ArgumentParser(prog="make transitions", description=main.__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="a setting; repeatable")
    jobs = 2 * (os.cpu_count() or 1)
    parser.add_argument("--jobs", type=int, default=jobs, help="deployments at a time")
    chosen = parser.parse_args()
    for name in chosen.only or ():
        if name not in names:
            parser.error(f"{name} is none of: {'; '.join(names)}")
    chains = [chain for chain in CHAINS if chain.name in (chosen.only or names)]

    # Wide enough in a pipe, where rich knows no width.
    console = Console(width=None if sys.stdout.isatty() else 150)
    found: dict[str, list[Transition]] = {}
    with Progress(console=console) as progress:
        task = progress.add_task("settings changed", total=len(chains))
        for transitions in run_all((chain.journey() for chain in chains), chosen.jobs):
            found[transitions[0].journey] = transitions
            for each in transitions:
                lines = filter(None, [" | ".join(_row(each)), each.failure])
                progress.console.print(*lines, sep="\n", markup=False)
            progress.advance(task)

    table = Table("setting", "change", "what it did", "result")
    transitions = [each for chain in chains for each in found[chain.name]]
    for each in transitions:
        table.add_row(*_row(each))
    console.print(table)
    failed = sum(bool(each.failure) for each in transitions)
    console.print(f"{len(transitions)} transitions, {failed} failed.")
    sys.exit(1 if failed else 0)


def _row(transition: Transition) -> tuple[str, ...]:
    return transition.journey, transition.step.change, transition.did, transition.result


if __name__ == "__main__":
    main()
