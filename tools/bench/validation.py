"""What it costs to validate a day, beside the AWS CLI on the same bucket, in the same run."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import boto3
from attrs import frozen
from moto.cloudtrail.models import cloudtrail_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.s3.models import s3_backends
from rich.table import Table

from tools.bench.measure import Cost, measure
from tools.bench.validate_day import ACCOUNT, ARN, BUCKET, REGION, TRAIL
from tools.cdktf import PROJECT
from tools.local_aws import local_aws
from tools.local_aws.cloudtrail.bucket import digest_key, log_key
from tools.local_aws.cloudtrail.digests import Chains, LogFile, packed

OURS, CLI = "make validate", "aws cloudtrail validate-logs"
HOURS = 24
TIMES_FASTER = 8

_AWS_CLI = PROJECT / ".tools/awscli/bin/aws"


# About what S3 takes to answer from the same region, in seconds: the tens of milliseconds of
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
LATE = 0.03


# As moto has it, before a local AWS listens.
_ANSWER = DomainDispatcherApplication.__call__


@frozen
class Validation:
    """What a day of so many files costs each of the two, with answers that are so late."""

    files: int
    late: float
    costs: Mapping[str, Cost]


def validations() -> Iterator[Validation]:
    """Yields what a small day costs, and a large one."""
    for files, late in ((200, LATE), (2_000, 0), (2_000, LATE)):
        with _a_day_of(files) as environment, _answers(late):
            since = (datetime.now(UTC) - timedelta(hours=HOURS + 1)).isoformat()
            programs = {
                OURS: [sys.executable, "-m", "tools.bench.validate_day", str(files)],
                CLI: [
                    *(str(_AWS_CLI), "cloudtrail", "validate-logs", "--trail-arn", ARN),
                    *("--start-time", since, "--region", REGION),
                ],
            }
            costs = {
                name: measure(program, cwd=PROJECT, environment=environment)
                for name, program in programs.items()
            }
        yield Validation(files, late, costs)


def validation_table(found: list[Validation]) -> Table:
    """Returns a row for each day, and how many times faster ours is."""
    table = Table("files in 24 h", "answers after", OURS, CLI, "times faster", "memory of both")
    for each in found:
        ours, cli = each.costs[OURS], each.costs[CLI]
        table.add_row(
            f"{each.files:,}",
            f"{each.late * 1000:.0f} ms more",
            f"{ours.seconds:.1f} s",
            f"{cli.seconds:.1f} s",
            f"{cli.seconds / ours.seconds:.1f} (wanted: {TIMES_FASTER})",
            " / ".join("n/a" if one.mib is None else f"{one.mib:.0f} MiB" for one in (ours, cli)),
        )
    return table


@contextmanager
def _a_day_of(files: int) -> Iterator[Mapping[str, str]]:
    """Yields how to reach a bucket with the digests of a day, which list so many files."""
    with local_aws() as aws:
        environment = aws.environment(os.environ)
        with patch.dict(os.environ, environment, clear=True):
            _fill(files)
        yield environment


@contextmanager
def _answers(late: float) -> Iterator[None]:
    """Has the local AWS answer later, as one that is not on this machine.

    It hands out objects without the work that moto has with each: S3's takes no time of the machine
    that reads. It records nothing of the calls, which is no part of what is measured either.
    """

    def wait_and_answer(app: Any, environ: Any, start_response: Any) -> Any:
        time.sleep(late)
        key = environ["PATH_INFO"].removeprefix(f"/{BUCKET}/")
        found = s3_backends[ACCOUNT]["aws"].buckets[BUCKET].keys.get(key)
        if environ["REQUEST_METHOD"] != "GET" or found is None:
            return _ANSWER(app, environ, start_response)
        headers = {**found.response_dict, **found.metadata, "content-length": str(found.size)}
        start_response("200 OK", [(name, str(value)) for name, value in headers.items()])
        return [found.value]

    with patch.object(DomainDispatcherApplication, "__call__", wait_and_answer):
        yield


def _fill(files: int) -> None:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    cloudtrail.create_trail(Name=TRAIL, S3BucketName=BUCKET)
    trail = cloudtrail_backends[ACCOUNT][REGION].trails[TRAIL]
    chains, place = Chains(), (ACCOUNT, REGION)
    now = datetime.now(UTC).replace(microsecond=0)
    for hour in range(HOURS):
        end = now - timedelta(hours=HOURS - 1 - hour, minutes=1)
        numbers = range(hour * files // HOURS, (hour + 1) * files // HOURS)
        written = end - timedelta(minutes=5)
        logs = [_log(log_key(trail, place, written), written, number) for number in numbers]
        digest = chains.next(trail, place, digest_key(trail, place, end), logs, end)
        chains.keep(trail, place, digest)
        for log in logs:
            s3.put_object(Bucket=BUCKET, Key=log.key, Body=packed(log.content))
        body = packed(digest.content)
        s3.put_object(Bucket=BUCKET, Key=digest.key, Body=body, Metadata=digest.metadata)


def _log(key: str, written: datetime, number: int) -> LogFile:
    """Returns a log file of a size that is usual in a busy account: 50 KB before it is packed."""
    time = f"{written:%Y-%m-%dT%H:%M:%SZ}"
    events = [
        {"eventID": f"{number}-{each}", "eventTime": time, "requestParameters": {"a": "x" * 400}}
        for each in range(100)
    ]
    return LogFile(key, json.dumps({"Records": events}).encode(), [time])
