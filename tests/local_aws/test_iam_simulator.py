"""The simulator reads what can be about an action, however a policy names it."""

from typing import Any

import pytest

from tools.iam_simulator import Call, Decision, simulator

ACCOUNT = "123456789012"


def decision(*statements: dict[str, Any]) -> Decision:
    """Returns what becomes of reading an object, with a policy of the caller that says this."""
    everywhere = [{**statement, "Resource": "*"} for statement in statements]
    call = Call(
        principal=f"arn:aws:iam::{ACCOUNT}:user/somebody",
        action="s3:GetObject",
        resource="arn:aws:s3:::some-bucket/some-key",
        account=ACCOUNT,
        context={},
        identity_policies=({"Version": "2012-10-17", "Statement": everywhere},),
    )
    (decided,) = simulator().decide([call])
    return decided


@pytest.mark.parametrize(
    "named",
    [
        {"Action": "s3:GetObject"},
        {"Action": "S3:getobject"},
        {"Action": "s3:Get*"},
        {"Action": "s3:GetObjec?"},
        {"Action": "*"},
        {"Action": ["s3:PutObject", "s3:GetObject"]},
        {"NotAction": "s3:PutObject"},
    ],
)
def test_a_statement_about_the_action_decides(named: dict[str, Any]) -> None:
    assert decision({"Effect": "Allow", **named}) == Decision.ALLOWED
    everything = {"Effect": "Allow", "Action": "*"}
    assert decision(everything, {"Effect": "Deny", **named}) == Decision.EXPLICITLY_DENIED


@pytest.mark.parametrize(
    "named",
    [{"Action": "s3:GetObjectAcl"}, {"Action": ["s3:Put*", "sns:*"]}, {"NotAction": "s3:Get*"}],
)
def test_a_statement_about_another_one_does_not(named: dict[str, Any]) -> None:
    assert decision({"Effect": "Allow", **named}) == Decision.IMPLICITLY_DENIED
    everything = {"Effect": "Allow", "Action": "*"}
    assert decision(everything, {"Effect": "Deny", **named}) == Decision.ALLOWED
