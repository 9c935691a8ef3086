"""Writes the document of a deployment into a folder of its own."""

from pathlib import Path

from stacks.settings import Settings

from tools.evidence.folder import write
from tools.evidence.gather import gather
from tools.evidence.model import Evidence
from tools.evidence.reasons import REASONS, read_reasons
from tools.validate.period import Period, last_days


def write_evidence(
    settings: Settings,
    output: Path,
    folder: Path,
    *,
    period: Period | None = None,
    reasons: Path = REASONS,
) -> tuple[Evidence, Path]:
    """Returns the document about a period, the last days unless given, and where it is written.

    Raises `CannotLookError` where there is no deployment, or AWS cannot be asked, and
    `SettingsError` where the reasons are not valid; nothing is written then.
    """
    accepted = read_reasons(reasons)
    gathered = gather(settings, output, period or last_days(), accepted)
    made = gathered.evidence.made
    its_own = folder / f"{made.account}-{made.at[:10]}"
    if its_own.exists():
        # One that was given away must not change.
        its_own = its_own.with_name(f"{its_own.name}T{made.at[11:].replace(':', '')}")
    return write(gathered, its_own), its_own
