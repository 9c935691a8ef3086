"""A trail on the local AWS that has delivered for a while, and two regions to find files of."""

import gzip
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from unittest.mock import patch

from stacks.foundation.deployed import Deployed

import boto3
from attrs import evolve, frozen

from tools.local_aws import LocalAws, local_aws

HOME: Final = "eu-central-1"
ACCOUNT = "123456789012"
BUCKET = "amzn-s3-demo-records"
PREFIX = "security"
TRAIL = "audit"
ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{TRAIL}"
RECORDS = f"{PREFIX}/AWSLogs/{ACCOUNT}"


@frozen
class File:
    """What a file holds and says of itself, and the id of its version."""

    body: bytes
    metadata: Mapping[str, str]
    version: str


@frozen
class Delivered:
    """A bucket with the files of a trail."""

    aws: LocalAws
    deployed: Deployed

    @cached_property
    def s3(self) -> Any:
        """S3, for whoever tampers."""
        return boto3.client("s3", region_name=HOME)

    @property
    def digests(self) -> list[str]:
        """The keys of the digests of the home region, the oldest first."""
        folder = f"{RECORDS}/CloudTrail-Digest/{HOME}/"
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=folder)
        return [each["Key"] for each in listed["Contents"]]

    @property
    def logs(self) -> list[str]:
        """The keys of the log files that they list."""
        digests = [json.loads(gzip.decompress(self.body(key))) for key in self.digests]
        return [each["s3Object"] for digest in digests for each in digest["logFiles"]]

    def body(self, key: str) -> bytes:
        """Returns what a file has."""
        content: bytes = self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content

    def put(self, key: str, body: bytes, **more: Any) -> str:
        """Writes a file, as somebody who may, and returns the id of its version."""
        answer = self.s3.put_object(Bucket=BUCKET, Key=key, Body=body, **more)
        return str(answer["VersionId"])

    def files(self) -> dict[str, File]:
        """Returns every file by its key."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
        answers = (self.s3.get_object(Bucket=BUCKET, Key=each["Key"]) for each in listed)
        files = [File(each["Body"].read(), each["Metadata"], each["VersionId"]) for each in answers]
        return {each["Key"]: file for each, file in zip(listed, files, strict=True)}

    def put_back(self, files: dict[str, File]) -> None:
        """Leaves these files in the bucket, and no version of any other.

        One that is not as it was gets a new version, which `files` then has.
        """
        listed = self.s3.list_object_versions(Bucket=BUCKET)
        versions = defaultdict(list)
        for each in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())):
            versions[each["Key"]].append(each["VersionId"])
        untouched = {key for key, file in files.items() if versions[key] == [file.version]}
        for key in versions.keys() - untouched:
            for version in versions[key]:
                self.s3.delete_object(Bucket=BUCKET, Key=key, VersionId=version)
        for key in files.keys() - untouched:
            file = files[key]
            files[key] = evolve(file, version=self.put(key, file.body, Metadata=file.metadata))

    def something_happens(self) -> None:
        """Makes calls in both regions, and has them delivered."""
        boto3.client("iam", region_name=HOME).list_users()
        boto3.client("sns", region_name=HOME).list_topics()
        self.aws.deliver()


@contextmanager
def delivered(times: int = 4) -> Iterator[Delivered]:
    """Yields a trail that has delivered so many times."""
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        s3 = boto3.client("s3", region_name=HOME)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(_policy()))
        cloudtrail = boto3.client("cloudtrail", region_name=HOME)
        cloudtrail.create_trail(
            Name=TRAIL,
            S3BucketName=BUCKET,
            S3KeyPrefix=PREFIX,
            IsMultiRegionTrail=True,
            EnableLogFileValidation=True,
        )
        cloudtrail.start_logging(Name=ARN)
        outputs = {
            "TrailArn": ARN,
            "BucketName": BUCKET,
            "RecordsPrefix": f"s3://{BUCKET}/{RECORDS}/",
            "LogGroupName": "",
        }
        running = Delivered(aws, Deployed(outputs=outputs, resources={}))
        for _ in range(times):
            running.something_happens()
        yield running


def _policy() -> Any:
    bucket = f"arn:aws:s3:::{BUCKET}"
    service = {"Service": "cloudtrail.amazonaws.com"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": service,
                "Action": "s3:GetBucketAcl",
                "Resource": bucket,
            },
            {
                "Effect": "Allow",
                "Principal": service,
                "Action": "s3:PutObject",
                "Resource": f"{bucket}/*",
            },
        ],
    }


def an_hour_around() -> tuple[datetime, datetime]:
    """Returns a time before all that was delivered, and one after it."""
    now = datetime.now(UTC)
    return now - timedelta(hours=1), now + timedelta(seconds=1)


def next_second() -> None:
    """Waits until a digest has another name than those so far."""
    time.sleep(1.1)
