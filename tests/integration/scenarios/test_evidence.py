"""The document for an auditor: what is deployed, in one page, in JSON, and as AWS said it."""

import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import jsonschema
import pytest

from tests.integration.deployment import Deployment
from tools.cdktf import PROJECT
from tools.controls import CONTROLS

# The scenario of which no other test has changed a record.
pytestmark = pytest.mark.parametrize("deployment", ["everything"], indirect=True, scope="package")

REASONS = """\
[[accepted]]
id = "S3.20"
why = "The lock is stronger, and needs no device of the root user."

# What other tests have done is remembered for a day.
[[accepted]]
id = "history"
why = "The tests of make verify stop the logging, among others."

[[accepted]]
id = "S3.99"
why = "There is no such control."
"""


@pytest.fixture(scope="module")
def folder(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command has written."""
    deployment.aws.deliver()
    deployment.aws.deliver()
    scratch = tmp_path_factory.mktemp("evidence")
    reasons = scratch / "reasons.toml"
    reasons.write_text(REASONS)
    options = ("--folder", str(scratch), "--reasons", str(reasons))
    done = deployment.tool("evidence", *options)
    assert done.returncode == 0, done.stdout
    (written,) = scratch.glob("123456789012-*")
    assert str(written / "evidence.html") in done.stdout
    # Another one on the same day does not take the place of the first.
    again = deployment.tool("evidence", *options)
    assert again.returncode == 0, again.stdout
    assert len(list(scratch.glob("123456789012-*"))) == 2
    return written


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "evidence.json").read_text())
    return found


def test_it_is_as_its_schema_says_and_everything_holds(document: dict[str, Any]) -> None:
    jsonschema.validate(document, json.loads((PROJECT / "docs/evidence.schema.json").read_text()))
    assert document["verdict"] in ("holds", "accepted")
    assert {(each["id"], each["verdict"]) for each in document["problems"]} <= {
        ("history", "accepted")
    }
    assert document["validation"]["holds"]


def test_each_control_says_when_it_was_looked_at(document: dict[str, Any]) -> None:
    made = datetime.fromisoformat(document["made"]["at"])
    for each in document["controls"]:
        assert abs(datetime.fromisoformat(each["at"]) - made) < timedelta(minutes=5), each


def test_each_control_has_what_aws_holds(document: dict[str, Any], deployment: Deployment) -> None:
    controls = {each["ids"][0]: each for each in document["controls"]}
    assert len(controls) == len(CONTROLS)
    verdicts = {id_: each["verdict"] for id_, each in controls.items()}
    nobodys = {"CIS 3.3", "CIS 3.7", "CloudTrail.10", "S3.1"}
    assert {id_ for id_, each in verdicts.items() if each == "not checked"} == nobodys
    assert {id_ for id_, each in verdicts.items() if each == "accepted"} == {"S3.20"}
    # The scenario leaves the events of the RDS Data API out.
    assert {id_ for id_, each in verdicts.items() if each == "does not hold"} == {"CIS 3.1"}
    assert "left out: eventSource rdsdata.amazonaws.com" in controls["CIS 3.1"]["observed"]
    assert "The lock is stronger" in controls["S3.20"]["reason"]
    bucket = deployment.outputs["BucketName"]
    assert bucket in controls["CIS 3.1"]["observed"]
    assert controls["S3.14"]["calls"] == ["s3:GetBucketVersioning"]
    # Of a check it is what the check asked, which is not what IAM calls the permission for it.
    assert {"cloudtrail:GetTrail", "s3:ListObjectsV2"} <= set(controls["CIS 3.2"]["calls"])
    assert {"kms:DescribeKey", "kms:GetKeyRotationStatus"} <= set(controls["CIS 3.6"]["calls"])
    assert {"s3:GetEncryptionConfiguration", "s3:ListBucket"}.isdisjoint(
        call for each in document["controls"] for call in each["calls"]
    )
    # What was not checked is said, and a reason for nothing too.
    assert any("S3.99" in each for each in document["not_checked"])
    assert all(any(id_ in each for each in document["not_checked"]) for id_ in nobodys)


def test_it_says_who_may_who_is_told_and_who_changed_it(
    document: dict[str, Any], deployment: Deployment
) -> None:
    (subscriber,) = document["subscribers"]
    assert subscriber["endpoint"] == "security@example.com"
    assert len(document["alarms"]) > 20
    of = {each["of"]: each for each in document["policies"]}
    assert {
        *("aws_s3_bucket_policy.LogBucketPolicy", "aws_kms_key.AuditKey"),
        *("aws_iam_role.TrailLogRole", "aws_iam_role_policy.LogBucketReplicationRolePolicy"),
        *("aws_sns_topic_policy.DeliveryTopicPolicy", "aws_s3_bucket_policy.ReplicaBucketPolicy"),
    } <= of.keys()
    calls = {(each["call"], each["who"]) for each in document["changes"]}
    assert ("cloudtrail:StartLogging", "arn:aws:iam::123456789012:user/local") in calls
    today = document["calendar"][-1]
    assert today["day"] == document["made"]["at"][:10]
    assert today["files"] == today["digests"] > 0
    assert document["deployment"]["bucket"] == deployment.outputs["BucketName"]


def test_nothing_of_it_was_changed_since(folder: Path, document: dict[str, Any]) -> None:
    check = ("sha256sum", "--check", "--quiet", "SHA256SUMS")
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    listed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    assert listed == there - {"SHA256SUMS"}
    assert {each["file"] for each in document["raw"]} == {
        name for name in there if name.startswith("raw/")
    }
    calls = {each["says"].partition(",")[0] for each in document["raw"]}
    assert {"cloudtrail:GetTrail", "kms:GetKeyRotationStatus", "s3:GetBucketAcl"} <= calls
    (folder / "evidence.json").write_text("{}")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1


def test_records_that_nobody_can_read_are_on_its_first_page(
    deployment: Deployment, tmp_path: Path
) -> None:
    kms = boto3.client("kms", region_name=deployment.settings.region)
    (key,) = {each["TargetKeyId"] for each in kms.list_aliases()["Aliases"] if _is_ours(each)}
    kms.disable_key(KeyId=key)
    done = deployment.tool("evidence", "--folder", str(tmp_path))
    kms.enable_key(KeyId=key)
    assert done.returncode == 1, done.stdout
    (written,) = tmp_path.iterdir()
    document = json.loads((written / "evidence.json").read_text())
    jsonschema.validate(document, json.loads((PROJECT / "docs/evidence.schema.json").read_text()))
    (said,) = (each for each in document["problems"] if each["id"] == "validation unreadable")
    assert "KMS.DisabledException" in said["observed"]
    assert not document["validation"]["holds"]
    first, _, _ = (written / "evidence.html").read_text().partition("Controls, and what AWS holds")
    assert said["what"] in first


def _is_ours(alias: Any) -> bool:
    return "TargetKeyId" in alias and not alias["AliasName"].startswith("alias/aws/")


def test_a_file_of_reasons_that_is_wrong_writes_nothing(
    deployment: Deployment, tmp_path: Path
) -> None:
    reasons = tmp_path / "reasons.toml"
    reasons.write_text("[[accepted]]")
    there = tmp_path / "evidence"
    done = deployment.tool("evidence", "--folder", str(there), "--reasons", str(reasons))
    assert done.returncode == 2
    assert "accepted.0.why" in done.stdout
    assert not there.exists()
