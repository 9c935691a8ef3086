"""What `make verify` says of single facts.

Whole runs are in `tests/integration/scenarios/test_verify.py`.
"""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from stacks.features.trail.verify.delivery_errors import (
    TO_BUCKET,
    TO_LOG_GROUP,
    TO_TOPIC,
    Known,
    explained,
)
from stacks.features.trail.verify.records import CHECKS as OF_RECORDS
from stacks.features.trail.verify.who_did_what import NoRecordError, who_did_what
from stacks.foundation.aws_clients import Clients
from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed
from stacks.foundation.inflated import LARGEST

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProfileNotFound,
)
from hypothesis import example, given, strategies as st

from tools.verify.cannot_look import why
from tools.verify.checks import CHECKS
from tools.verify.declared import declared_rows
from tools.verify.display import Progress
from tools.verify.rows import rows_of
from tools.verify.terraform import Plan

DEPLOYED = Deployed(
    {
        "TrailArn": "arn:aws:cloudtrail:us-east-2:123456789012:trail/CloudTrail",
        "BucketName": "central-logs-1",
        "RecordsPrefix": "s3://central-logs-1/AWSLogs/123456789012/",
        "LogGroupName": "TrailLog",
    },
    {},
)

# What a terminal acts on, rather than shows.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (timedelta(seconds=-3), "0 s ago"),
        (timedelta(seconds=119), "119 s ago"),
        (timedelta(seconds=120), "2 min ago"),
        (timedelta(minutes=119), "119 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_how_long_ago(elapsed: timedelta, said: str) -> None:
    assert DEPLOYED.ago(DEPLOYED.now - elapsed) == said


def test_a_silence_of_more_than_a_day_proves_nothing() -> None:
    assert DEPLOYED.is_recent(DEPLOYED.now - timedelta(hours=23, minutes=59))
    assert not DEPLOYED.is_recent(DEPLOYED.now - timedelta(hours=24, minutes=1))


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        (
            {"type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/a/b"},
            "arn:aws:sts::123456789012:assumed-role/a/b",
        ),
        ({"type": "AWSService", "invokedBy": "config.amazonaws.com"}, "config.amazonaws.com"),
        ({"type": "AWSAccount", "accountId": "111122223333"}, "111122223333"),
        # As Identity Center's users come, and SAML's, and what Billing and Cognito leave out.
        (
            {"type": "IdentityCenterUser", "arn": "", "onBehalfOf": {"userId": "94482488-3041"}},
            "94482488-3041",
        ),
        ({"type": "SAMLUser", "userName": "ana@example.com"}, "ana@example.com"),
        ({"accountId": "111122223333"}, "111122223333"),
        ({}, "somebody"),
        (None, "somebody"),
    ],
)
def test_who_did_what(identity: dict[str, Any] | None, who: str) -> None:
    event: dict[str, Any] = {
        "userIdentity": identity,
        "eventSource": "kms.amazonaws.com",
        "eventName": "Decrypt",
        "eventTime": "2026-01-31T23:59:01Z",
        "sourceIPAddress": "192.0.2.1",
    }
    then = f"{datetime(2026, 1, 31, 23, 59, 1, tzinfo=UTC):%Y-%m-%d %H:%M:%S} UTC, from 192.0.2.1"
    assert who_did_what(event) == f"{who}: kms Decrypt, {then}"
    denied = who_did_what({**event, "errorCode": "AccessDenied"})
    assert denied == f"{who}: kms Decrypt (AccessDenied), {then}"
    del event["sourceIPAddress"]
    assert who_did_what(event) == f"{who}: kms Decrypt, {then.partition(',')[0]}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
hostile_event = st.fixed_dictionaries(
    {
        "eventName": anything,
        "eventSource": anything,
        "eventTime": st.just("2026-01-31T23:59:01Z") | anything,
    },
    optional={
        "userIdentity": anything
        | st.fixed_dictionaries({}, optional={"arn": anything, "onBehalfOf": anything}),
        "sourceIPAddress": anything,
        "errorCode": anything,
    },
)


