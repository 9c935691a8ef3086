"""Which IAM action an API call needs."""

import re

from botocore.exceptions import ClientError

# Where S3's action is not called like the operation. An object is listed in its bucket's name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
RENAMED = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:ListObjectsV2": "s3:ListBucket",
}
NAMED_BY_AWS = re.compile(r"not authorized to perform: ([\w-]+:\w+)")


def action(service: str, operation: str) -> str:
    """Returns the action as a policy names it; `service` is the name that requests are signed with.

    That is also the prefix of the action, for every service asked here.
    """
    name = f"{service}:{operation}"
    return RENAMED.get(name, name)


def missing_action(error: ClientError) -> str:
    """Returns the action that the caller was denied, as AWS names it, or as the call implies.

    AWS may name another than the call's own: who reads an encrypted object must decrypt.
    """
    named = NAMED_BY_AWS.search(error.response["Error"].get("Message", ""))
    return named[1] if named else error.operation_name
