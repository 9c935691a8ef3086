"""`make validate`: has any record of a period been changed, removed or added since it was written.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stacks.foundation.deployed import Deployed
from stacks.settings import SettingsError, load

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from tools.cdktf import PROJECT
from tools.shell import ignore_redirection
from tools.validate.findings import Tally
from tools.validate.period import Period, in_a_period, period_of
from tools.validate.report import as_json, show
from tools.validate.tallies import tallies_of
from tools.verify.cannot_look import CannotLookError, why
from tools.verify.deployment import remembered

HOLDS, FAILS, UNKNOWN, INTERRUPTED = 0, 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Checks every digest and every log file of a period, in all accounts and regions.

    Returns 0 when all is as CloudTrail wrote it, 1 when something is not, and 2 when nothing could
    be looked at.
    """
    asked = _arguments(words)
    ignore_redirection(os.environ)
    try:
        period = period_of(asked)
        deployed, tallies = validate(asked.output, period)
    except CannotLookError as reason:
        print(reason, file=sys.stderr)
        return UNKNOWN
    except KeyboardInterrupt:
        return INTERRUPTED
    if asked.json:
        print(as_json(tallies, deployed, period))
    else:
        console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
        show(tallies, console)
    return FAILS if any(each.findings for each in tallies) else HOLDS


def validate(output: Path, period: Period) -> tuple[Deployed, list[Tally]]:
    """Returns what was seen of each account and region of the deployment.

    Raises `CannotLookError` where there is none, or AWS cannot be asked.
    """
    try:
        deployed = remembered(load(PROJECT / "cdktf.json", os.environ), output)
        return deployed, tallies_of(deployed, period)
    except SettingsError as error:
        raise CannotLookError(str(error)) from None
    except (BotoCoreError, ClientError) as error:
        raise why(error) from None
    except SystemExit as end:
        raise CannotLookError(str(end)) from None


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make validate", description=main.__doc__)
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return in_a_period(parser).parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
