"""`make deploy`: adopts what an interrupted deploy left behind, looks at the plan, and deploys."""

import argparse
import os
import subprocess
import sys

from tools import cdktf
from tools.adopt.adoption import adopt, options, stacks_in
from tools.plan_guard import findings
from tools.rehearsal import rehearse
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
    while first := adopt(chosen):
        _refuse_losses(chosen)
        _deploy(first, *words)
    _refuse_losses(chosen)
    _deploy(*cdktf.STACKS, *words)


def _refuse_losses(chosen: argparse.Namespace) -> None:
    """Shows what a plan of both stacks would cost, and exits where nobody has agreed to that."""
    stacks = stacks_in(cdktf.PROJECT / chosen.output)
    found = findings(rehearse(stacks, show=False), chosen.allow_destroy)
    print(*found, sep="\n", end="\n" * bool(found), flush=True)
    if refused := [each.address for each in found if each.refused]:
        options = " ".join(f"--allow-destroy={address}" for address in refused)
        sys.exit(
            "Nothing was changed. To do it all the same, and lose what is listed above: "
            f'make deploy ARGS="{options}"'
        )


def _deploy(*arguments: str) -> None:
    environment = cdktf.environment(os.environ, cdktf.PROJECT / ".tools")
    command = [str(cdktf.CDKTF), "deploy", *arguments, "--skip-synth"]
    if status := subprocess.run(command, cwd=cdktf.PROJECT, env=environment).returncode:
        sys.exit(status)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
