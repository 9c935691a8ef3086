"""A deploy goes on by itself where AWS only needs a moment, and nowhere else."""

import json
from pathlib import Path

import pytest

from tools.rehearsal import Plan
from tools.stack import Stack

# The n-th apply fails with what the n-th file says; a plan always finds the trail still missing.
TERRAFORM = """\
#!/bin/sh
cd "${1#-chdir=}"
case "$2" in
apply)
    echo apply >> calls
    n=$(grep -c apply calls)
    if [ -e "fails-$n" ]; then cat "fails-$n" >&2; exit 1; fi ;;
plan) echo plan >> calls; exit 2 ;;
show) cat planned.json ;;
esac
"""
TOO_YOUNG = (
    "Error: creating CloudTrail Trail (CloudTrail): InsufficientSnsTopicPolicyException: "
    "SNS Topic does not exist or the topic policy is incorrect!"
)


def planned(*addresses: str) -> dict[str, object]:
    return {
        "resource_changes": [
            {"address": each, "mode": "managed", "change": {"actions": ["create"]}}
            for each in addresses
        ]
    }


def calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *failures: str, later: dict[str, object]
) -> list[str]:
    monkeypatch.setattr("tools.rehearsal._WAITS", (0, 0))
    program = tmp_path / "terraform"
    program.write_text(TERRAFORM)
    program.chmod(0o755)
    folder = tmp_path / "CloudtrailStack"
    folder.mkdir()
    for number, failure in enumerate(failures, start=1):
        (folder / f"fails-{number}").write_text(f"{failure}\n")
    (folder / "planned.json").write_text(json.dumps(later))
    stack = Stack(folder, {"TERRAFORM_BINARY_NAME": str(program), "PATH": "/usr/bin:/bin"})
    plan = Plan(planned("aws_sns_topic.A", "aws_cloudtrail.B"), {}, stack)
    try:
        plan.carry_out(on=stack, doing="Deploying", command="make deploy")
    finally:
        made = (folder / "calls").read_text().split()
    return made


def test_a_policy_that_aws_does_not_know_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = planned("aws_cloudtrail.B")
    made = calls(tmp_path, monkeypatch, TOO_YOUNG, TOO_YOUNG, later=rest)
    assert made == ["apply", "plan", "apply", "plan", "apply"]
    assert capsys.readouterr().out.count("AWS does not know the new policy yet") == 2


@pytest.mark.parametrize(
    ("failures", "later"),
    [
        pytest.param(["Error: AccessDenied"], planned("aws_cloudtrail.B"), id="another failure"),
        pytest.param([TOO_YOUNG] * 3, planned("aws_cloudtrail.B"), id="for good"),
        pytest.param([TOO_YOUNG], planned("aws_iam_role.C"), id="more than was approved"),
    ],
)
def test_nothing_else_is_tried_again(
    failures: list[str],
    later: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="1"):
        calls(tmp_path, monkeypatch, *failures, later=later)
    assert "CloudtrailStack is not finished" in capsys.readouterr().err
    applied = (tmp_path / "CloudtrailStack/calls").read_text().count("apply")
    assert applied == len(failures)


LOCKED = """\
Error: Error acquiring the state lock

Lock Info:
  ID:        e0f891bc-1b00-03b5-cf0b-662d69bed0ea
  Path:      team-state/CloudTrail/CloudtrailStack.tfstate
  Operation: OperationTypeApply
  Who:       alice@laptop
  Created:   2026-01-31 15:21:21.72991421 +0000 UTC
"""


def test_who_has_the_lock_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan needs no lock for long: who deploys a moment later meets it here."""
    with pytest.raises(SystemExit, match="1"):
        calls(tmp_path, monkeypatch, LOCKED, later=planned("aws_cloudtrail.B"))
    said = capsys.readouterr()
    assert "CloudtrailStack is not finished" in said.err
    assert "alice@laptop has the lock of team-state/CloudTrail/CloudtrailStack.tfstate" in said.out
    assert "force-unlock e0f891bc-1b00-03b5-cf0b-662d69bed0ea" in said.out
