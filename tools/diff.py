"""`make diff`: what a deploy would change, and what that would cost."""

import os
import sys

from tools.adopt.adoption import synthesised
from tools.approval import show_plans
from tools.options import options
from tools.place import refuse_another_place
from tools.plan_guard import findings
from tools.rehearsal import rehearsed
from tools.shell import ignore_redirection


def main() -> None:
    """Shows Terraform's plan of both stacks, and below it what a deploy would refuse or lose."""
    ignore_redirection(os.environ)
    settings, stacks = synthesised(options("make diff", main.__doc__).parse_args())
    refuse_another_place(settings, stacks)
    with rehearsed(stacks) as plans:
        show_plans(plans)
        for each in findings(plans):
            print(each)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
