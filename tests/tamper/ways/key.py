"""What is done to the key."""

import json
from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

KEY, ALIAS = "aws_kms_key.AuditKey", "aws_kms_alias.AuditKeyAlias"


def _id(there: Deployed) -> str:
    return str(there.resources[KEY]["key_id"])


def _policy(change: Any) -> Act:
    def do(there: Deployed) -> None:
        policy = json.loads(
            there.aws.kms.get_key_policy(KeyId=_id(there), PolicyName="default")["Policy"]
        )
        policy["Statement"] = change(policy["Statement"])
        there.aws.kms.put_key_policy(
            KeyId=_id(there), PolicyName="default", Policy=json.dumps(policy)
        )

    return do


def _without(*words: str) -> Act:
    def change(statements: list[Any]) -> list[Any]:
        rest = [each for each in statements if not any(word in each["Sid"] for word in words)]
        assert len(rest) < len(statements), [each["Sid"] for each in statements]
        return rest

    return _policy(change)


def _another_account(statements: list[Any]) -> list[Any]:
    other = {"AWS": "arn:aws:iam::111122223333:root"}
    all_ = {"Sid": "X", "Effect": "Allow", "Principal": other, "Action": "kms:*", "Resource": "*"}
    return [*statements, all_]


def _keep(there: Deployed) -> None:
    there.aws.kms.cancel_key_deletion(KeyId=_id(there))
    there.aws.kms.enable_key(KeyId=_id(there))


def _grant(there: Deployed) -> None:
    there.aws.kms.create_grant(
        KeyId=_id(there), GranteePrincipal="arn:aws:iam::111122223333:root", Operations=["Decrypt"]
    )


def _revoke(there: Deployed) -> None:
    for grant in there.aws.kms.list_grants(KeyId=_id(there))["Grants"]:
        there.aws.kms.revoke_grant(KeyId=_id(there), GrantId=grant["GrantId"])


def _moved_alias(there: Deployed) -> None:
    other = there.aws.kms.create_key()["KeyMetadata"]["KeyId"]
    there.aws.kms.update_alias(AliasName=there.resources[ALIAS]["name"], TargetKeyId=other)


def _back(there: Deployed) -> None:
    """Without the key that the alias was moved to, which is no part of the deployment."""
    for key in there.aws.kms.list_keys()["Keys"]:
        state = there.aws.kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]
        if key["KeyId"] != _id(there) and state == "Enabled":
            there.aws.kms.schedule_key_deletion(KeyId=key["KeyId"])


WAYS = (
    Way(
        what="disabled",
        do=lambda there: there.aws.kms.disable_key(KeyId=_id(there)),
        check="key",
        alone=True,
    ),
    Way(
        what="going to be deleted",
        do=lambda there: there.aws.kms.schedule_key_deletion(KeyId=_id(there)),
        check="key",
        undo=_keep,
        alone=True,
    ),
    Way(
        what="not rotated",
        do=lambda there: there.aws.kms.disable_key_rotation(KeyId=_id(there)),
        check="key",
    ),
    Way(what="policy without the trail", do=_without("CloudTrailToEncrypt"), resource=KEY),
    Way(what="policy without the log group", do=_without("CloudWatchLogs"), resource=KEY),
    Way(what="another account administers it", do=_policy(_another_account), resource=KEY),
    Way(
        what="alias deleted",
        do=lambda there: there.aws.kms.delete_alias(AliasName=there.resources[ALIAS]["name"]),
        resource=ALIAS,
    ),
    Way(what="alias moved", do=_moved_alias, resource=ALIAS, undo=_back),
    Way(what="a grant for another account", do=_grant, check="key extras", undo=_revoke),
)
