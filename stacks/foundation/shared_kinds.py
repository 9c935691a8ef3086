"""The kinds of resources that more than one feature makes: buckets and topics."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.gone import unless_gone
from stacks.foundation.kinds import Kind, Leftover, generated_names

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def _buckets(aws: Clients) -> list[str]:
    return [each["Name"] for each in aws.s3.list_buckets()["Buckets"]]


def _left_buckets(account: Account) -> Iterator[Leftover]:
    made_here = generated_names(account, "aws_s3_bucket", "bucket_prefix")
    if not made_here:
        return
    s3 = account.aws.s3
    cloudtrail = account.aws.cloudtrail
    used = {trail["S3BucketName"] for trail in cloudtrail.describe_trails()["trailList"]}
    for name in _buckets(account.aws):
        if made_here.fullmatch(name) and name not in account.buckets | used:
            with unless_gone():
                yield from _left_bucket(s3, name, account.region)


def _left_bucket(s3: "S3Client", name: str, here: str) -> Iterator[Leftover]:
    region = s3.get_bucket_location(Bucket=name).get("LocationConstraint") or "us-east-1"
    if region != here:
        return
    holds = s3.list_object_versions(Bucket=name, MaxKeys=1)
    full = "Versions" in holds or "DeleteMarkers" in holds
    yield Leftover(
        f"bucket {name}" + (", which holds records: S3 refuses until it is empty" * full),
        (f"aws s3api delete-bucket --bucket {name} --region {region}",),
    )


def _topics(aws: Clients) -> list[str]:
    pages = aws.sns.get_paginator("list_topics").paginate()
    return [topic["TopicArn"] for page in pages for topic in page["Topics"]]


KINDS = (
    Kind(type="aws_s3_bucket", noun="bucket", in_region=_buckets, leftovers=_left_buckets),
    Kind(type="aws_sns_topic", noun="topic", in_region=_topics),
)
