"""What the document says: in its JSON, of each control, of policies, changes and reasons."""

import copy
import json
import os
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.foundation.controls import NONE
from stacks.foundation.deployed import Deployed
from stacks.foundation.hostile_text import harmless
from stacks.foundation.setting_rules import SettingsError

import attrs
import jsonschema
import pytest
from markupsafe import escape

from tests.evidence.sample import HOSTILE, SAMPLE
from tools.cdktf import PROJECT
from tools.controls import CONTROLS
from tools.evidence.alarms import listeners
from tools.evidence.changes import Changes
from tools.evidence.folder import as_json
from tools.evidence.page import page
from tools.evidence.policies import in_words
from tools.evidence.reasons import read_reasons
from tools.local_aws import local_aws
from tools.validate.findings import Kind
from tools.verify.checks import CHECKS

SCHEMA = json.loads((PROJECT / "docs/evidence.schema.json").read_text())


def test_the_json_is_as_its_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(as_json(SAMPLE)), SCHEMA)


@pytest.mark.parametrize("name", [each.name for each in attrs.fields(type(SAMPLE))])
def test_the_schema_asks_for_every_part(name: str) -> None:
    document = json.loads(as_json(SAMPLE))
    del document[name]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_records_say_is_more_than_text(text: str) -> None:
    written = page(SAMPLE)
    assert "<script" not in written
    assert "<img" not in written
    assert "<svg" not in written
    for hidden in ("\x1b", "\x07", "‮", "\u200b"):
        assert hidden not in written
    assert text.isprintable() or text not in written
    assert str(escape(harmless(text))) in written


# What AWS holds where each control is met, and the change that means that it is not.
BLOCKED = dict.fromkeys(
    (
        *("block_public_acls", "block_public_policy"),
        *("ignore_public_acls", "restrict_public_buckets"),
    ),
    True,
)


def _policy(**changes: Any) -> str:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    let_in = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    return json.dumps({"Statement": [deny | changes.pop("deny", {}), let_in | changes]})


def _encrypted(algorithm: str) -> Any:
    default = {"sse_algorithm": algorithm}
    return {"rule": [{"apply_server_side_encryption_by_default": [default]}]}


def _selects(*fields: dict[str, Any]) -> Any:
    category = {"field": "eventCategory", "equals": ["Management"]}
    return {"advanced_event_selector": [{"field_selector": [category, *fields]}]}


MET: dict[str, list[tuple[Any, Any]]] = {
    "CIS 3.1": [
        (
            _selects(),
            _selects({"field": "eventSource", "not_equals": ["kms.amazonaws.com"], "equals": []}),
        )
    ],
    "CIS 3.4": [({"target_bucket": "readers"}, {"target_bucket": ""})],
    "CIS 3.5": [
        (_encrypted("aws:kms"), _encrypted("AES256")),
        ({"kms_key_id": "arn:aws:kms:x"}, {"kms_key_id": ""}),
    ],
    "CIS 3.6": [({"enable_key_rotation": True}, {"enable_key_rotation": False})],
    "CloudTrail.6": [(BLOCKED, BLOCKED | {"ignore_public_acls": False})],
    "CloudTrail.9": [({"tags_all": {"Owner": "x"}}, {"tags_all": {}})],
    "CloudWatch.16": [
        ({"retention_in_days": 365}, {"retention_in_days": 364}),
    ],
    "S3.5": [({"policy": _policy()}, {"policy": _policy(deny={"Effect": "Allow"})})],
    "S3.6": [
        (
            {"policy": _policy()},
            {"policy": _policy(Principal={"AWS": "arn:aws:iam::111122223333:root"})},
        )
    ],
    "S3.10": [
        (
            {"rule": [{"id": "Archive", "status": "Enabled"}]},
            {"rule": [{"id": "Archive", "status": "Disabled"}]},
        )
    ],
    "S3.11": [({"eventbridge": True}, {"eventbridge": False})],
    "S3.12": [
        (
            {"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
            {"rule": [{"object_ownership": "ObjectWriter"}]},
        )
    ],
    "S3.14": [
        (
            {"versioning_configuration": [{"status": "Enabled"}]},
            {"versioning_configuration": [{"status": "Suspended"}]},
        )
    ],
    "S3.15": [
        (
            {"rule": [{"default_retention": [{"mode": "GOVERNANCE", "days": 365}]}]},
            {"rule": []},
        )
    ],
    "S3.20": [
        (
            {"versioning_configuration": [{"mfa_delete": "Enabled"}]},
            {"versioning_configuration": [{"mfa_delete": "Disabled"}]},
        )
    ],
}


HELD = {control.ids[0]: control.held for control in CONTROLS if control.held}


def test_of_every_control_within_reach_something_is_looked_at() -> None:
    checked = {id_ for check in CHECKS for id_ in check.controls}
    unseen = [
        control.ids
        for control in CONTROLS
        if control.out_of_reach in ("", NONE) and not control.held and not checked & {*control.ids}
    ]
    assert unseen == []


@pytest.mark.parametrize("control", HELD)
def test_a_control_holds_exactly_where_aws_holds_what_it_wants(control: str) -> None:
    for held, (met, not_met) in zip(HELD[control], MET[control], strict=True):
        assert held.holds(met)
        assert not held.holds(not_met)
        # What was seen tells the two apart.
        assert held.observed(met) != held.observed(not_met) or control == "S3.10"


def test_a_policy_is_said_in_plain_words() -> None:
    document = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": ["s3:PutObject"],
                "Resource": "arn:aws:s3:::logs/*",
                "Condition": {"StringEquals": {"aws:SourceArn": ["arn:one", "arn:two"]}},
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": ["*"]},
            {
                "Effect": "Deny",
                "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"},
                "NotAction": ["s3:GetObject", "s3:ListBucket"],
                "NotResource": "arn:aws:s3:::logs/*",
            },
        ]
    }
    assert in_words("policy", json.dumps(document)).statements == [
        "Service cloudtrail.amazonaws.com may s3:PutObject on arn:aws:s3:::logs/*, if "
        "aws:SourceArn is arn:one or arn:two.",
        "Anybody may never s3:* on arn:aws:s3:::logs, arn:aws:s3:::logs/*, if "
        "aws:SecureTransport is false.",
        "Whoever has the role may logs:PutLogEvents on every resource.",
        "Anybody but aws arn:aws:iam::123456789012:root may never anything but s3:GetObject, "
        "s3:ListBucket on anything but arn:aws:s3:::logs/*.",
    ]


