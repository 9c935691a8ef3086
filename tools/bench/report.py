"""The tables of the benchmark: what was measured, and whether it is what was wanted."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from rich.table import Table

from tools.bench.deployment import APPLY, DEPLOY, DIFF, FIRST, INIT, PLAN, VERIFY
from tools.bench.measure import CAN_MEASURE_MEMORY, Cost

STOCK = "stock"
OURS = "main.py"
CDKTF_SYNTH = "cdktf synth"
NEWCOMER = ("main.py, 1st run ever", "main.py, 2nd run", "main.py, 3rd run")
TRAILS = {1: "1 trail", 10: "10 trails", 100: "100 trails"}

# What the project wants.
TIMES_PLAIN_TERRAFORM = 1.4
TIMES_FASTER = 14
PEAK_MIB = 180
MS_PER_TRAIL = 40
# Where time grows with the square of the trails, this ratio is near ten.
LINEAR_WITHIN = 1.5

NOTES = (
    "Cells: median (smallest..largest); the price of a trail is between the fastest runs. "
    "Every round runs each program once, so that all meet the same machine; stock is in every "
    "second round. An unmeasured round before wrote bytecode (PYTHONDONTWRITEBYTECODE is not "
    "handed on) and jsii's cache.",
    "The first three runs begin with an empty cache of jsii's: the first one unpacks the provider "
    "and writes an index of it.",
    "Stock: main.py after `import cdktf_cdktf_provider_aws`, as without the lazy bindings.",
    "N trails: one LogBucketStack and N CloudtrailStacks with names of their own.",
    "Memory: peak of all processes together, shared pages counted once (PSS). What else runs "
    "Node.js on the machine takes its share of them and so makes it look smaller."
    if CAN_MEASURE_MEMORY
    else "Memory: n/a here, because it is read from Linux's /proc/<pid>/smaps_rollup.",
)

# Each command, and what plain Terraform takes for the same.
DEPLOYMENT = {
    FIRST: None,
    DEPLOY: APPLY,
    APPLY: None,
    DIFF: PLAN,
    PLAN: None,
    INIT: None,
    VERIFY: None,
}

Costs = Mapping[str, Sequence[Cost]]


def cost_table(costs: Costs) -> Table:
    """Returns what each program took, and how that compares."""
    comparisons = {
        OURS: f"{_times_faster(costs):.1f}x faster",
        CDKTF_SYNTH: f"CLI {_seconds(costs, CDKTF_SYNTH) - _seconds(costs, OURS):+.1f} s",
        **{TRAILS[number]: f"{ms:.0f} ms/trail" for number, ms in _ms_per_trail(costs).items()},
    }
    table = Table("program", title="What a synthesis costs", title_justify="left")
    for heading in ("runs", "seconds", "MiB", ""):
        table.add_column(heading, justify="right")
    for name in (*NEWCOMER, STOCK, OURS, CDKTF_SYNTH, *TRAILS.values()):
        runs = costs[name]
        table.add_row(
            name,
            str(len(runs)),
            _spread([run.seconds for run in runs], 2),
            _spread(_mib(runs), 0),
            comparisons.get(name, ""),
        )
    return table


def deployment_table(costs: Costs) -> Table:
    """Returns what each command took on a deployment, and how that compares with Terraform."""
    table = Table("command", title="What a deployment costs (local AWS)", title_justify="left")
    for heading in ("runs", "seconds", ""):
        table.add_column(heading, justify="right")
    for name, plain in DEPLOYMENT.items():
        seconds = [run.seconds for run in costs[name]]
        ratio = f"{_ratio(costs, name, plain):.1f}x {plain.partition(',')[0]}" if plain else ""
        table.add_row(name, str(len(seconds)), _spread(seconds, 1), ratio)
    return table


def _ratio(costs: Costs, name: str, plain: str) -> float:
    return _seconds(costs, name) / _seconds(costs, plain)


def limit_table(costs: Costs) -> Table:
    """Returns what the project wants of these costs, and whether it is met."""
    faster = _times_faster(costs)
    mib = _mib(costs[OURS])
    ms = [*_ms_per_trail(costs).values()]
    rows = [
        (f"main.py at least {TIMES_FASTER}x faster", f"{faster:.1f}x", faster >= TIMES_FASTER),
        (f"at most {MS_PER_TRAIL} ms/trail", f"{max(ms):.0f} ms", max(ms) <= MS_PER_TRAIL),
        (
            f"late trails cost at most {LINEAR_WITHIN}x early ones (linear)",
            f"{ms[-1] / ms[0]:.1f}x",
            ms[-1] <= ms[0] * LINEAR_WITHIN,
        ),
    ]
    for name, plain in DEPLOYMENT.items():
        if plain:
            ratio = _ratio(costs, name, plain)
            wanted = f"{name}: at most {TIMES_PLAIN_TERRAFORM}x {plain}"
            rows.append((wanted, f"{ratio:.1f}x", ratio <= TIMES_PLAIN_TERRAFORM))
    if mib:
        peak = median(mib)
        rows.append(
            (f"main.py in at most {PEAK_MIB} MiB", f"{peak:.0f} MiB", peak <= PEAK_MIB),
        )
    table = Table("wanted", "measured", "", title="What is wanted", title_justify="left")
    for wanted, measured, met in rows:
        table.add_row(wanted, measured, "met" if met else "not met")
    return table


def _times_faster(costs: Costs) -> float:
    return _seconds(costs, STOCK) / _seconds(costs, OURS)


def _ms_per_trail(costs: Costs) -> dict[int, float]:
    """For each number of trails but the first: the price of one beyond the number before."""
    # A difference of two medians would say more about what else the machine did.
    fastest = {
        number: min(run.seconds for run in costs[name]) * 1000 for number, name in TRAILS.items()
    }
    return {
        more: (fastest[more] - fastest[fewer]) / (more - fewer) for fewer, more in pairwise(TRAILS)
    }


def _seconds(costs: Costs, name: str) -> float:
    return median(run.seconds for run in costs[name])


def _mib(runs: Sequence[Cost]) -> list[float]:
    return [run.mib for run in runs if run.mib is not None]


def _spread(values: Sequence[float], digits: int) -> str:
    if not values:
        return "n/a"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}..{max(values):.{digits}f})"
