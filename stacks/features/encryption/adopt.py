"""How to find a key and its alias, with or without Terraform's state."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.gone import unless_gone
from stacks.foundation.kinds import Adoption, Existing, Kind, Leftover

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient
    from types_boto3_kms.type_defs import KeyMetadataTypeDef

CANCEL = (
    "is going to be deleted, and what it has encrypted with it. Keep it: aws kms "
    "cancel-key-deletion {key}, then aws kms enable-key {key}, and deploy again. "
    "Or, when nobody needs what it has encrypted, have a new one: aws kms delete-alias {alias}"
)


def _keys(aws: Clients) -> Iterator[str]:
    """Yields the IDs of the keys that nobody is about to delete."""
    kms = aws.kms
    for page in kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            if kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] != "PendingDeletion":
                yield key["KeyId"]


def _key(account: Account) -> Existing | None:
    """The key that has the alias, if it is ours: the alias itself says so when it is not."""
    kms = account.aws.kms
    key = _key_of(kms, account.key_alias)
    if key is None or not account.is_ours(key.get("Description", "")):
        return None
    going = key.get("KeyState") == "PendingDeletion"
    # It may have been made with other tags, years ago; its description says whose it is.
    where = f"--region {account.region}"
    cancel = CANCEL.format(
        key=f"--key-id {key['KeyId']} {where}", alias=f"--alias-name {account.key_alias} {where}"
    )
    return Existing(id=key["KeyId"], tags={}, in_the_way=going * cancel)


def _left_keys(account: Account) -> Iterator[Leftover]:
    if not account.declares("aws_kms_key"):
        return
    kms = account.aws.kms
    # Most keys of an account have an alias, which spares the question what they are for; the one
    # that has ours is adopted.
    others = {
        alias.get("TargetKeyId")
        for page in kms.get_paginator("list_aliases").paginate()
        for alias in page["Aliases"]
    }
    known = account.known_ids("aws_kms_key")
    for page in kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            id_ = key["KeyId"]
            if id_ not in known | others:
                with unless_gone():
                    yield from _left_key(kms.describe_key(KeyId=id_)["KeyMetadata"], account)


def _left_key(described: "KeyMetadataTypeDef", account: Account) -> Iterator[Leftover]:
    ours = account.is_ours(described.get("Description", ""))
    if ours and described.get("KeyState") != "PendingDeletion":
        id_ = described["KeyId"]
        yield Leftover(
            f"key {id_}, without which nothing that it ever encrypted can be read",
            (
                f"aws kms schedule-key-deletion --key-id {id_} "
                f"--pending-window-in-days 30 --region {account.region}",
            ),
        )


def _aliases(aws: Clients) -> list[str]:
    pages = aws.kms.get_paginator("list_aliases").paginate()
    names = [alias["AliasName"] for page in pages for alias in page["Aliases"]]
    return [name for name in names if not name.startswith("alias/aws/")]


def _alias(account: Account, name: str) -> Existing | None:
    key = _key_of(account.aws.kms, name)
    if key is None:
        return None
    says = key.get("Description", "")
    return Existing(
        id=name,
        # It has none; its key says what it is for.
        tags={},
        foreign=""
        if account.is_ours(says)
        else f"belongs to the key {key['KeyId']} ({says or 'undescribed'})",
    )


def _key_of(kms: "KMSClient", alias: str) -> "KeyMetadataTypeDef | None":
    try:
        return kms.describe_key(KeyId=alias)["KeyMetadata"]
    except kms.exceptions.NotFoundException:
        return None


KINDS = (
    Kind(
        type="aws_kms_key",
        noun="key",
        in_region=_keys,
        adoption=Adoption(setting="trail_name", arguments=(), find=_key),
        leftovers=_left_keys,
    ),
    Kind(
        type="aws_kms_alias",
        noun="key alias",
        in_region=_aliases,
        adoption=Adoption(setting="trail_name", find=_alias),
    ),
)