def test_in_the_policy_of_a_key_everything_is_the_key() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    document = json.dumps({"Statement": [statement]})
    (said,) = in_words("aws_kms_key.AuditKey", document).statements
    assert said == "Anybody may kms:* on this key."


def test_the_schema_knows_every_kind_of_finding() -> None:
    regions = SCHEMA["properties"]["validation"]["properties"]["regions"]["items"]
    finding = regions["properties"]["findings"]["items"]
    assert finding["properties"]["kind"]["enum"] == list(Kind)


def _record(**changes: Any) -> dict[str, Any]:
    return {
        "eventTime": "2026-01-31T12:00:00Z",
        "eventSource": "cloudtrail.amazonaws.com",
        "eventName": "StopLogging",
        "eventCategory": "Management",
        "readOnly": False,
        "awsRegion": "us-east-2",
        "sourceIPAddress": "192.0.2.1",
        "userIdentity": {"arn": "arn:aws:iam::123456789012:user/mallory"},
        "requestParameters": {"name": "arn:aws:cloudtrail:us-east-2:123456789012:trail/audit"},
        **changes,
    }


@pytest.mark.parametrize(
    ("record", "on"),
    [
        (_record(), ["audit"]),
        (_record(requestParameters={"name": "audit"}), ["audit"]),
        (_record(requestParameters={"a": [{"bucketName": "logs"}]}), ["logs"]),
        (_record(requestParameters=None, resources=[{"ARN": "arn:aws:s3:::logs"}]), ["logs"]),
        (_record(requestParameters={"name": "audit-two"}), []),
        (_record(readOnly=True), []),
        (_record(eventCategory="Data"), []),
        (_record(requestParameters=None), []),
    ],
)
def test_what_changed_the_deployment_is_kept(record: dict[str, Any], on: list[str]) -> None:
    changes = Changes(frozenset({"audit", "logs"}))
    changes.read(json.dumps({"Records": [record]}).encode())
    assert [each.on for each in changes.in_order()] == on


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"Records": 3}', b'{"Records": [3]}', b"[" * 100_000, b"\xff"]
)
def test_what_is_no_list_of_records_says_nothing(content: bytes) -> None:
    changes = Changes(frozenset({"audit"}))
    changes.read(content)
    assert changes.in_order() == []


def test_a_topic_that_is_gone_has_no_listener_and_ends_nothing() -> None:
    """Somebody who deletes it must not be spared the document."""
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        deployed = Deployed(
            outputs={"TrailArn": "arn:aws:cloudtrail:us-east-2:123456789012:trail/audit"},
            resources={
                "aws_cloudwatch_metric_alarm.X": {
                    "alarm_name": "audit/x",
                    "alarm_actions": ["arn:aws:sns:us-east-2:123456789012:gone"],
                }
            },
        )
        assert list(listeners(deployed)) == []


def _reasons(folder: Path, text: str) -> Path:
    file = folder / "evidence.toml"
    file.write_text(text)
    return file


def test_reasons_are_read_and_end_on_their_day(tmp_path: Path) -> None:
    assert read_reasons(tmp_path / "evidence.toml") == {}
    text = '[[accepted]]\nid = "S3.20"\nwhy = "The lock is stronger."\nuntil = 2026-01-31\n'
    (reason,) = read_reasons(_reasons(tmp_path, text)).values()
    assert reason.holds(date(2026, 1, 31))
    assert not reason.holds(date(2026, 2, 1))
    assert str(reason) == "The lock is stronger. (until 2026-01-31)"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("accepted = 3", {"accepted"}),
        ("other = 1", {"other"}),
        ("[[accepted]]", {"accepted.0.id", "accepted.0.why"}),
        ('[[accepted]]\nid = "x"\nwhy = " "', {"accepted.0.why"}),
        ('[[accepted]]\nid = "x"\nwhy = "y"\nuntil = "soon"', {"accepted.0.until"}),
        ('[[accepted]]\nid = "x"\nwhy = "y"\nby = "z"', {"accepted.0.by"}),
        ("not toml", {"evidence.toml"}),
    ],
)
def test_reasons_that_cannot_be_read_are_said(text: str, keys: set[str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_reasons(_reasons(tmp_path, text))
    assert {each.key for each in caught.value.problems} == keys
    assert {each.source for each in caught.value.problems} == {"evidence.toml"}


def test_the_sample_is_not_changed_by_looking_at_it() -> None:
    before = copy.deepcopy(SAMPLE)
    page(SAMPLE)
    assert before == SAMPLE
