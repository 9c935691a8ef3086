"""Records of a few days, of every kind of caller and with all that the queries ask about.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from tests.features.athena.archive import Delivered, Record

TODAY = date(2026, 3, 5)
SINCE = "2026/02/26"  # seven days before
DAYS = ("2026/02/25", "2026/02/26", "2026/03/01", "2026/03/05")

ACCOUNT = "123456789012"
ACCOUNTS = (ACCOUNT, "111122223333")
REGIONS = ("us-east-1", "eu-central-1")

KEY = "AKIAIOSFODNN7EXAMPLE"
RESOURCE = "amzn-s3-demo-bucket"


def _session(issuer: str, **attributes: Any) -> Record:
    return {
        "sessionIssuer": {
            "type": "Role",
            "principalId": "AROAIOSFODNN7EXAMPLE",
            "arn": f"arn:aws:iam::{ACCOUNT}:role/{issuer}",
            "accountId": ACCOUNT,
            "userName": issuer,
        },
        "attributes": {"creationDate": "2026-03-01T00:00:00Z", "mfaAuthenticated": "false"},
        **attributes,
    }


CALLERS: dict[str, Record] = {
    "Root": {
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "accessKeyId": "",
        "sessionContext": {
            "attributes": {"creationDate": "2026-03-01T00:00:00Z", "mfaAuthenticated": "true"}
        },
    },
    "IAMUser": {
        "principalId": "AIDACKCEVSQ6C2EXAMPLE",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "accountId": ACCOUNT,
        "accessKeyId": KEY,
        "userName": "alice",
    },
    "AssumedRole": {
        "principalId": "AROAIOSFODNN7EXAMPLE:build",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/build",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "sessionContext": _session("deployer", ec2RoleDelivery="2.0"),
    },
    "Role": {
        "principalId": "AROAIOSFODNN7EXAMPLE",
        "arn": f"arn:aws:iam::{ACCOUNT}:role/deployer",
        "accountId": ACCOUNT,
    },
    "FederatedUser": {
        "principalId": f"{ACCOUNT}:carol",
        "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/carol",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIACKCEVSQ6C2EXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "IAMUser",
                "principalId": "AIDACKCEVSQ6C2EXAMPLE",
                "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
                "accountId": ACCOUNT,
                "userName": "alice",
            }
        },
    },
    "SAMLUser": {
        "principalId": "SampleUkh1i4+ExampleNameQualifier:dave",
        "userName": "dave",
        "identityProvider": "SampleUkh1i4+ExampleNameQualifier",
    },
    "WebIdentityUser": {
        "principalId": "accounts.google.com:app.apps.googleusercontent.com:erin",
        "userName": "erin",
        "identityProvider": "accounts.google.com",
        "sessionContext": {
            "webIdFederationData": {
                "federatedProvider": "accounts.google.com",
                "attributes": {"accounts.google.com:aud": "app"},
            }
        },
    },
    "IdentityCenterUser": {
        "accountId": ACCOUNT,
        "onBehalfOf": {
            "userId": "544894e8-80c1-707f-60e3-3ba6510dfac1",
            "identityStoreArn": f"arn:aws:identitystore::{ACCOUNT}:identitystore/d-9067642ac7",
        },
        "credentialId": "EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYcOYcxFVllWR_Whr1fEXAMPLE",
    },
    # With the ARN that some services write for such a user.
    "IdentityCenterUserOfOldRecords": {
        "type": "IdentityCenterUser",
        "arn": "",
        "accountId": ACCOUNT,
        "onBehalfOf": {
            "userId": "a4b8c1d2-10c1-7055-60e3-3ba6510dfac1",
            "identityStoreArn": f"arn:aws:identitystore::{ACCOUNT}:identitystore/d-9067642ac7",
        },
    },
    "SAMLUserWithNothingElse": {"type": "SAMLUser", "userName": "grace"},
    "AssumedRoleOfAPerson": {
        "type": "AssumedRole",
        "principalId": "AROAIOSFODNN7EXAMPLE:session",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/session",
        "accountId": ACCOUNT,
        "sessionContext": _session("deployer", sourceIdentity="heidi@example.com"),
    },
    "Directory": {"principalId": "d-9067642ac7:frank", "userName": "frank"},
    "AWSAccount": {"principalId": "AIDAQRSTUVWXYZEXAMPLE:bob", "accountId": "444455556666"},
    "AWSService": {"invokedBy": "autoscaling.amazonaws.com"},
    "Unknown": {},
}

_numbers = count(1)


def _record(caller: str, event: str, region: str, day: str, **fields: Any) -> Record:
    number = next(_numbers)
    service, name = event.split(":")
    read = name.startswith(("Describe", "Get", "List", "Assume"))
    identity = {"type": caller, **CALLERS[caller], **fields.pop("identity", {})}
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": f"{day.replace('/', '-')}T00:{number // 60 % 60:02}:{number % 60:02}Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": f"198.51.100.{number % 7}",
        "userAgent": "aws-cli/2.22.0",
        "requestParameters": {"filterSet": {}, "maxResults": 100},
        "responseElements": None,
        "requestID": f"request-{number}",
        "eventID": f"event-{number:05}",
        "readOnly": read,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"},
        **fields,
    }


def _login(caller: str, region: str, day: str, *, result: str, mfa: str | None) -> Record:
    return _record(
        caller,
        "signin:ConsoleLogin",
        region,
        day,
        eventType="AwsConsoleSignIn",
        requestParameters=None,
        responseElements={"ConsoleLogin": result},
        additionalEventData={"LoginTo": "https://console.aws.amazon.com", "MobileVersion": "No"}
        | ({"MFAUsed": mfa} if mfa else {}),
        errorMessage=None if result == "Success" else "Failed authentication",
    )


def _of_a_day(region: str, day: str) -> Iterator[Record]:
    for caller in CALLERS:
        yield _record(caller, "ec2:DescribeInstances", region, day)
        yield _record(caller, "ec2:RunInstances", region, day, readOnly=False)
    # Refusals, and errors that are none.
    for error in (
        *("AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"),
        *("UnauthorizedOperation", "ThrottlingException", "NoSuchKey", "Client.DryRunOperation"),
    ):
        for caller in ("IAMUser", "AssumedRole", "AWSAccount"):
            refused = {"errorCode": error, "errorMessage": f"{caller} got {error}"}
            for event in ("iam:CreateUser", "iam:DeleteUser"):
                yield _record(caller, event, region, day, sourceIPAddress="203.0.113.7", **refused)
    # A refusal whose message alone names the resource, and what a service says it did itself.
    yield _record(
        "IAMUser",
        "s3:GetBucketPolicy",
        region,
        day,
        requestParameters=None,
        errorCode="AccessDenied",
        errorMessage=f"not authorized to perform: s3:GetBucketPolicy on arn:aws:s3:::{RESOURCE}",
    )
    yield _record(
        "AWSService",
        "s3:PutBucketPolicy",
        region,
        day,
        readOnly=False,
        additionalEventData={"bucket": RESOURCE},
    )
    yield _record(
        "AWSService",
        "kms:Expire",
        region,
        day,
        serviceEventDetails={"of": RESOURCE},
        resources=[{"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::unnamed/"}],
    )
    yield _record(
        "AWSService",
        "s3:DeleteObjects",
        region,
        day,
        resources=[{"type": "AWS::S3::Object", "ARNPrefix": f"arn:aws:s3:::{RESOURCE}/a"}],
    )
    # A success with a code, and a call that came by way of a proxy.
    yield _record("IAMUser", "sqs:PutQueue", region, day, readOnly=False, errorCode="200")
    for addresses in ("203.0.113.9, 10.0.0.1", "10.0.0.1, 10.0.0.2", "192.0.3.1, 2001:db9::1"):
        yield _record("IAMUser", "s3:ListBuckets", region, day, sourceIPAddress=addresses)
    # Root, by itself and not.
    yield _record("Root", "s3:PutBucketPolicy", region, day, errorCode="AccessDenied")
    yield _record(
        "Root", "s3:GetObject", region, day, identity={"invokedBy": "athena.amazonaws.com"}
    )
    yield _record("Root", "kms:RotateKey", region, day, eventType="AwsServiceEvent", readOnly=False)
    # Logins.
    for caller in ("IAMUser", "Root", "AssumedRole"):
        for mfa in ("Yes", "No", None):
            yield _login(caller, region, day, result="Success", mfa=mfa)
            yield _login(caller, region, day, result="Failure", mfa=mfa)
    # A resource: in the request, in the answer, by its ARN only, and one that sounds like it.
    yield _record(
        "IAMUser", "s3:GetBucketAcl", region, day, requestParameters={"bucketName": RESOURCE}
    )
    yield _record("IAMUser", "s3:CreateBucket", region, day, responseElements={"made": [RESOURCE]})
    yield _record(
        "AWSAccount",
        "s3:GetObject",
        region,
        day,
        requestParameters=None,
        resources=[
            {"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::other/"},
            {"type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{RESOURCE}", "accountId": ACCOUNT},
        ],
    )
    yield _record(
        "AWSService", "s3:GetObject", region, day, requestParameters={"bucketName": "amzn-s3-demo"}
    )
    # A data event, and one of before there were categories.
    data = {"eventCategory": "Data", "managementEvent": False}
    yield _record("AssumedRole", "s3:PutObject", region, day, readOnly=False, **data)
    yield _record("AssumedRole", "s3:ListBuckets", region, day, eventCategory=None)
    # Where from.
    for address in (
        *("10.0.0.1", "10.255.255.255", "11.0.0.0", "9.255.255.255", "192.0.2.255", "192.0.3.0"),
        *("2001:db8::1", "2001:db9::1", "ec2.amazonaws.com", "AWS Internal"),
    ):
        yield _record("AssumedRole", "s3:ListBuckets", region, day, sourceIPAddress=address)
    # Fields that are missing, or unknown to the table.
    bare = _record("AWSService", "sts:AssumeRole", region, day)
    for name in ("requestParameters", "responseElements", "readOnly", "eventType", "tlsDetails"):
        del bare[name]
    yield {**bare, "eventContext": {"requestContext": {}}, "sourceIPAddress": None}
    yield _record("Unknown", "signin:UserAuthentication", region, day, userIdentity={"type": None})
    yield _record(
        "IAMUser",
        "dynamodb:PutItem",
        region,
        day,
        apiVersion="2012-08-10",
        serviceEventDetails={"state": {"x": 1}},
        addendum={"reason": "DELIVERY_DELAY", "updatedFields": "eventID"},
        vpcEndpointId="vpce-1a2b3c4d",
        sessionCredentialFromConsole="true",
    )


SAMPLE = [
    Delivered(account, region, day, record)
    for account in ACCOUNTS
    for region in REGIONS
    for day in DAYS
    for record in _of_a_day(region, day)
]
