"""`make verify`: did the logs arrive?"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from stacks.foundation.checks import Result
from stacks.foundation.deployed import Deployed
from stacks.settings import SettingsError, load

from attrs import evolve
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from tools.cdktf import PROJECT
from tools.options import can_answer
from tools.shell import ignore_redirection
from tools.verify.cannot_look import CannotLookError, why
from tools.verify.declared import as_deployed_rows
from tools.verify.deployment import deployed_as, look_with_terraform
from tools.verify.display import Progress, as_json, missing, show
from tools.verify.rows import Row, checked

HOLDS, FAILS, UNKNOWN, INTERRUPTED = 0, 1, 2, 130
SECONDS_BETWEEN_LOOKS = 10.0


def main(words: Sequence[str] | None = None) -> int:
    """Looks whether the logs arrive, and whether all is as it was deployed, and nothing beside it.

    Returns 0 when every row holds, 1 when one does not, and 2 when nothing could be looked at. A
    row that the caller may not look at is one that does not hold with `--strict` alone.
    """
    asked = _arguments(words)
    ignore_redirection(os.environ)
    try:
        rows, deployed = look(asked.output, asked.timeout * 60 if asked.wait else 0)
    except CannotLookError as reason:
        print(reason, file=sys.stderr)
        return UNKNOWN
    except KeyboardInterrupt:
        return INTERRUPTED
    if asked.json:
        print(as_json(rows, deployed))
    else:
        # Wide enough in a pipe, where rich knows no width, for a generated name.
        console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
        show(rows, console)
    holding = {Result.OK} if asked.strict else {Result.OK, Result.NOT_CHECKED}
    return HOLDS if {row.result for row in rows} <= holding else FAILS


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make verify", description="Did the logs arrive?")
    parser.add_argument(
        "--timeout",
        type=float,
        default=15,
        metavar="MINUTES",
        help="how long to wait for what has not arrived yet (default: 15)",
    )
    parser.add_argument(
        "--no-wait", dest="wait", action="store_false", help="say at once what has arrived"
    )
    parser.add_argument(
        "--strict", action="store_true", help="what the caller may not look at is a failure"
    )
    return can_answer(parser).parse_args(words)


def look(output: Path, patience: float) -> tuple[list[Row], Deployed]:
    """Looks until nothing is missing, or something failed, or the patience is at its end."""
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
    except SettingsError as error:
        raise CannotLookError(str(error)) from None
    try:
        with Progress() as progress:
            progress.update("Terraform, which compares AWS with what is declared", patience)
            plans = look_with_terraform(settings, output)
            deployed = deployed_as(plans)
            as_deployed = list(as_deployed_rows(plans, deployed))
            end = None
            while True:
                # What was asked is asked anew.
                deployed = evolve(deployed)
                rows = checked(deployed) + as_deployed
                # The first look takes none of it: nothing could have arrived before.
                end = end or time.monotonic() + patience
                left = end - time.monotonic()
                results = {row.result for row in rows}
                if Result.FAILED in results or Result.NOT_YET not in results or left <= 0:
                    break
                progress.update(missing(rows), left)
                time.sleep(min(SECONDS_BETWEEN_LOOKS, left))
        return rows, deployed
    except (BotoCoreError, ClientError) as error:
        raise why(error) from None
    except SystemExit as end:
        # A deploy would end for it: a state that cannot be read, or no Terraform.
        raise CannotLookError(str(end)) from None


if __name__ == "__main__":
    sys.exit(main())
