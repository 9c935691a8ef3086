"""Every record of a deployment is as CloudTrail wrote it, in all accounts and regions."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.deployment import Deployment
from tests.preloaded import run

# The scenario of which no other test has changed a record.
pytestmark = pytest.mark.parametrize("deployment", ["everything"], indirect=True, scope="package")


def test_all_of_it_is_proved(deployment: Deployment) -> None:
    deployment.aws.deliver()
    deployment.aws.deliver()
    done = deployment.tool("validate", "--json")
    report = json.loads(done.stdout[done.stdout.index("{") :])
    assert (done.returncode, report["holds"]) == (0, True), done.stdout
    assert report["bucket"] == deployment.outputs["BucketName"]
    regions = {each["region"] for each in report["regions"]}
    assert {deployment.settings.region, "us-east-1"} <= regions
    assert all(each["valid"] == each["files"] > 0 for each in report["regions"])


def test_a_period_that_ends_before_it_begins_is_none(deployment: Deployment) -> None:
    done = deployment.tool("validate", "--from", "2026-01-31", "--to", "2026-01-30")
    assert (done.returncode, done.stdout) == (2, "--from must be before --to.\n")


def test_where_nothing_is_deployed_it_says_so(deployment: Deployment, tmp_path: Path) -> None:
    options = ("--output", str(tmp_path / "cdktf.out"))
    environment = deployment.environment
    done = run("validate", *options, environment=environment, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "LogBucketStack is not deployed from this folder; make deploy does that." in done.stderr