@given(hostile_event | anything)
@example({"eventName": "\x1b[2J", "eventSource": "\u202e", "eventTime": "2026-01-31T23:59:01Z"})
def test_whatever_a_record_holds_nothing_of_it_reaches_the_terminal(record: Any) -> None:
    try:
        said = who_did_what(record)
    except NoRecordError as error:
        said = str(error)
    assert not CONTROL.search(said)
    assert len(said) < 1200


def packed(document: Any) -> bytes:
    return gzip.compress(json.dumps(document).encode())


EVENT = {
    "eventName": "Decrypt",
    "eventSource": "kms.amazonaws.com",
    "eventTime": "2026-01-31T23:59:01Z",
}
A_FILE = packed({"Records": [EVENT]})
BRACKETS = gzip.compress(b"[" * 100_000)
A_BOMB = gzip.compress(bytes(LARGEST + 1), compresslevel=1)


def newest_record(content: bytes) -> Finding:
    """Returns what the check says of a bucket whose newest log file has this content."""
    newest = {"Key": "a\x1b]0;b\x07", "LastModified": DEPLOYED.now}
    s3 = SimpleNamespace(
        exceptions=SimpleNamespace(NoSuchBucket=KeyError),
        get_paginator=lambda _: SimpleNamespace(paginate=lambda **_: [{"Contents": [newest]}]),
        get_object=lambda **_: {"Body": io.BytesIO(content)},
    )
    (check,) = (each for each in OF_RECORDS if each.id == "newest record")
    with patch("boto3.Session.client", return_value=s3):
        (finding,) = check.look(Deployed(DEPLOYED.outputs, {}))
    return finding


def test_a_log_file_is_read() -> None:
    finding = newest_record(A_FILE)
    assert (finding.result, finding.observed) == (
        Result.OK,
        "somebody: kms Decrypt, 2026-01-31 23:59:01 UTC",
    )


# The bomb takes its time.
@given(st.binary() | st.builds(packed, anything))
@example(A_FILE[:-9])
@example(A_FILE[:20] + bytes([A_FILE[20] ^ 0xFF]) + A_FILE[21:])
@example(A_FILE + A_FILE)
@example(BRACKETS)
@example(A_BOMB)
@example(packed({"Records": []}))
@example(packed({"Records": [None]}))
def test_a_file_that_cloudtrail_did_not_write_is_said_to_be_one(content: bytes) -> None:
    finding = newest_record(content)
    assert finding.result is Result.FAILED
    assert "is no record of CloudTrail's: " in finding.observed
    assert not CONTROL.search(finding.observed + finding.resource)


@pytest.mark.parametrize(
    ("error", "table", "cause"),
    [
        ("AccessDenied", TO_BUCKET, "the bucket policy, or with a key the key's policy"),
        ("NoSuchBucket", TO_BUCKET, "the bucket is gone"),
        ("KMS.DisabledException", TO_BUCKET, "the key is disabled"),
        ("KMS.KMSInvalidStateException", TO_BUCKET, "the key is about to be deleted"),
        ("Access denied. Check the permissions for your role.", TO_LOG_GROUP, "the role's policy"),
        (
            "Access denied. Check the trust relationships for your role.",
            TO_LOG_GROUP,
            "the role's trust policy",
        ),
        ("AccessDeniedException", TO_LOG_GROUP, "the role's policy"),
        ("The specified log group does not exist.", TO_LOG_GROUP, "the log group is gone"),
        ("ResourceNotFoundException", TO_LOG_GROUP, "the log group is gone"),
        ("NotFound", TO_TOPIC, "the topic is gone"),
        ("AuthorizationError", TO_TOPIC, "the topic's policy"),
        ("KMSAccessDenied", TO_TOPIC, "the key's policy"),
    ],
)
def test_a_delivery_error_has_its_usual_cause(
    error: str, table: tuple[Known, ...], cause: str
) -> None:
    assert explained(error, table).startswith(f"usually {cause}")


