"""`make apply-plan`: carries out exactly what `make plan` has written, unless it is stale."""

import os
import sys

from tools import cdktf
from tools.adopt.adoption import synthesised
from tools.options import options
from tools.outputs import show_outputs
from tools.place import refuse_another_place
from tools.saved_plans import WAITS, SavedPlans
from tools.shell import ignore_redirection
from tools.stack import Stack


def main() -> None:
    """Applies each plan; ends with 2 where a stack could not be planned before the other one."""
    ignore_redirection(os.environ)
    chosen = options("make apply-plan", main.__doc__).parse_args()
    settings, stacks = synthesised(chosen)
    refuse_another_place(settings, stacks)
    saved = SavedPlans(cdktf.PROJECT / chosen.output / "plans")
    if not (saved.folder / "summary.md").exists():
        sys.exit(f"There is no plan in {saved.folder}: make plan makes it.")
    planned = [stack for stack in stacks if saved.file(stack).exists()]
    for stack in planned:
        if not saved.is_for(stack):
            sys.exit(
                f"The plan of {stack.name} was made for other settings or another version of this "
                "project. Nothing was changed: run make plan again."
            )
    for stack in planned:
        _apply(stack, saved)
    if not planned:
        print("Nothing to do: the plan changes nothing.")
    waiting = [stack.name for stack in stacks if saved.waits(stack)]
    if planned:
        saved.clear()
    if waiting:
        print(WAITS.format(", ".join(waiting)))
        sys.exit(2)
    show_outputs([Stack(stack.folder, stack.environment) for stack in stacks])


def _apply(stack: Stack, saved: SavedPlans) -> None:
    print(f"Deploying {stack.name} ...", flush=True)
    stack.initialise()
    done = stack.show("apply", "-input=false", str(saved.file(stack)))
    if "Saved plan is stale" in done.stdout:
        sys.exit(
            f"The plan of {stack.name} is stale: somebody has deployed since it was made. Nothing "
            "of it was carried out: run make plan again."
        )
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
