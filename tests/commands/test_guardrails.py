"""The control policies that `make guardrails` writes, for any names."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.settings import AccessLogs, Athena, Notifications, Organization, Settings

import pytest

from tests.preloaded import start
from tests.scenarios import SCENARIOS
from tools.guardrails import __main__ as program
from tools.guardrails.policies import resource_control_policy, service_control_policy
from tools.permissions.policies import Purpose, policy

DEPLOYER = "arn:aws:iam::123456789012:role/Deploys"

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
LARGEST = {service_control_policy: 10_240, resource_control_policy: 5_120}

LONGEST = Settings(
    region="ap-northeast-2",
    trail_name="x" * 128,
    log_group_name="x" * 512,
    bucket_prefix="x" * 37,
    access_logs=AccessLogs(bucket_prefix="y" * 37),
    athena=Athena(database="x" * 128, results_bucket_prefix="z" * 37),
    notifications=Notifications(topic_name="x" * 256),
    organization=Organization(id="o-" + "x" * 32, management_account_id="111122223333"),
)


@pytest.mark.parametrize("write", LARGEST)
@pytest.mark.parametrize(
    "settings", [*SCENARIOS.values(), LONGEST], ids=[*SCENARIOS, "longest names"]
)
def test_each_is_small_enough(write: Any, settings: Settings) -> None:
    document = write(settings, [DEPLOYER, f"{DEPLOYER}AsWell"])
    assert len(json.dumps(document, separators=(",", ":"))) <= LARGEST[write]
    sids = [each["Sid"] for each in document["Statement"]]
    assert len(set(sids)) == len(sids)
    assert all(sid.isalnum() for sid in sids)


@pytest.mark.parametrize("write", LARGEST)
def test_they_only_deny_and_always_leave_somebody_out(write: Any) -> None:
    for statement in write(SCENARIOS["everything"], [DEPLOYER])["Statement"]:
        assert statement["Effect"] == "Deny"
        assert statement["Action"]
        assert statement["Resource"]
        but = statement["Condition"].get("ArnNotLike", {}).get("aws:PrincipalArn", [])
        assert DEPLOYER in but or statement["Sid"] == "Outside"


def test_nothing_that_somebody_needs_to_look_is_denied() -> None:
    denied = {
        action
        for write in LARGEST
        for statement in write(SCENARIOS["everything"], [DEPLOYER])["Statement"]
        for action in statement["Action"]
        if statement["Sid"] != "Outside"
    }
    for purpose in (Purpose.PLAN, Purpose.VERIFY):
        for statement in policy(purpose, SCENARIOS["everything"])["Statement"]:
            assert not denied & {*statement["Action"]}
    looks = ("Get", "List", "Describe", "Lookup", "Filter", "Start", "Head")
    assert not [each for each in denied if each.partition(":")[2].startswith(looks)]


def test_the_role_of_a_log_archive_deploys_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "FOLDER", tmp_path / "guardrails")
    archive = {"account_id": "444455556666", "role_arn": "arn:aws:iam::444455556666:role/a"}
    monkeypatch.setenv("LOGGING_LOG_ARCHIVE", json.dumps(archive))
    monkeypatch.setattr(sys, "argv", ["guardrails", DEPLOYER])
    program.main()
    for name in ("scp", "rcp"):
        written = json.loads((tmp_path / "guardrails" / f"{name}.json").read_text())
        first: Mapping[str, Any] = written["Statement"][0]["Condition"]
        assert first["ArnNotLike"]["aws:PrincipalArn"] == [DEPLOYER, archive["role_arn"]]


@pytest.mark.parametrize("deployers", [[], ["Deploys"], [DEPLOYER, "arn:aws:iam::1:role/x"]])
def test_without_the_arn_of_a_role_nothing_is_written(deployers: list[str]) -> None:
    done = start("guardrails", *deployers, environment=os.environ, stderr=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"DEPLOYER = {deployers[-1] if deployers else 'nothing'}\n")
    assert not program.FOLDER.exists()
