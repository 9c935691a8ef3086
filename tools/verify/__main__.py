"""`make verify`: did the logs arrive?"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from stacks.settings import SettingsError, load

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from tools.cdktf import PROJECT
from tools.shell import ignore_redirection
from tools.verify.aws import refuse_another_place
from tools.verify.cannot_look import CannotLookError, why
from tools.verify.checks import look
from tools.verify.deployed import Deployed, deployed_in
from tools.verify.display import Progress, as_json, missing, show
from tools.verify.rows import Result, Row

HOLDS, FAILS, UNKNOWN, INTERRUPTED = 0, 1, 2, 130
SECONDS_BETWEEN_LOOKS = 10.0


def main(words: Sequence[str] | None = None) -> int:
    """Looks at the deployed trail, bucket and log group, and says whether the logs arrive.

    Returns 0 when every row holds, 1 when one does not, and 2 when nothing could be looked at.
    """
    asked = _arguments(words)
    ignore_redirection(os.environ)
    try:
        rows, deployed = _look(asked.output, asked.timeout * 60 if asked.wait else 0)
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
    return HOLDS if all(row.result is Result.OK for row in rows) else FAILS


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
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.add_argument(
        "--output",
        type=Path,
        default=PROJECT / "cdktf.out",
        metavar="FOLDER",
        help="where cdktf deploy wrote what it deployed (default: cdktf.out)",
    )
    return parser.parse_args(words)


def _look(output: Path, patience: float) -> tuple[list[Row], Deployed]:
    """Looks until nothing is missing, or something failed, or the patience is at its end."""
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
        deployed = deployed_in(output)
        refuse_another_place(deployed, settings)
        end = time.monotonic() + patience
        with Progress() as progress:
            while True:
                rows = look(deployed, settings)
                left = end - time.monotonic()
                results = {row.result for row in rows}
                if Result.FAILED in results or Result.NOT_YET not in results or left <= 0:
                    return rows, deployed
                progress.update(missing(rows), left)
                time.sleep(min(SECONDS_BETWEEN_LOOKS, left))
    except SettingsError as error:
        raise CannotLookError(str(error)) from None
    except (BotoCoreError, ClientError) as error:
        raise why(error) from None


if __name__ == "__main__":
    sys.exit(main())
