"""`make evidence`: the document for an auditor, and the answers of AWS that it rests on."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stacks.settings import SettingsError, load

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from tools.cdktf import PROJECT
from tools.evidence.model import Evidence, Verdict
from tools.evidence.reasons import REASONS, read_reasons
from tools.evidence.write import write_evidence
from tools.shell import ignore_redirection
from tools.validate.period import in_a_period, period_of
from tools.verify.cannot_look import CannotLookError, why
from tools.verify.deployment import look_with_terraform

HOLDS, FAILS, UNKNOWN, INTERRUPTED = 0, 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Writes what was seen of the deployment, of its records and of its controls.

    Returns 0 when all is as it must be, 1 when something is not, and 2 when nothing was written.
    """
    asked = _arguments(words)
    ignore_redirection(os.environ)
    try:
        evidence, folder = _evidence(asked)
    except CannotLookError as reason:
        print(reason, file=sys.stderr)
        return UNKNOWN
    except KeyboardInterrupt:
        return INTERRUPTED
    print(f"{evidence.verdict}: {len(evidence.problems)} problems")
    print(folder / "evidence.html")
    return FAILS if evidence.verdict is Verdict.DOES_NOT_HOLD else HOLDS


def _evidence(asked: argparse.Namespace) -> tuple[Evidence, Path]:
    period = period_of(asked)
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
        reasons = read_reasons(asked.reasons)
        with Console(stderr=True).status("Looking at the deployment, and reading its records"):
            plans = look_with_terraform(settings, asked.output)
            return write_evidence(plans, reasons, asked.folder, period)
    except SettingsError as error:
        raise CannotLookError(str(error)) from None
    except (BotoCoreError, ClientError) as error:
        raise why(error) from None
    except OSError as error:
        raise CannotLookError(f"{error.filename} cannot be written: {error.strerror}") from None
    except SystemExit as end:
        raise CannotLookError(str(end)) from None


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make evidence", description=main.__doc__)
    in_a_period(parser)
    parser.add_argument(
        "--folder",
        type=Path,
        default=PROJECT / "evidence",
        help="where the folder of the document is made (default: evidence)",
    )
    parser.add_argument(
        "--reasons",
        type=Path,
        default=REASONS,
        help="the file with what was accepted, and why (default: evidence.toml)",
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
