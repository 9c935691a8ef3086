"""`make plan`: writes what a deploy would do into files, for `make apply-plan` on any machine."""

import os
import sys

from tools import cdktf
from tools.adopt.adoption import synthesised
from tools.approval import show_plans
from tools.options import can_destroy, options
from tools.place import refuse_another_place
from tools.plan_guard import findings
from tools.rehearsal import rehearsed
from tools.saved_plans import SavedPlans
from tools.shell import ignore_redirection

CHANGES = 2


def main() -> None:
    """Plans both stacks; ends with 0 where nothing would change, with 2 where anything would."""
    ignore_redirection(os.environ)
    chosen = can_destroy(options("make plan", main.__doc__)).parse_args()
    settings, stacks = synthesised(chosen)
    refuse_another_place(settings, stacks)
    saved = SavedPlans(cdktf.PROJECT / chosen.output / "plans")
    saved.clear()
    with rehearsed(stacks) as plans:
        found = findings(plans, chosen.allow_destroy)
        show_plans(plans)
        for each in found:
            print(each)
        saved.summarise(plans, found)
        if any(each.refused for each in found):
            sys.exit("Nothing is planned: what is refused above would cost records.")
        for stack, plan in zip(stacks, plans, strict=True):
            if plan.waits and plan.document:
                saved.postpone(stack)
            # What it is made for is looked at when it is carried out, so that it needs no lock, and
            # whoever only plans may write nothing.
            elif plan.document and stack.plan("-lock=false"):
                if not plan.covers(stack.planned()):
                    sys.exit(f"{stack.name} has changed meanwhile: run make plan again.")
                saved.save(stack)
        print(f"The plans and summary.md are in {saved.folder}. Next: make apply-plan.")
        sys.exit(CHANGES if any(plan.document for plan in plans) else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
