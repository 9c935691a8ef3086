"""How the commands reach the account of a stack, as Terraform does: as the caller, or in a role."""

from collections.abc import Mapping
from typing import Any

from stacks.foundation.aws_clients import Clients, default_session

import boto3
from botocore.exceptions import ClientError

from tools.verify.cannot_look import CannotLookError, words_of

# How these commands are called in the records of the other account.
SESSION_NAME = "audit-trail"


def clients(region: str, role: Mapping[str, str]) -> Clients:
    """Returns those of the caller, or of a role, as the provider's `assume_role` has it.

    Raises `CannotLookError` where the caller may not assume the role.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    caller = default_session()
    if not role:
        return Clients(region, caller)
    sts = caller.client("sts", region_name=region)
    given: Any = {"ExternalId": role["external_id"]} if "external_id" in role else {}
    try:
        assumed = sts.assume_role(RoleArn=role["role_arn"], RoleSessionName=SESSION_NAME, **given)
    except ClientError as error:
        raise CannotLookError(
            f"The role of log_archive cannot be assumed: {words_of(error)} The trust policy of "
            f"{role['role_arn']} must name the caller"
            f"{', and log_archive.external_id' if given else ''}, and the caller must be allowed "
            "sts:AssumeRole on it."
        ) from None
    keys = assumed["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return Clients(region, session)
