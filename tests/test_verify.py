"""What `make verify` says of single facts.

Whole runs are in `tests/integration/scenarios/test_verify.py`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from stacks.settings import Settings

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ProfileNotFound

from tools.verify.aws import Aws
from tools.verify.cannot_look import why
from tools.verify.checks.records import told
from tools.verify.deployed import Deployed
from tools.verify.errors import TO_BUCKET, TO_LOG_GROUP, Known, explained

DEPLOYED = Deployed(
    trail_arn="arn:aws:cloudtrail:us-east-2:123456789012:trail/CloudTrail",
    log_group="TrailLog",
    bucket="central-logs-1",
    records="AWSLogs/123456789012",
)


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
    aws = Aws(DEPLOYED, Settings())
    assert aws.ago(aws.now - elapsed) == said


def test_a_silence_of_more_than_a_day_proves_nothing() -> None:
    aws = Aws(DEPLOYED, Settings())
    assert aws.is_recent(aws.now - timedelta(hours=23, minutes=59))
    assert not aws.is_recent(aws.now - timedelta(hours=24, minutes=1))


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        (
            {"type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/a/b"},
            "arn:aws:sts::123456789012:assumed-role/a/b",
        ),
        ({"type": "AWSService", "invokedBy": "config.amazonaws.com"}, "config.amazonaws.com"),
        ({"type": "AWSAccount", "accountId": "111122223333"}, "AWSAccount"),
    ],
)
def test_who_did_what(identity: dict[str, str], who: str) -> None:
    event: dict[str, Any] = {
        "userIdentity": identity,
        "eventSource": "kms.amazonaws.com",
        "eventName": "Decrypt",
        "eventTime": "2026-01-31T23:59:01Z",
        "sourceIPAddress": "192.0.2.1",
    }
    then = f"{datetime(2026, 1, 31, 23, 59, 1, tzinfo=UTC):%Y-%m-%d %H:%M:%S} UTC, from 192.0.2.1"
    assert told(event) == f"{who}: kms Decrypt, {then}"
    denied = told({**event, "errorCode": "AccessDenied"})
    assert denied == f"{who}: kms Decrypt (AccessDenied), {then}"


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
            client_error("AccessDenied", "Access Denied", "ListObjectsV2"),
            "The caller may not s3:ListBucket: AccessDenied, Access Denied.",
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
