"""An event as CloudTrail writes it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from typing import Any

Event = dict[str, Any]

ACCOUNT = "123456789012"

ROLE = {
    "type": "AssumedRole",
    "principalId": "AROAEXAMPLE:deployment",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/deployment",
    "accountId": ACCOUNT,
    "accessKeyId": "ASIAEXAMPLE",
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "userName": "Deployer"},
        "attributes": {"mfaAuthenticated": "false", "creationDate": "2026-01-31T08:00:00Z"},
    },
}
USER = {
    "type": "IAMUser",
    "principalId": "AIDAEXAMPLE",
    "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
    "accountId": ACCOUNT,
    "userName": "alice",
}
ROOT = {
    "type": "Root",
    "principalId": ACCOUNT,
    "arn": f"arn:aws:iam::{ACCOUNT}:root",
    "accountId": ACCOUNT,
}


def service(name: str) -> Event:
    """Returns the identity of an AWS service that acts on its own."""
    return {"type": "AWSService", "invokedBy": f"{name}.amazonaws.com"}


def call(name: str, service_: str, **fields: Any) -> Event:
    """Returns a call to a service: `call("RunInstances", "ec2", errorCode="AccessDenied")`."""
    return {
        "eventVersion": "1.11",
        "userIdentity": ROLE,
        "eventTime": "2026-01-31T09:12:00Z",
        "eventSource": f"{service_}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": None,
        "responseElements": None,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        **fields,
    }


def sign_in(who: Event, *, result: str = "Success", mfa: str = "No", **fields: Any) -> Event:
    """Returns a sign-in to the console.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    return {
        **call("ConsoleLogin", "signin"),
        "userIdentity": who,
        "eventType": "AwsConsoleSignIn",
        "responseElements": {"ConsoleLogin": result},
        "additionalEventData": {"MobileVersion": "No", "MFAUsed": mfa},
        **fields,
    }
