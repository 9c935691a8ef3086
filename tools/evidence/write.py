"""Writes the document of a deployment into a folder of its own."""

from collections.abc import Mapping
from pathlib import Path

from tools.evidence.folder import write
from tools.evidence.gather import gather
from tools.evidence.model import Evidence
from tools.evidence.reasons import Reason
from tools.validate.period import Period, last_days
from tools.verify.terraform import Plan


def write_evidence(
    plans: Mapping[str, Plan],
    reasons: Mapping[str, Reason],
    folder: Path,
    period: Period | None = None,
) -> tuple[Evidence, Path]:
    """Returns the document about a period, the last days unless given, and where it is written.

    Raises `CannotLookError` where AWS cannot be asked; nothing is written then.
    """
    gathered = gather(plans, period or last_days(), reasons)
    made = gathered.evidence.made
    its_own = folder / f"{made.account}-{made.at[:10]}"
    if its_own.exists():
        # One that was given away must not change.
        its_own = its_own.with_name(f"{its_own.name}T{made.at[11:].replace(':', '')}")
    return write(gathered, its_own), its_own
