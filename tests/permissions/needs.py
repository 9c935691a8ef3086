"""What a call needs: the actions that IAM asks for, which S3 calls otherwise than its API.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator

from tools.local_aws.cloudtrail import Call

# Who signs with another name than the one that IAM has for the service.
SERVICES = {"monitoring": "cloudwatch", "s3control": "s3"}

# Everybody may ask who they are.
FREE = {("sts", "GetCallerIdentity")}

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
S3_ACTIONS = {
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "ListBuckets": "ListAllMyBuckets",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjectsV2": "ListBucket",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketInventoryConfiguration": "PutInventoryConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}

# The parameter that asks for another action besides that of the call.
ALSO = {
    ("athena", "CreateWorkGroup", "Tags"): "athena:TagResource",
    ("cloudtrail", "CreateTrail", "CloudWatchLogsRoleArn"): "iam:PassRole",
    ("cloudtrail", "CreateTrail", "TagsList"): "cloudtrail:AddTags",
    ("cloudtrail", "UpdateTrail", "CloudWatchLogsRoleArn"): "iam:PassRole",
    ("cloudwatch", "PutMetricAlarm", "Tags"): "cloudwatch:TagResource",
    ("glue", "CreateDatabase", "Tags"): "glue:TagResource",
    ("iam", "CreateRole", "Tags"): "iam:TagRole",
    ("kms", "CreateKey", "Tags"): "kms:TagResource",
    ("logs", "CreateLogGroup", "tags"): "logs:TagResource",
    ("sns", "CreateTopic", "Tags"): "sns:TagResource",
}

# Terraform empties a bucket of versions, also of those that a lock in GOVERNANCE mode keeps.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
EMPTIES = ("s3:DeleteObjectVersion", "s3:BypassGovernanceRetention")


def service_of(call: Call) -> str:
    """Returns the name that IAM has for the service."""
    return SERVICES.get(call.service, call.service)


def needs(call: Call) -> Iterator[str]:
    """Yields the actions that whoever makes the call must be allowed."""
    service, name = service_of(call), call.operation.name
    if (service, name) in FREE:
        return
    yield f"{service}:{S3_ACTIONS.get(name, name) if service == 's3' else name}"
    for (*asked, parameter), action in ALSO.items():
        if asked == [service, name] and call.parameters.get(parameter):
            yield action
    if (service, name) == ("s3", "DeleteObjects"):
        yield from EMPTIES
