"""`make destroy`: removes the trail from the account that it is in, and from no other."""

import os
import sys

from tools.adopt.adoption import synthesised
from tools.approval import approve, show_plans
from tools.options import can_approve, options
from tools.place import refuse_another_place
from tools.rehearsal import Plan
from tools.shell import ignore_redirection
from tools.stack import Stack


def main() -> None:
    """Removes what Terraform may remove, and says what stays, which is the last that it says."""
    ignore_redirection(os.environ)
    chosen = can_approve(options("make destroy", main.__doc__)).parse_args()
    settings, stacks = synthesised(chosen)
    refuse_another_place(settings, stacks)
    staying = [stack for stack in stacks if stack.state.resources and stack.is_protected]
    # What stands on the other stack goes first.
    going = [stack for stack in reversed(stacks) if stack not in staying and stack.state.resources]
    if going:
        plans = [_plan(stack) for stack in going]
        show_plans(plans)
        approve(plans, asked=not chosen.auto_approve)
        for plan in plans:
            plan.carry_out(on=plan.stack, doing="Removing", command="make destroy")
    else:
        print("Nothing to remove.")
    for stack in staying:
        # A deploy that was cut off may have shown none yet.
        bucket = stack.state.outputs.get("BucketName", {}).get("value", "its bucket")
        print(
            f"{stack.name} stays: {bucket} keeps every record. "
            "To give them up as well: set bucket_removal to destroy, make deploy, make destroy."
        )


def _plan(stack: Stack) -> Plan:
    print(f"Planning the removal of {stack.name} ...", flush=True)
    stack.initialise()
    stack.plan("-destroy")
    return Plan(stack.planned(), stack.state.resources, stack)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
