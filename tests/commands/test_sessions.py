"""Which account a command asks about a stack: the caller's, or a log archive's."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from botocore.exceptions import ClientError

from tools.stack import Stack
from tools.verify.cannot_look import CannotLookError

ROLE = "arn:aws:iam::444455556666:role/Deploys"
KEYS = {"AccessKeyId": "ASIA1", "SecretAccessKey": "secret", "SessionToken": "token"}


def stack(folder: Path, **role: str) -> Stack:
    provider: dict[str, Any] = {"region": "us-east-2", **({"assume_role": [role]} if role else {})}
    (folder / "cdk.tf.json").write_text(json.dumps({"provider": {"aws": [provider]}}))
    return Stack(folder, {})


def test_without_a_role_it_is_the_caller_s(tmp_path: Path) -> None:
    with patch("boto3.Session.client") as client:
        assert stack(tmp_path).aws.region == "us-east-2"
    client.assert_not_called()


@pytest.mark.parametrize("external_id", ["", "for-the-records"])
def test_with_a_role_it_is_the_role_s(tmp_path: Path, external_id: str) -> None:
    given = {"external_id": external_id} if external_id else {}
    sts = Mock(**{"assume_role.return_value": {"Credentials": KEYS}})
    with patch("boto3.Session.client", return_value=sts):
        session = stack(tmp_path, role_arn=ROLE, **given).aws.session
    asked = sts.assume_role.call_args.kwargs
    assert asked["RoleArn"] == ROLE
    assert asked.get("ExternalId", "") == external_id
    credentials = session.get_credentials()
    assert credentials
    assert credentials.access_key == "ASIA1"


@pytest.mark.parametrize("external_id", ["", "for-the-records"])
def test_a_role_that_cannot_be_assumed_is_one_sentence(tmp_path: Path, external_id: str) -> None:
    given = {"external_id": external_id} if external_id else {}
    refused: Any = {"Error": {"Code": "AccessDenied", "Message": "not authorized"}}
    sts = Mock(**{"assume_role.side_effect": ClientError(refused, "AssumeRole")})
    with (
        patch("boto3.Session.client", return_value=sts),
        pytest.raises(CannotLookError) as error,
    ):
        _ = stack(tmp_path, role_arn=ROLE, **given).aws
    said = str(error.value)
    assert said.startswith("The role of log_archive cannot be assumed: AccessDenied")
    assert f"The trust policy of {ROLE} must name the caller" in said
    assert ("log_archive.external_id" in said) == bool(external_id)
