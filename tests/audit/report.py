"""What the scanners said, why it may stay, and what to write where it may not."""

from collections.abc import Iterable, Iterator

from rich.table import Column, Table
from rich.text import Text

from tests.audit.findings import Scan
from tests.audit.reasons import REASONS, Reason, Verdict, entry
from tools.cdktf import PROJECT


def scan_table(scans: Iterable[Scan]) -> Table:
    """Returns how many checks passed and failed in each scan."""
    table = Table("scenario", "scanner", title="What was checked", title_justify="left")
    table.add_column("passed", justify="right")
    table.add_column("failed", justify="right")
    for scan in scans:
        table.add_row(scan.scenario, scan.scanner, str(scan.passed), str(len(scan.findings)))
    return table


def reason_table(reasons: Iterable[Reason]) -> Table:
    """Returns each reason beside the findings that it is for."""
    table = Table(
        Column("why it may remain", ratio=1),
        Column("scenario: scanner, check, resource", ratio=3, overflow="fold"),
        show_lines=True,
        expand=True,
    )
    for reason in reasons:
        lines = (f"{scenario}: {finding}" for scenario, finding in reason.accepted())
        table.add_row(Text(reason.why), Text("\n".join(lines)))
    return table


def complaints(verdict: Verdict) -> Iterator[str]:
    """Yields what is wrong and what to write, or not to write, in the file of the reasons."""
    file = REASONS.relative_to(PROJECT)
    if verdict.unexplained:
        yield f"Without a reason: {len(verdict.unexplained)}. Mend them, or add to {file}:"
        yield entry(verdict.unexplained)
    if verdict.outdated:
        yield f"Not found any more: {len(verdict.outdated)}. Take out of {file}:"
        yield "\n".join(f"{scenario}: {finding}" for scenario, finding in verdict.outdated)
