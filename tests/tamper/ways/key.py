"""What is done to the key."""

import json
from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

KEY, ALIAS = "aws_kms_key.AuditKey", "aws_kms_alias.AuditKeyAlias"


def _id(aws: Deployed) -> str:
    return str(aws.resources[KEY]["key_id"])


def _policy(change: Any) -> Act:
    def do(aws: Deployed) -> None:
        policy = json.loads(aws.kms.get_key_policy(KeyId=_id(aws), PolicyName="default")["Policy"])
        policy["Statement"] = change(policy["Statement"])
        aws.kms.put_key_policy(KeyId=_id(aws), PolicyName="default", Policy=json.dumps(policy))

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


def _keep(aws: Deployed) -> None:
    aws.kms.cancel_key_deletion(KeyId=_id(aws))
    aws.kms.enable_key(KeyId=_id(aws))


def _grant(aws: Deployed) -> None:
    aws.kms.create_grant(
        KeyId=_id(aws), GranteePrincipal="arn:aws:iam::111122223333:root", Operations=["Decrypt"]
    )


def _revoke(aws: Deployed) -> None:
    for grant in aws.kms.list_grants(KeyId=_id(aws))["Grants"]:
        aws.kms.revoke_grant(KeyId=_id(aws), GrantId=grant["GrantId"])


def _moved_alias(aws: Deployed) -> None:
    other = aws.kms.create_key()["KeyMetadata"]["KeyId"]
    aws.kms.update_alias(AliasName=aws.resources[ALIAS]["name"], TargetKeyId=other)


WAYS = (
    Way(
        what="disabled",
        do=lambda aws: aws.kms.disable_key(KeyId=_id(aws)),
        check="key",
        alone=True,
    ),
    Way(
        what="going to be deleted",
        do=lambda aws: aws.kms.schedule_key_deletion(KeyId=_id(aws)),
        check="key",
        undo=_keep,
        alone=True,
    ),
    Way(
        what="not rotated",
        do=lambda aws: aws.kms.disable_key_rotation(KeyId=_id(aws)),
        check="key",
    ),
    Way(what="policy without the trail", do=_without("CloudTrailToEncrypt"), resource=KEY),
    Way(what="policy without the log group", do=_without("CloudWatchLogs"), resource=KEY),
    Way(what="another account administers it", do=_policy(_another_account), resource=KEY),
    Way(
        what="alias deleted",
        do=lambda aws: aws.kms.delete_alias(AliasName=aws.resources[ALIAS]["name"]),
        resource=ALIAS,
    ),
    Way(what="alias moved", do=_moved_alias, resource=ALIAS),
    Way(what="a grant for another account", do=_grant, check="key extras", undo=_revoke),
)
