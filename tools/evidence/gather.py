"""Looks at everything that the document is about, and puts it together."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from stacks.foundation.checks import Result

import attrs
from attrs import frozen

from tools import cdktf
from tools.evidence.alarms import alarms, listeners
from tools.evidence.answers import Answers
from tools.evidence.changes import Changes
from tools.evidence.controls import controls
from tools.evidence.model import (
    ControlResult,
    Deployment,
    Evidence,
    Made,
    Period as Between,
    Verdict,
)
from tools.evidence.policies import policies
from tools.evidence.problems import VALIDATION_IDS, Problems, verdict_of
from tools.evidence.reasons import Reason
from tools.evidence.times import written
from tools.evidence.validation import Validation
from tools.provider_mirror import VERSION
from tools.validate.period import Period
from tools.verify.checks import CHECKS
from tools.verify.declared import as_deployed_rows
from tools.verify.deployment import deployed_as
from tools.verify.rows import Row, rows_of
from tools.verify.terraform import Plan

NEVER_CHECKED = (
    "Whether CloudTrail recorded every call: AWS says what it records, and nobody else can see it.",
    "Who could change this program, or the machine that it ran on.",
    "Records and digests outside the period.",
)


@frozen
class Gathered:
    """The document without its raw files, and what those are made from."""

    evidence: Evidence
    answers: Answers
    plans: Mapping[str, Plan]


def gather(plans: Mapping[str, Plan], period: Period, reasons: Mapping[str, Reason]) -> Gathered:
    """Asks AWS about the deployment of these plans, and reads the records of the period.

    Raises `CannotLookError` where AWS cannot be asked.
    """
    answers = Answers()
    read_at = written(max(plan.read_at for plan in plans.values()))
    deployed = deployed_as(plans)
    # The same one, unless there is a log archive.
    for session in {deployed.aws.session, deployed.archive.session}:
        answers.listen(session)
    caller = deployed.aws.session.client("sts", region_name=deployed.region).get_caller_identity()
    rows: list[Row] = []
    asked: dict[str, Sequence[str]] = {}
    for check in CHECKS:
        with answers.during() as asked[check.id]:
            # As a new one it asks itself, and takes no answer that another check was given.
            rows += rows_of(check, attrs.evolve(deployed))
    rows += as_deployed_rows(plans, deployed)
    changes = Changes.of(deployed)
    # What the records and digests say is proved by them, and not by a list of their names.
    with answers.without("s3"):
        validation = Validation.of(deployed, period, read=changes.read)
    today = deployed.now.date()
    accepted = {id_: str(each) for id_, each in reasons.items() if each.holds(today)}
    every = list(controls(deployed, rows, answers, accepted=accepted, asked=asked, read_at=read_at))
    problems = Problems(accepted).of(rows, validation)
    evidence = Evidence(
        made=Made(
            at=written(deployed.now),
            by=caller["Arn"],
            account=caller["Account"],
            versions=_versions(),
        ),
        deployment=Deployment(
            trail=deployed.trail_arn,
            accounts=validation.accounts,
            organization=deployed.organization_id,
            bucket=deployed.bucket,
            region=deployed.region,
            recorded=deployed.outputs["RecordsPrefix"],
        ),
        period=Between(since=written(period.since), until=written(period.until)),
        verdict=verdict_of(problems),
        problems=problems,
        controls=every,
        checks=[attrs.asdict(row) for row in rows],
        validation=validation.document,
        calendar=list(validation.calendar()),
        policies=list(policies(deployed)),
        alarms=list(alarms(deployed)),
        subscribers=list(listeners(deployed)),
        changes=changes.in_order(),
        not_checked=[*_not_checked(rows, every), *_unused(reasons, rows, every), *NEVER_CHECKED],
        raw=[],
    )
    return Gathered(evidence, answers, plans)


def _not_checked(rows: Sequence[Row], every: Sequence[ControlResult]) -> Iterator[str]:
    for row in rows:
        if row.result is Result.NOT_CHECKED:
            yield f"{row.check}, {row.resource}: {row.observed}"
    for control in every:
        if control.verdict is Verdict.NOT_CHECKED:
            yield f"{', '.join(control.ids)} ({control.wants}): {control.observed}"


def _unused(
    reasons: Mapping[str, Reason], rows: Sequence[Row], every: Sequence[ControlResult]
) -> Iterator[str]:
    known = {id_ for control in every for id_ in control.ids} | {row.check for row in rows}
    for id_ in sorted(reasons.keys() - known - VALIDATION_IDS):
        yield f"The reason for {id_}: nothing that was looked at is called so."


def _versions() -> Mapping[str, str]:
    """Returns what the document was made with, and the commit of the program that is here."""
    return {
        "commit": _git("rev-parse", "HEAD") or "no Git repository",
        "changed since": "yes" if _git("status", "--porcelain") else "no",
        "AWS provider": VERSION,
        "Terraform": _first_line(os.environ.get("TERRAFORM_BINARY_NAME", "terraform"), "version"),
        "Python": sys.version.partition(" ")[0],
    }


def _git(*words: str) -> str:
    return _first_line("git", "-C", str(cdktf.PROJECT), *words)


def _first_line(*words: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout.partition("\n")[0].strip()
