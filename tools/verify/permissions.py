"""Which IAM action each API call needs: all of them only read."""

import re

from botocore.exceptions import ClientError

# An action is not always called like the operation.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
ACTIONS = {
    "DescribeKey": "kms:DescribeKey",
    "DescribeLogGroups": "logs:DescribeLogGroups",
    "DescribeLogStreams": "logs:DescribeLogStreams",
    "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "GetBucketLogging": "s3:GetBucketLogging",
    "GetCallerIdentity": "sts:GetCallerIdentity",
    "GetKeyRotationStatus": "kms:GetKeyRotationStatus",
    "GetLogEvents": "logs:GetLogEvents",
    "GetObject": "s3:GetObject",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "GetTrail": "cloudtrail:GetTrail",
    "GetTrailStatus": "cloudtrail:GetTrailStatus",
    "ListObjectsV2": "s3:ListBucket",
}
NAMED_BY_AWS = re.compile(r"not authorized to perform: ([\w-]+:\w+)")


def missing_action(error: ClientError) -> str:
    """Returns the action that the caller was denied, as AWS names it, or as the call implies.

    AWS may name another than the call's own: who reads an encrypted object must decrypt.
    """
    named = NAMED_BY_AWS.search(error.response["Error"].get("Message", ""))
    return named[1] if named else ACTIONS.get(error.operation_name, error.operation_name)
