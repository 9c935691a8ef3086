"""What must be true of the key: without it no record can be written, and none read."""

from collections.abc import Iterator

from stacks.foundation.checks import Check, Finding, Result, nothing_beside
from stacks.foundation.console_links import key_link
from stacks.foundation.deployed import Deployed

_PUT_BACK = "aws kms enable-key makes it work again; make deploy puts back what else was changed."
_CANCEL = (
    "aws kms cancel-key-deletion, then aws kms enable-key, and only then make deploy: every record "
    "that it has encrypted is lost when it goes."
)


def _key(deployed: Deployed) -> Iterator[Finding]:
    for key in deployed.of_all("aws_kms_key"):
        id_ = str(key["key_id"])
        kms = deployed.clients_of(key["arn"]).kms
        result, remedy = Result.FAILED, _PUT_BACK
        try:
            described = kms.describe_key(KeyId=id_)["KeyMetadata"]
            state = described["KeyState"]
            if state == "PendingDeletion":
                observed = f"{id_} is going to be deleted on {described['DeletionDate']:%Y-%m-%d}"
                remedy = _CANCEL
            elif state != "Enabled":
                observed = f"{id_} is {state}, and no record can be written or read"
            elif not kms.get_key_rotation_status(KeyId=id_)["KeyRotationEnabled"]:
                observed = f"{id_} is not rotated"
            else:
                observed, result, remedy = f"{id_} is enabled and rotated", Result.OK, ""
        except kms.exceptions.NotFoundException:
            observed, remedy = f"{id_} is gone, and what it encrypted with it", ""
        yield Finding(
            resource=id_,
            arn=key["arn"],
            observed=observed,
            result=result,
            link=key_link(region=kms.meta.region_name, key_id=id_),
            remedy=remedy,
        )


def _grants(deployed: Deployed, key: str) -> Iterator[tuple[str, str]]:
    """Yields every grant: the deployment makes none, and its policy does not show one.

    https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
    """
    (arn,) = (each["arn"] for each in deployed.of("aws_kms_key") if each["key_id"] == key)
    kms = deployed.clients_of(arn).kms
    pages = kms.get_paginator("list_grants").paginate(KeyId=key)
    for grant in (grant for page in pages for grant in page["Grants"]):
        yield (
            f"the grant {grant['GrantId']} lets {grant.get('GranteePrincipal', 'somebody')} "
            f"{', '.join(grant['Operations'])}",
            f"aws kms revoke-grant --key-id {key} --grant-id {grant['GrantId']} "
            f"--region {kms.meta.region_name}",
        )


CHECKS = (
    Check(
        id="key",
        title="the key works and is rotated",
        look=_key,
        actions=("kms:DescribeKey", "kms:GetKeyRotationStatus"),
        remedy=_PUT_BACK,
        controls=("CIS 3.5", "CIS 3.6", "CloudTrail.2"),
    ),
    Check(
        id="key extras",
        title="nobody has a grant on the key",
        look=nothing_beside("aws_kms_key", "key_id", _grants),
        actions=("kms:ListGrants",),
    ),
)
