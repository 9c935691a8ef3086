"""What is done to the role with which CloudTrail writes to the log group."""

import json
from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

ROLE = "aws_iam_role.TrailLogRole"
POLICY = "aws_iam_role_policy.TrailLogRolePolicy"
DENY_ALL = "arn:aws:iam::aws:policy/AWSDenyAll"


def _name(there: Deployed) -> str:
    return str(there.resources[ROLE]["name"])


def _role(operation: str, **arguments: Any) -> Act:
    return lambda there: getattr(there.aws.iam, operation)(RoleName=_name(there), **arguments)


def _trust(change: Any) -> Act:
    def do(there: Deployed) -> None:
        trust: Any = there.aws.iam.get_role(RoleName=_name(there))["Role"][
            "AssumeRolePolicyDocument"
        ]
        there.aws.iam.update_assume_role_policy(
            RoleName=_name(there), PolicyDocument=change(json.dumps(trust))
        )

    return do


_OTHER = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)

_NOTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
    }
)


def _attach(there: Deployed) -> None:
    policy = there.aws.iam.create_policy(PolicyName="deny-all", PolicyDocument=_NOTHING)["Policy"]
    there.aws.iam.attach_role_policy(RoleName=_name(there), PolicyArn=policy["Arn"])


def _detach(there: Deployed) -> None:
    arn = f"arn:aws:iam::{there.account}:policy/deny-all"
    there.aws.iam.detach_role_policy(RoleName=_name(there), PolicyArn=arn)
    there.aws.iam.delete_policy(PolicyArn=arn)


WAYS = (
    Way(
        what="policy deleted",
        do=lambda there: there.aws.iam.delete_role_policy(
            RoleName=_name(there), PolicyName=there.resources[POLICY]["name"]
        ),
        resource=POLICY,
    ),
    Way(
        what="CloudTrail may not assume it",
        do=_trust(lambda trust: trust.replace("cloudtrail.", "config.")),
        resource=ROLE,
    ),
    Way(what="another account may assume it", do=_trust(lambda _: _OTHER), resource=ROLE),
    Way(
        what="a policy that denies everything attached",
        do=_attach,
        check="role extras",
        says="deny-all",
        undo=_detach,
    ),
    Way(
        what="a further policy in it",
        do=_role("put_role_policy", PolicyName="deny", PolicyDocument=_NOTHING),
        check="role extras",
        says="the policy deny",
        undo=_role("delete_role_policy", PolicyName="deny"),
    ),
    Way(
        what="a boundary",
        do=_role("put_role_permissions_boundary", PermissionsBoundary=DENY_ALL),
        resource=ROLE,
    ),
)
