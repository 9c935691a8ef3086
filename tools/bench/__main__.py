"""`make bench`: what a synthesis costs, with and without the lazy bindings, side by side."""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tools import cdktf
from tools.bench.deployment import deployment_costs, number_of_runs
from tools.bench.measure import Cost, ProgramFailedError, measure
from tools.bench.organization import organization_table, sizes
from tools.bench.report import (
    CDKTF_SYNTH,
    NEWCOMER,
    NOTES,
    OURS,
    STOCK,
    TRAILS,
    cost_table,
    deployment_table,
    limit_table,
)
from tools.bench.validation import validation_table, validations

# With the provider imported before anything asks for it to be lazy, both halves step aside.
STOCK_IMPORT = (
    "import cdktf_cdktf_provider_aws, runpy; runpy.run_path('main.py', run_name='__main__')"
)


def main() -> None:
    """Measures a synthesis, and says whether it keeps the limits that the project has set."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds (default: %(default)s)")
    runs: int = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            costs = _costs(runs, Path(scratch))
            organizations = [*sizes(Path(scratch), os.environ)]
            days = [*validations()]
        except ProgramFailedError as error:
            sys.exit(f"A measured program failed:\n{error}")
        except KeyboardInterrupt:
            sys.exit(130)
    console = Console(highlight=False)
    tables = (
        cost_table(costs),
        deployment_table(costs),
        limit_table(costs),
        organization_table(organizations),
        validation_table(days),
    )
    console.print(*tables, *NOTES, sep="\n")


def _programs(scratch: Path) -> dict[str, list[str]]:
    return {
        STOCK: [sys.executable, "-c", STOCK_IMPORT],
        OURS: [sys.executable, "main.py"],
        CDKTF_SYNTH: [str(cdktf.CDKTF), "synth", "--output", str(scratch / "cdktf.out")],
        **{
            name: [sys.executable, "-m", "tools.bench.trails", str(number)]
            for number, name in TRAILS.items()
        },
    }


def _costs(runs: int, scratch: Path) -> dict[str, list[Cost]]:
    programs = _programs(scratch)
    # Round 0 warms up. Stock takes so much longer than the rest that half its rounds must do.
    rounds = [
        [name for name in programs if name != STOCK or round_ == 0 or round_ % 2]
        for round_ in range(runs + 1)
    ]
    environment = _environment(os.environ, scratch)
    costs: dict[str, list[Cost]] = {name: [] for name in (*NEWCOMER, *programs)}
    console = Console(stderr=True)
    with Progress(
        console=console,
        transient=True,
        disable=not console.is_terminal,
        refresh_per_second=1,  # to leave the machine to what is measured
    ) as progress:
        total = len(NEWCOMER) + sum(map(len, rounds)) + number_of_runs(runs)
        task = progress.add_task("", total=total)
        for name in NEWCOMER:
            progress.update(task, description=name)
            costs[name].append(measure(programs[OURS], cwd=cdktf.PROJECT, environment=environment))
            progress.advance(task)
        for round_, names in enumerate(rounds):
            for name in names:
                what = f"round {round_} of {runs}" if round_ else "warming up"
                progress.update(task, description=f"{what}: {name}")
                cost = measure(programs[name], cwd=cdktf.PROJECT, environment=environment)
                if round_:
                    costs[name].append(cost)
                progress.advance(task)

        def advance(name: str) -> None:
            progress.update(task, description=name, advance=1)

        return costs | deployment_costs(runs, environment, scratch, advance)


def _environment(base: Mapping[str, str], scratch: Path) -> dict[str, str]:
    environment = {
        **cdktf.environment(base, scratch),
        "CDKTF_OUTDIR": str(scratch / "out"),
        # As empty as a newcomer's, whatever ran on this machine before.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(scratch / "cache"),
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
    }
    # It would make every run compile this project's own modules again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


if __name__ == "__main__":
    main()
