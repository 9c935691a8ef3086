"""The audit fails for what has no reason, and for a reason without a finding; no scanner runs."""

import json

import pytest

from tests.audit import checkov, prowler
from tests.audit.findings import Finding
from tests.audit.reasons import REASONS, Reason, entry, judge, read
from tests.audit.report import complaints
from tests.audit.scanner import ScannerError
from tests.scenarios import SCENARIOS

KEY = Finding("default", "checkov", "CKV_AWS_35", "CloudtrailStack/CloudTrail", "No key")
COPY = Finding("default", "prowler", "replication", "arn:aws:s3:::logs-*", "No copy")
REASON = Reason("It costs money", {"default": (str(KEY),)})


def test_findings_that_have_their_reason_and_no_other_pass() -> None:
    verdict = judge([KEY], [REASON])
    assert verdict.passed
    assert [*complaints(verdict)] == []


def test_a_finding_without_a_reason_fails_and_is_printed_as_the_entry_to_write() -> None:
    verdict = judge([KEY, COPY], [REASON])
    assert not verdict.passed
    assert verdict.unexplained == (COPY,)
    headline, written = complaints(verdict)
    assert "Without a reason: 1." in headline
    assert read(written.replace('""', '"A reason"')) == (
        Reason("A reason", {"default": (str(COPY),)}),
    )


def test_a_reason_whose_finding_is_gone_fails() -> None:
    verdict = judge([], [REASON])
    assert not verdict.passed
    assert verdict.outdated == (("default", str(KEY)),)
    assert str(KEY) in "".join(complaints(verdict))


@pytest.mark.parametrize(
    "other",
    [
        Finding("everything", KEY.scanner, KEY.check, KEY.resource, KEY.says),
        Finding(KEY.scenario, "prowler", KEY.check, KEY.resource, KEY.says),
        Finding(KEY.scenario, KEY.scanner, "CKV_AWS_36", KEY.resource, KEY.says),
        Finding(KEY.scenario, KEY.scanner, KEY.check, "CloudtrailStack/Other", KEY.says),
    ],
)
def test_a_reason_holds_for_nothing_but_what_it_names(other: Finding) -> None:
    verdict = judge([KEY, other], [REASON])
    assert verdict.unexplained == (other,)
    assert not verdict.outdated


def test_two_reasons_for_one_finding_are_one_too_many() -> None:
    assert judge([KEY], [REASON, REASON]).outdated == (("default", str(KEY)),)


def test_a_reason_must_be_given() -> None:
    with pytest.raises(ValueError, match="why"):
        read(entry([KEY]))


def test_the_reviewed_file_is_about_the_scenarios_that_exist() -> None:
    reasons = read(REASONS.read_text())
    assert {scenario for reason in reasons for scenario in reason.findings} <= {*SCENARIOS}
    accepted = [each for reason in reasons for each in reason.accepted()]
    assert len(accepted) == len({*accepted})


def test_checkov_s_report_is_read() -> None:
    failed = {
        "check_id": "CKV_AWS_35",
        "check_name": "No key",
        "resource": "resource.CloudTrail",
        "file_path": "/CloudtrailStack/cdk.tf.json",
    }
    report = {
        "summary": {"passed": 47, "parsing_errors": 0},
        "results": {"failed_checks": [failed]},
    }
    scan = checkov.parse("default", json.dumps(report))
    assert scan.passed == 47
    assert scan.findings == {KEY}


def test_prowler_s_report_is_read_and_generated_names_are_the_same_in_every_run() -> None:
    def result(status: str, name: str) -> dict[str, object]:
        return {
            "status_code": status,
            "metadata": {"event_code": "replication"},
            "resources": [{"uid": name}],
            "finding_info": {"title": "No copy"},
        }

    results = [
        result("PASS", "arn:aws:s3:::another"),
        result("FAIL", "arn:aws:s3:::logs-20261122183458511300000001"),
        result("MANUAL", "arn:aws:kms:us-east-2:123456789012:attestation"),
    ]
    scan = prowler.parse("default", json.dumps(results))
    assert scan.passed == 1
    assert scan.findings == {COPY}


def test_a_scan_that_saw_nothing_is_no_scan() -> None:
    nothing = {"summary": {"passed": 0, "parsing_errors": 0}, "results": {"failed_checks": []}}
    with pytest.raises(ScannerError):
        checkov.parse("default", json.dumps(nothing))
    with pytest.raises(ScannerError):
        prowler.parse("default", "[]")
