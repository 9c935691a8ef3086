"""What the commands take on a deployment where nothing changes, and plain Terraform beside them."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools import cdktf
from tools.bench.measure import Cost, measure
from tools.local_aws import local_aws

FIRST = "make deploy, the first"
DEPLOY, DIFF, VERIFY = "make deploy, nothing to do", "make diff", "make verify"
APPLY, PLAN, INIT = "terraform apply, both stacks", "terraform plan, both stacks", "terraform init"

Programs = Mapping[str, Sequence[str]]


def deployment_costs(
    runs: int, environment: Mapping[str, str], scratch: Path, advance: Callable[[str], None]
) -> dict[str, list[Cost]]:
    """Deploys to an AWS of its own, and measures each command; `advance` is told what comes next.

    The AWS runs in this process, and takes its share of every command alike.
    """
    output = scratch / "deployment" / "cdktf.out"
    output.parent.mkdir()
    programs = _programs(output)
    costs: dict[str, list[Cost]] = {name: [] for name in (FIRST, *programs)}
    with local_aws() as aws:
        there = aws.environment(environment)
        # The commands say where they write.
        del there["CDKTF_OUTDIR"]

        def run(name: str, command: Sequence[str]) -> None:
            advance(name)
            costs[name].append(measure(command, cwd=cdktf.PROJECT, environment=there))

        run(FIRST, programs[DEPLOY])
        aws.deliver()
        for _ in range(runs):
            for name, command in programs.items():
                run(name, command)
    return costs


def number_of_runs(runs: int) -> int:
    """Returns how often `deployment_costs` tells what comes next."""
    return 1 + runs * len(_programs(Path()))


def _programs(output: Path) -> Programs:
    def tool(name: str, *options: str) -> list[str]:
        return [sys.executable, "-m", f"tools.{name}", "--output", str(output), *options]

    return {
        DEPLOY: tool("deploy", "--auto-approve"),
        APPLY: _terraform(output, "apply -auto-approve"),
        DIFF: tool("diff"),
        PLAN: _terraform(output, "plan"),
        INIT: _terraform(output, "init"),
        VERIFY: tool("verify", "--no-wait"),
    }


def _terraform(output: Path, command: str) -> list[str]:
    program = os.environ.get("TERRAFORM_BINARY_NAME", "terraform")
    each = f'{program} -chdir="$0/$stack" {command} -input=false || exit 1'
    loop = f"for stack in {' '.join(cdktf.STACKS)}; do {each}; done"
    return ["sh", "-c", loop, str(output / "stacks")]