def test_an_unknown_delivery_error_is_not_explained_away() -> None:
    assert explained("SlowDown", TO_BUCKET).startswith("no usual cause is known; make diff")


def client_error(code: str, message: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            client_error("ExpiredToken", "The security token is expired.", "GetCallerIdentity"),
            "AWS does not accept the credentials: ExpiredToken, The security token is expired.",
        ),
        (
            client_error("AccessDenied", "Access Denied", "GetCallerIdentity"),
            "The caller may not GetCallerIdentity: AccessDenied, Access Denied.",
        ),
        (
            client_error(
                "AccessDenied",
                "User: arn:aws:iam::123456789012:user/a is not authorized to perform: kms:Decrypt "
                "on resource: arn:aws:kms:us-east-2:123456789012:key/1",
                "GetObject",
            ),
            "The caller may not kms:Decrypt: AccessDenied, User: arn:aws:iam::123456789012:user/a "
            "is not authorized to perform: kms:Decrypt on resource: "
            "arn:aws:kms:us-east-2:123456789012:key/1.",
        ),
        (
            client_error("ThrottlingException", "Rate exceeded", "GetTrail"),
            "AWS cannot be asked: An error occurred (ThrottlingException) when calling the "
            "GetTrail operation: Rate exceeded.",
        ),
        (
            ProfileNotFound(profile="audit"),
            "The config profile (audit) could not be found; set AWS_PROFILE to one that exists.",
        ),
        (
            EndpointConnectionError(endpoint_url="https://sts.us-east-2.amazonaws.com/"),
            'AWS cannot be asked: Could not connect to the endpoint URL: "https://sts.us-east-2.'
            'amazonaws.com/".',
        ),
    ],
)
def test_why_it_cannot_look_is_one_sentence(error: Any, sentence: str) -> None:
    assert str(why(error)) == sentence


def failing(error: Exception) -> Callable[[Deployed], Iterator[Finding]]:
    """Returns a look that sees one resource, and then fails."""

    def look(_: Deployed) -> Iterator[Finding]:
        yield Finding(resource="a", observed="b")
        raise error

    return look


@pytest.mark.parametrize(
    ("error", "says", "result"),
    [
        (
            client_error("AccessDenied", "Access Denied", "ListGrants"),
            "the caller may not kms:ListGrants or kms:DescribeKey: AccessDenied, Access Denied.",
            Result.NOT_CHECKED,
        ),
        (
            client_error(
                "AccessDeniedException",
                "User: arn:aws:iam::123456789012:user/a is not authorized to perform: kms:Other",
                "ListGrants",
            ),
            "the caller may not kms:Other: AccessDeniedException, User: ",
            Result.NOT_CHECKED,
        ),
        (
            client_error("InvalidArnException", "No.", "ListGrants"),
            "AWS did not answer: An error occurred (InvalidArnException)",
            Result.NOT_CHECKED,
        ),
        # What passes is worth waiting for.
        (
            client_error("ThrottlingException", "Rate exceeded", "ListGrants"),
            "AWS did not answer: An error occurred (ThrottlingException)",
            Result.NOT_YET,
        ),
        (
            ClientError(
                {
                    "Error": {"Code": "KMSInternalException"},
                    "ResponseMetadata": {
                        "HTTPStatusCode": 500,
                        "RequestId": "",
                        "HostId": "",
                        "HTTPHeaders": {},
                        "RetryAttempts": 0,
                    },
                },
                "ListGrants",
            ),
            "AWS did not answer: An error occurred (KMSInternalException)",
            Result.NOT_YET,
        ),
        (
            ConnectTimeoutError(endpoint_url="https://kms"),
            "AWS did not answer: Connect timeout",
            Result.NOT_YET,
        ),
    ],
)
def test_what_aws_does_not_answer_is_a_row(error: Exception, says: str, result: Result) -> None:
    check = Check(
        id="key",
        title="the key works",
        look=failing(error),
        actions=("kms:ListGrants", "kms:DescribeKey"),
        remedy="",
    )
    (row,) = rows_of(check, DEPLOYED)
    assert (row.check, row.resource, row.result) == ("key", "the key works", result)
    assert row.observed.startswith(says)
    assert row.remedy


