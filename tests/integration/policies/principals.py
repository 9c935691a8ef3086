"""Who asks, and what they say about themselves."""

from tests.iam_simulator import Document
from tests.integration.policies.deployed import Policy
from tests.integration.policies.requests import Who

# The most that a principal's own account can give it.
EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}

CLOUDTRAIL = Who("cloudtrail.amazonaws.com")
CONFIG = Who("config.amazonaws.com")
LOG_DELIVERY = Who("delivery.logs.amazonaws.com")
ANYBODY = Who(None)
USER = Who("arn:{partition}:iam::{account}:user/somebody")
ADMINISTRATOR = Who("arn:{partition}:iam::{account}:user/administrator", EVERYTHING)
STRANGER = Who("arn:{partition}:iam::{other_account}:user/stranger", EVERYTHING)
TRAIL_ROLE = Who("arn:{partition}:sts::{account}:assumed-role/{role_name}/trail", Policy.ROLE)

# What AWS says about a request that a service makes for somebody; only AWS can say it.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
SOURCE_ARN = "aws:SourceArn"
SOURCE_ACCOUNT = "aws:SourceAccount"
TLS = "aws:SecureTransport"

OTHER_TRAILS = {
    "another trail of the account": "{trail}-copy",
    "a trail of this name in another account": (
        "arn:{partition}:cloudtrail:{region}:{other_account}:trail/{trail_name}"
    ),
    "a trail of this name in another region": (
        "arn:{partition}:cloudtrail:{other_region}:{account}:trail/{trail_name}"
    ),
}
