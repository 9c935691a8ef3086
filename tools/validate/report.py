"""What a validation has found: for a person, and for a machine."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stacks.foundation.deployed import Deployed
from stacks.foundation.hostile_text import harmless

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from tools.validate.findings import MEANINGS, Kind, Tally
from tools.validate.period import Period

HEADER = (
    "account",
    "region",
    "digests",
    "files",
    "valid",
    *(f"{each}" for each in Kind),
    "pending",
)

# More of a kind than a person reads; all of them are in the JSON.
_SHOWN = 20


def show(tallies: Sequence[Tally], console: Console) -> None:
    """Prints a row for each account and region, and below it each finding with its key."""
    table = Table(*(Column(each, no_wrap=True) for each in HEADER))
    for each in tallies:
        found = [len(list(each.of(kind))) for kind in Kind]
        table.add_row(
            each.account,
            each.region,
            *(str(number) for number in (each.digests, each.files, each.valid)),
            *(Text(str(number), "bold red" if number else "") for number in found),
            str(each.pending),
        )
    console.print(table)
    for kind in Kind:
        findings = [finding for each in tallies for finding in each.of(kind)]
        if findings:
            console.print(f"{kind}: {MEANINGS[kind]}", markup=False)
        for finding in findings[:_SHOWN]:
            # Not wrapped, so that it can be copied.
            line = f"  {harmless(finding.key)}: {harmless(finding.says)}"
            console.print(line, markup=False, soft_wrap=True)
        if (more := len(findings) - _SHOWN) > 0:
            console.print(f"  and {more} more, which --json lists", markup=False)


def as_json(tallies: Sequence[Tally], deployed: Deployed, period: Period) -> str:
    """Returns the same as JSON, with every finding."""
    return json.dumps(as_document(tallies, deployed, period), indent=2)


def as_document(tallies: Sequence[Tally], deployed: Deployed, period: Period) -> Mapping[str, Any]:
    """Returns the same for a program, with every finding."""
    return {
        "trail": deployed.trail_arn,
        "bucket": deployed.bucket,
        "from": period.since.isoformat(),
        "to": period.until.isoformat(),
        "holds": not any(each.findings for each in tallies),
        "regions": [
            {
                "account": each.account,
                "region": each.region,
                "digests": each.digests,
                "files": each.files,
                "valid": each.valid,
                "pending": each.pending,
                "findings": [
                    {
                        "kind": finding.kind,
                        "key": finding.key,
                        "observed": finding.says,
                        "means": MEANINGS[finding.kind],
                    }
                    for finding in each.findings
                ],
            }
            for each in tallies
        ],
    }