def test_checks_have_names_of_their_own_and_say_what_they_need() -> None:
    ids = [check.id for check in CHECKS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+:\w+", a) for check in CHECKS for a in check.actions)
    assert all(check.actions and check.title for check in CHECKS)


AWS = Clients("us-east-2")


def changed(actions: list[str], before: Any, after: Any, **more: Any) -> Plan:
    change = {"actions": actions, "before": before, "after": after, **more}
    return Plan(
        {"resource_changes": [{"mode": "managed", "address": "aws_a.B", "change": change}]},
        {},
        Clients("us-east-2"),
    )


POLICY = {"Version": "1", "Statement": [{"Sid": "A", "Effect": "Allow"}, {"Sid": "B"}]}


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (changed(["no-op"], {"a": 1}, {"a": 1}), "unchanged"),
        (changed(["create"], None, {"a": 1}), "is gone, or is going to be deleted"),
        (changed(["forget"], {"a": 1}, None), "is deployed and not declared any more"),
        (
            changed(["update"], {"a": 1, "b": 2}, {"a": 3, "b": 2}),
            "a is 1, and 3 was deployed",
        ),
        (
            changed(["update"], {"a": [{"b": None}]}, {"a": [{"b": True}]}),
            "a[0].b is none, and true was deployed",
        ),
        (
            changed(["update"], {"a": 1, "arn": "x"}, {"a": 2}, after_unknown={"arn": True}),
            "a is 1, and 2 was deployed",
        ),
        (
            changed(["update"], {"a": "x"}, {}, after_unknown={"a": True}),
            "depends on another resource that differs",
        ),
        (
            changed(
                ["update"],
                {"tags": {"a": "b"}, "tags_all": {"a": "b", "c": "d"}},
                {"tags": {}, "tags_all": {"c": "e"}},
            ),
            "tags_all.a is b, and none was deployed; tags_all.c is d, and e was deployed",
        ),
        (
            changed(
                ["update"],
                {"policy": json.dumps({**POLICY, "Statement": POLICY["Statement"][::-1]})},
                {"policy": json.dumps({"Version": "1", "Statement": POLICY["Statement"][:1]})},
            ),
            'policy.Statement.B is {"Sid": "B"}, and none was deployed',
        ),
        (
            changed(["update"], {"a": "\x1b[2J" * 100}, {"a": ""}),
            "a is " + ("\\x1b[2J" * 100)[:160] + "..., and none was deployed",
        ),
    ],
)
def test_what_differs_is_said_argument_by_argument(plan: Plan, says: str) -> None:
    (row,) = declared_rows("CloudtrailStack", plan)
    assert row.observed == says
    assert (row.result is Result.OK) == (says == "unchanged")


def test_a_resource_that_could_not_be_read_is_not_checked() -> None:
    plan = Plan(
        changed(["no-op"], {}, {}).document,
        {"aws_a.B": "AccessDenied. Not you."},
        Clients("us-east-2"),
    )
    (row,) = declared_rows("CloudtrailStack", plan)
    assert (row.result, row.observed) == (Result.NOT_CHECKED, "AccessDenied. Not you.")


def test_no_line_moves_in_a_file_not_even_where_colours_are_forced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Progress() as progress:
        progress.update("records", 60)
        progress.update("records", 50)
        progress.update("digests", 40)
    assert capsys.readouterr().err.splitlines() == ["waiting for records", "waiting for digests"]
