"""Why findings may stay: the reviewed file `reasons.toml`, and what it leaves open."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from attrs import field, frozen, validators

from tests.audit.findings import Finding

REASONS = Path(__file__).with_name("reasons.toml")


@frozen
class Reason:
    """Why these findings, in each scenario, may stay; a finding is `scanner check resource`."""

    why: str = field(validator=validators.matches_re(r"\S.*\S"))
    findings: Mapping[str, tuple[str, ...]]

    def accepted(self) -> Iterator[tuple[str, str]]:
        """Yields the scenario and the text of each finding."""
        for scenario, findings in self.findings.items():
            for finding in findings:
                yield scenario, finding


@frozen
class Verdict:
    """The findings that have no reason, and the reasons, by scenario, that have no finding."""

    unexplained: tuple[Finding, ...]
    outdated: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        """Whether every finding has its reason, and every reason its finding."""
        return not self.unexplained and not self.outdated


def read(text: str) -> tuple[Reason, ...]:
    """Returns the reasons of a TOML document, as `reasons.toml` explains it."""
    return tuple(
        Reason(
            entry.pop("why"),
            {scenario: tuple(findings) for scenario, findings in entry.items()},
        )
        for entry in tomllib.loads(text)["reason"]
    )


def judge(findings: Iterable[Finding], reasons: Iterable[Reason]) -> Verdict:
    """Returns what the findings and the reasons have over each other."""
    found = {(finding.scenario, str(finding)): finding for finding in findings}
    unmet = dict(found)
    outdated = [
        accepted
        for reason in reasons
        for accepted in reason.accepted()
        # Taken away, so that a finding that is given two reasons is noticed as well.
        if unmet.pop(accepted, None) is None
    ]
    return Verdict(tuple(sorted(unmet.values())), tuple(sorted(outdated)))


def entry(findings: Iterable[Finding]) -> str:
    """Returns the TOML of a reason for these findings, with the reason itself left open."""
    lines = ["[[reason]]", 'why = ""']
    for scenario, found in groupby(sorted(findings), lambda finding: finding.scenario):
        lines.append(f"{scenario} = [")
        lines += [f"    {json.dumps(str(finding))},  # {finding.says}" for finding in found]
        lines.append("]")
    return "\n".join(lines)
