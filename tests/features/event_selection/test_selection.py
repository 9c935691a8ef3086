"""Event selectors that somebody put on the trail by hand are replaced by the default."""

import os
from typing import Any, Final
from unittest.mock import patch

import boto3
import pytest

from tools.local_aws import local_aws
from tools.selection import restore

REGION: Final = "us-east-2"
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
EVERYTHING = {"ReadWriteType": "All", "IncludeManagementEvents": True}


@pytest.mark.parametrize(
    ("selectors", "is_replaced"),
    [
        ({"EventSelectors": [EVERYTHING]}, False),
        ({"EventSelectors": [{**EVERYTHING, "ReadWriteType": "WriteOnly"}]}, True),
        ({"EventSelectors": [{**EVERYTHING, "IncludeManagementEvents": False}]}, True),
        (
            {
                "EventSelectors": [
                    {**EVERYTHING, "ExcludeManagementEventSources": ["kms.amazonaws.com"]}
                ]
            },
            True,
        ),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [DATA]}]}, True),
    ],
)
def test_what_selects_less_is_replaced(
    selectors: Any, is_replaced: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        boto3.client("s3", region_name=REGION).create_bucket(
            Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        cloudtrail = boto3.client("cloudtrail", region_name=REGION)
        arn = cloudtrail.create_trail(Name="CloudTrail", S3BucketName="logs")["TrailARN"]
        cloudtrail.put_event_selectors(TrailName=arn, **selectors)
        restore(arn)
        (found,) = cloudtrail.get_event_selectors(TrailName=arn)["EventSelectors"]
        assert found.items() >= EVERYTHING.items()
        assert not found.get("ExcludeManagementEventSources")
    assert ("The trail had event selectors" in capsys.readouterr().out) == is_replaced
