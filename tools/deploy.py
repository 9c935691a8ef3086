"""`make deploy`: adopts what an interrupted deploy left behind, looks at the plan, and deploys."""

import argparse
import os
import sys

from tools import cdktf
from tools.adopt.adoption import adopt, options, stacks_in
from tools.plan_guard import findings
from tools.rehearsal import rehearse
from tools.selection import restore_selection
from tools.shell import ignore_redirection


def main() -> None:
    """Deploys both stacks, unless that would cost what only `--allow-destroy` may give away."""
    ignore_redirection(os.environ)
    parser = options("make deploy", main.__doc__)
    parser.add_argument(
        "--allow-destroy",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="let the plan destroy what stands at this address; can be given several times",
    )
    chosen, words = parser.parse_known_args()
    words += ["--output", chosen.output]
    words += ["--auto-approve"] if chosen.auto_approve else []
    if first := adopt(chosen):
        _refuse_losses(chosen)
        if status := cdktf.call("deploy", first, *words, "--skip-synth"):
            sys.exit(status)
        adopt(chosen)
    _refuse_losses(chosen)
    restore_selection(stacks_in(cdktf.PROJECT / chosen.output))
    cdktf.become("deploy", *cdktf.STACKS, *words, "--skip-synth")


def _refuse_losses(chosen: argparse.Namespace) -> None:
    """Shows what a plan of both stacks would cost, and exits where nobody has agreed to that."""
    stacks = stacks_in(cdktf.PROJECT / chosen.output)
    found = findings(rehearse(stacks, show=False), chosen.allow_destroy)
    print(*found, sep="\n", end="\n" * bool(found), flush=True)
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
