"""`make deploy`: adopts what an interrupted deploy left behind, looks at the plan, and deploys."""

import argparse
import os
import sys
from collections.abc import Sequence

from tools import cdktf
from tools.adopt.adoption import adopt, stacks_in
from tools.approval import approve, show_plans
from tools.options import can_approve, can_destroy, options
from tools.outputs import show_outputs
from tools.plan_guard import findings
from tools.rehearsal import Plan, rehearsed
from tools.selection import restore_selection
from tools.shell import ignore_redirection
from tools.stack import Stack


def main() -> None:
    """Deploys both stacks, unless that would cost what only `--allow-destroy` may give away."""
    ignore_redirection(os.environ)
    parser = can_destroy(can_approve(options("make deploy", main.__doc__)))
    chosen = parser.parse_args()
    if first := adopt(chosen):
        _deploy(chosen, only=(first,))
        adopt(chosen)
    _deploy(chosen, only=cdktf.STACKS)
    show_outputs(stacks_in(cdktf.PROJECT / chosen.output))


def _deploy(chosen: argparse.Namespace, *, only: Sequence[str]) -> None:
    every = stacks_in(cdktf.PROJECT / chosen.output)
    stacks = [stack for stack in every if stack.name in only]
    restore_selection(stacks, asked=not chosen.auto_approve)
    with rehearsed(stacks) as plans:
        show_plans(plans)
        _refuse_losses(plans, chosen)
        approve(plans, asked=not chosen.auto_approve)
        for stack, plan in zip(stacks, plans, strict=True):
            exact = plan if plan.is_exact else _exact(stack, plan, chosen)
            exact.carry_out(on=stack, doing="Deploying", command="make deploy")


def _exact(stack: Stack, approved: Plan, chosen: argparse.Namespace) -> Plan:
    """Plans a stack with what the other one has handed over, and exits if that is another plan."""
    document = stack.planned() if stack.plan() else {}
    plan = Plan(document, approved.knew, stack)
    _refuse_losses([plan], chosen)
    if more := plan.actions - approved.actions:
        listed = "; ".join(f"{actions} {address}" for address, actions in sorted(more))
        sys.exit(
            f"{stack.name} is not deployed: with what it now gets from the other stack, it would "
            f"also {listed}. Look at it with make diff, and run make deploy again."
        )
    return plan


def _refuse_losses(plans: Sequence[Plan], chosen: argparse.Namespace) -> None:
    """Says what the plans would cost, and exits where nobody has agreed to that."""
    found = findings(plans, chosen.allow_destroy)
    for each in found:
        print(each, flush=True)
    if refused := [each.address for each in found if each.refused]:
        options = " ".join(f"--allow-destroy={address}" for address in refused)
        sys.exit(
            "Not deployed. To do it all the same, and lose what is listed above: "
            f'make deploy ARGS="{options}"'
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
