"""The AWS on this machine, where the change of a running deployment needs it to be as AWS is."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import boto3
import pytest

from tools.local_aws import local_aws

REGION = "us-east-2"


@pytest.fixture(autouse=True)
def account() -> Iterator[None]:
    """An account that is empty at first."""
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        yield


def test_a_log_group_gets_a_key_and_loses_it() -> None:
    logs = boto3.client("logs", region_name=REGION)
    key = boto3.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"]
    logs.create_log_group(logGroupName="TrailLog")
    logs.associate_kms_key(logGroupName="TrailLog", kmsKeyId=key)
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["kmsKeyId"] == key
    logs.disassociate_kms_key(logGroupName="TrailLog")
    (group,) = logs.describe_log_groups()["logGroups"]
    assert "kmsKeyId" not in group
    with pytest.raises(logs.exceptions.ResourceNotFoundException, match="does not exist"):
        logs.disassociate_kms_key(logGroupName="Other")
