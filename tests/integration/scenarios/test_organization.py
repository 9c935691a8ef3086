"""What members of the organisation do is recorded, each below its own number."""

import gzip
import json

from stacks.foundation.names import CLOUDTRAIL

import boto3
import pytest

from tests.accounts import session_of
from tests.integration.deployment import Deployment
from tools.local_aws.organization import MEMBERS, ORGANIZATION_ID

# The scenario whose trail is an organisation's.
pytestmark = pytest.mark.parametrize("deployment", ["everything"], indirect=True, scope="package")


def test_without_trust_in_cloudtrail_the_plan_says_how_to_give_it(deployment: Deployment) -> None:
    organizations = boto3.client("organizations", region_name="us-east-1")
    organizations.disable_aws_service_access(ServicePrincipal=CLOUDTRAIL)
    refused = deployment.plan("CloudtrailStack")
    organizations.enable_aws_service_access(ServicePrincipal=CLOUDTRAIL)
    said = " ".join(refused.stdout.replace("│", " ").split())
    assert refused.returncode == 1
    assert "CloudTrail may not look at the accounts of the organisation" in said
    assert f"enable-aws-service-access --service-principal {CLOUDTRAIL}" in said


def test_the_calls_of_every_member_arrive_in_bucket_and_log_group(deployment: Deployment) -> None:
    region = deployment.settings.region
    for member in MEMBERS:
        session_of(member).client("sns", region_name=region).create_topic(Name=f"of-{member}")
    deployment.aws.deliver()

    s3, bucket = boto3.client("s3", region_name=region), deployment.outputs["BucketName"]
    top = deployment.outputs["RecordsPrefix"].removeprefix(f"s3://{bucket}/")
    logs = boto3.client("logs", region_name=region)
    for member in MEMBERS:
        folder = f"{top}{member}/CloudTrail/{region}/"
        found = s3.list_objects_v2(Bucket=bucket, Prefix=folder)["Contents"]
        body = s3.get_object(Bucket=bucket, Key=found[-1]["Key"])["Body"].read()
        (record,) = json.loads(gzip.decompress(body))["Records"]
        assert record["eventName"] == "CreateTopic"
        assert record["recipientAccountId"] == record["userIdentity"]["accountId"] == member
        digests = s3.list_objects_v2(Bucket=bucket, Prefix=f"{top}{member}/CloudTrail-Digest/")
        assert digests["KeyCount"] == 1
        stream = f"{ORGANIZATION_ID}_{member}_CloudTrail_{region}"
        group = deployment.outputs["LogGroupName"]
        (event,) = logs.get_log_events(logGroupName=group, logStreamName=stream)["events"]
        assert json.loads(event["message"])["eventID"] == record["eventID"]
