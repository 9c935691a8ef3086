"""What the benchmark says is what it has seen."""

import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from tools.bench.deployment import DEPLOY
from tools.bench.measure import CAN_MEASURE_MEMORY, Cost, ProgramFailedError, measure
from tools.bench.organization import LONGEST_PARAMETER, Size, organization_table
from tools.bench.report import (
    CDKTF_SYNTH,
    DEPLOYMENT,
    NEWCOMER,
    OURS,
    STOCK,
    TRAILS,
    cost_table,
    deployment_table,
    limit_table,
)


def test_an_organization_costs_what_its_queries_read() -> None:
    members = [f"o-exampleorgid/{number:012}" for number in range(1, 1_001)]
    many = Size(
        accounts=",".join(["000000000001", *members]),
        bucket_policy=1,
        key_policy=2,
        plan=3,
        synthesis_seconds=4,
        plan_seconds=5,
    )
    # With the management account's own folder, from before it was an organisation's trail.
    assert many.read() == 1_001 * 17 * 365
    where = {"account": members[500:501], "region": ["region-3"], "day": ["2026/03/01"]}
    assert many.read(**where) == 1
    assert many.read(day=["2026/03/01", "2026/03/02"]) == 1_001 * 17 * 2
    assert many.read(account=["o-another0000/000000000001"]) == 0
    assert len(many.accounts) < LONGEST_PARAMETER
    table = organization_table([many])
    assert [next(iter(column.cells)) for column in table.columns][:4] == [
        *("1,000", "6,211,205", "1", "136,136")
    ]


def cost_of(source: str, folder: Path) -> Cost:
    return measure([sys.executable, "-c", source], cwd=folder, environment=os.environ)


def test_a_cost_is_that_of_the_whole_process_tree(tmp_path: Path) -> None:
    # Long enough for a sample on a busy machine, where each takes its time.
    child = "import time; held = bytearray(64 * 2**20); time.sleep(2)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = cost_of(parent, tmp_path)
    assert cost.seconds > 2
    if CAN_MEASURE_MEMORY:
        assert cost.mib is not None
        assert 64 < cost.mib < 128
    else:
        assert cost.mib is None


def test_a_program_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailedError, match="ValueError: why"):
        cost_of("raise ValueError('why')", tmp_path)


def verdicts(
    stock: float = 14.0,
    ours: float = 1.0,
    mib: float | None = 180.0,
    trails: str = "1 1.3 4.3",
    deploy: float = 7.0,
) -> list[str]:
    """Returns the verdict of each limit, in the table's order."""
    seconds = [stock, ours, 3.0, *map(float, trails.split()), *[1.0] * len(NEWCOMER)]
    names = [STOCK, OURS, CDKTF_SYNTH, *TRAILS.values(), *NEWCOMER]
    seconds += [deploy if name == DEPLOY else 5.0 for name in DEPLOYMENT]
    names += DEPLOYMENT
    costs = {name: [Cost(each, mib)] for name, each in zip(names, seconds, strict=True)}
    console = Console(width=100)
    with console.capture() as shown:
        console.print(cost_table(costs), deployment_table(costs), limit_table(costs))
    rows = (line.split("│") for line in shown.get().splitlines() if line.startswith("│"))
    return [cells[3].strip() for cells in rows if cells[3].strip() in ("met", "not met")]


def test_a_limit_is_met_or_not() -> None:
    assert verdicts() == ["met"] * 6
    assert verdicts(stock=13.9) == ["not met", *["met"] * 5]
    assert verdicts(trails="1 1.45 4.1") == ["met", "not met", *["met"] * 4]
    assert verdicts(trails="1 1.1 3.1") == ["met", "met", "not met", *["met"] * 3]
    assert verdicts(deploy=7.1) == [*["met"] * 3, "not met", "met", "met"]
    assert verdicts(mib=181.0) == [*["met"] * 5, "not met"]
    assert verdicts(mib=None) == ["met"] * 5
