"""The AWS on this machine, where it needs more than that everything else works with it."""

import os
import socket
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from tools.local_aws import local_aws
from tools.local_aws.cloudtrail.log_group import principal_in

AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=local/20260131/us-east-2/sts/aws4_request"
BODY = "Action=GetCallerIdentity&Version=2011-06-15"
REQUEST = f"""\
POST / HTTP/1.1
Host: sts.us-east-2.amazonaws.com
Content-Type: application/x-www-form-urlencoded
Authorization: {AUTHORIZATION}
Content-Length: {len(BODY)}

{BODY}"""


def test_an_answer_comes_in_one_piece() -> None:
    with local_aws() as aws:
        server = urlsplit(aws.endpoint_url)
        # Two pieces that follow each other closely look like one most of the time.
        for _ in range(100):
            with socket.create_connection((server.hostname, server.port), timeout=30) as connection:
                connection.sendall(REQUEST.replace("\n", "\r\n").encode())
                answer = connection.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert answer.endswith(b"</GetCallerIdentityResponse>")


def test_a_connection_is_kept_as_long_as_the_server_lasts() -> None:
    """Who calls after that would get the answer of the next one."""
    headers = {"Authorization": AUTHORIZATION, "Content-Type": "application/x-www-form-urlencoded"}
    with local_aws() as aws:
        server = urlsplit(aws.endpoint_url)
        connection = HTTPConnection(server.netloc, timeout=30)
        for _ in range(2):
            connection.request("POST", "/", BODY, headers)
            kept = connection.sock
            assert connection.getresponse().read().endswith(b"</GetCallerIdentityResponse>")
            assert connection.sock is kept
    connection.request("POST", "/", BODY, headers)
    with pytest.raises(RemoteDisconnected), closing(connection):
        connection.getresponse()


@pytest.mark.parametrize(
    ("region", "beside", "elsewhere"),
    [("eu-central-1", "ap-east-2", "cn-north-1"), ("cn-north-1", "cn-northwest-1", "us-east-1")],
)
def test_of_ec2_it_knows_the_regions_and_refuses_the_rest(
    region: str, beside: str, elsewhere: str
) -> None:
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        ec2 = boto3.client("ec2", region_name=region)
        regions = ec2.describe_regions(AllRegions=True)["Regions"]
        with pytest.raises(ClientError, match="EC2 on this machine has no DescribeVpcs"):
            ec2.describe_vpcs()
    names = {each["RegionName"] for each in regions}
    assert names >= {region, beside}
    assert elsewhere not in names


def test_the_body_of_a_request_is_asked_for_at_once() -> None:
    """Without an answer, boto3 waits a second before it sends what it puts into a bucket."""
    with local_aws() as aws:
        where = urlsplit(aws.endpoint_url)
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as ours:
            ours.sendall(b"PUT /a/b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n")
            ours.sendall(b"Expect: 100-continue\r\n\r\n")
            assert ours.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
            ours.sendall(b"x")
            assert ours.recv(12).startswith(b"HTTP/1.1 404")


def test_cloudwatch_logs_has_another_name_in_china() -> None:
    assert principal_in("cn-north-1") == "logs.cn-north-1.amazonaws.com.cn"
    assert principal_in("eu-central-1") == "logs.eu-central-1.amazonaws.com"


def test_a_workgroup_changes_as_it_is_told() -> None:
    results = {"OutputLocation": "s3://before/", "ExpectedBucketOwner": "123456789012"}
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        athena: Any = boto3.client("athena", region_name="us-east-2")
        athena.create_work_group(
            Name="audit",
            Description="The records",
            Configuration={"ResultConfiguration": results, "RequesterPaysEnabled": True},
        )
        athena.update_work_group(
            WorkGroup="audit",
            ConfigurationUpdates={
                "BytesScannedCutoffPerQuery": 10_000_000,
                "ResultConfigurationUpdates": {
                    "OutputLocation": "s3://after/",
                    "RemoveExpectedBucketOwner": True,
                    "RemoveAclConfiguration": True,
                    "RemoveEncryptionConfiguration": False,
                },
            },
        )
        workgroup = athena.get_work_group(WorkGroup="audit")["WorkGroup"]
    assert workgroup["Description"] == "The records"
    configuration = workgroup["Configuration"]
    assert configuration["ResultConfiguration"] == {"OutputLocation": "s3://after/"}
    assert configuration["BytesScannedCutoffPerQuery"] == 10_000_000
    assert configuration["RequesterPaysEnabled"]


def test_a_second_one_in_the_same_process_is_refused() -> None:
    """It would empty the first one without a word."""
    with local_aws() as first:
        with pytest.raises(RuntimeError, match="in this process already"), local_aws():
            pytest.fail("there were two")
        with patch.dict(os.environ, first.environment(os.environ), clear=True):
            boto3.client("sns", "us-east-2").list_topics()
    with local_aws():
        pass


def test_each_version_goes_by_itself_where_versions_are_suspended() -> None:
    """As Terraform leaves a bucket that it is about to empty."""
    with local_aws() as aws, patch.dict(os.environ, aws.environment({})):
        s3 = boto3.client("s3", region_name="us-east-2")
        s3.create_bucket(
            Bucket="records", CreateBucketConfiguration={"LocationConstraint": "us-east-2"}
        )
        s3.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Enabled"})
        version = s3.put_object(Bucket="records", Key="record", Body=b"")["VersionId"]
        s3.delete_object(Bucket="records", Key="record")
        s3.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Suspended"})
        objects: Any = [{"Key": "record", "VersionId": version}]
        s3.delete_objects(Bucket="records", Delete={"Objects": objects})
        listed = s3.list_object_versions(Bucket="records")
    assert "Versions" not in listed
    assert len(listed["DeleteMarkers"]) == 1
