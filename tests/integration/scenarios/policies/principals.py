"""Who asks, and what they say about themselves."""

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.requests import Who
from tools.iam_simulator import Document

# The most that its own account can give to a principal.
EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}

CLOUDTRAIL = Who("CloudTrail", "cloudtrail.amazonaws.com")
CONFIG = Who("AWS Config", "config.amazonaws.com")
LOG_DELIVERY = Who("log delivery", "delivery.logs.amazonaws.com")
CLOUDWATCH_LOGS = Who("CloudWatch Logs", "logs.{region}.amazonaws.com")
CLOUDWATCH_LOGS_ELSEWHERE = Who(
    "another region's CloudWatch Logs", "logs.{other_region}.amazonaws.com"
)
CLOUDWATCH = Who("CloudWatch", "cloudwatch.amazonaws.com")
S3_LOGGING = Who("S3 access logging", "logging.s3.amazonaws.com")
S3 = Who("S3", "s3.amazonaws.com")
BATCH_OPERATIONS = Who("S3 Batch Operations", "batchoperations.s3.amazonaws.com")
ANYBODY = Who("anybody", None)
USER = Who("a user without permissions", "arn:{partition}:iam::{account}:user/somebody")
ADMINISTRATOR = Who(
    "an administrator", "arn:{partition}:iam::{account}:user/administrator", EVERYTHING
)
STRANGER = Who(
    "another account's administrator",
    "arn:{partition}:iam::{other_account}:user/administrator",
    EVERYTHING,
)
TRAIL_ROLE = Who(
    "the role", "arn:{partition}:sts::{account}:assumed-role/{role_name}/trail", Policy.ROLE
)
REPLICATION_ROLE = Who(
    "the role of the copies",
    "arn:{partition}:sts::{owner}:assumed-role/{replication_role_name}/s3-replication",
    Policy.REPLICATION_ROLE,
)

# What AWS itself says about a request.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
SOURCE_ARN = "aws:SourceArn"
SOURCE_ACCOUNT = "aws:SourceAccount"
TLS = "aws:SecureTransport"
TLS_VERSION = "s3:TlsVersion"

OTHER_TRAILS = {
    "another trail of the account": "{trail}-copy",
    "a trail of this name in another account": (
        "arn:{partition}:cloudtrail:{region}:{other_account}:trail/{trail_name}"
    ),
    "a trail of this name in another region": (
        "arn:{partition}:cloudtrail:{other_region}:{account}:trail/{trail_name}"
    ),
}
