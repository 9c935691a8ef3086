"""The account that a stack is deployed in, as Terraform reaches it: as the caller, or in a role."""

from typing import Any

from stacks.foundation.aws_clients import Clients, default_session

import boto3
from botocore.exceptions import ClientError

from tools.stack import Stack
from tools.verify.cannot_look import CannotLookError, words_of

# How these commands are called in the records of the other account.
SESSION_NAME = "audit-trail"


def clients_of(stack: Stack) -> Clients:
    """Returns what reaches the account of a stack.

    Raises `CannotLookError` where the caller may not assume the role that the stack names.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    caller = default_session()
    if not stack.role:
        return Clients(stack.region, caller)
    sts = caller.client("sts", region_name=stack.region)
    given: Any = {"ExternalId": stack.role["external_id"]} if "external_id" in stack.role else {}
    try:
        assumed = sts.assume_role(
            RoleArn=stack.role["role_arn"], RoleSessionName=SESSION_NAME, **given
        )["Credentials"]
    except ClientError as error:
        raise CannotLookError(
            f"The role of log_archive cannot be assumed: {words_of(error)} The trust policy of "
            f"{stack.role['role_arn']} must name the caller"
            f"{', and log_archive.external_id' if given else ''}, and the caller must be allowed "
            "sts:AssumeRole on it."
        ) from None
    session = boto3.Session(
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
    )
    return Clients(stack.region, session)
