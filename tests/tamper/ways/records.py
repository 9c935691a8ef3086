"""What is done to the records and digests in the bucket."""

import gzip
import json
from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way


def _keys(there: Deployed, kind: str, region: str) -> list[str]:
    prefix = f"{there.records}/{kind}/{region}/"
    return [
        each["Key"]
        for each in there.aws.s3.list_objects_v2(Bucket=there.bucket, Prefix=prefix)["Contents"]
    ]


def _delete_newest(kind: str, region: str = "") -> Act:
    def do(there: Deployed) -> None:
        key = max(_keys(there, kind, region or there.region))
        there.aws.s3.delete_object(Bucket=there.bucket, Key=key)

    return do


def _delete_all(kind: str) -> Act:
    def do(there: Deployed) -> None:
        objects: Any = [{"Key": key} for key in _keys(there, kind, there.region)]
        there.aws.s3.delete_objects(Bucket=there.bucket, Delete={"Objects": objects})

    return do


def _another_culprit(there: Deployed) -> None:
    key = max(_keys(there, "CloudTrail", there.region))
    content = there.aws.s3.get_object(Bucket=there.bucket, Key=key)["Body"].read()
    document = json.loads(gzip.decompress(content))
    for record in document["Records"]:
        record["userIdentity"] = {"type": "IAMUser", "userName": "somebody-else"}
    body = gzip.compress(json.dumps(document).encode())
    there.aws.s3.put_object(Bucket=there.bucket, Key=key, Body=body)


def _as_before(there: Deployed) -> None:
    """Removes the marks and the newer versions, which only the lock's governors may."""
    listed = there.aws.s3.list_object_versions(Bucket=there.bucket, Prefix=there.records)
    for marker in listed.get("DeleteMarkers", []):
        there.aws.s3.delete_object(
            Bucket=there.bucket, Key=marker["Key"], VersionId=marker["VersionId"]
        )
    first: dict[str, Any] = {}
    for version in sorted(listed.get("Versions", []), key=lambda each: each["LastModified"]):
        if first.setdefault(version["Key"], version) is not version:
            there.aws.s3.delete_object(
                Bucket=there.bucket,
                Key=version["Key"],
                VersionId=version["VersionId"],
                BypassGovernanceRetention=True,
            )


WAYS = tuple(
    Way(what=what, do=do, check="touched records", resource=resource, undo=_as_before, alone=alone)
    for what, do, resource, alone in (
        ("a record deleted", _delete_newest("CloudTrail"), "/CloudTrail/eu-central-1/", False),
        (
            "a record of another region deleted",
            _delete_newest("CloudTrail", "us-east-1"),
            "/CloudTrail/us-east-1/",
            False,
        ),
        ("the newest digest deleted", _delete_newest("CloudTrail-Digest"), "-Digest/", False),
        ("all records deleted in one call", _delete_all("CloudTrail"), "/CloudTrail/", True),
        ("all digests deleted", _delete_all("CloudTrail-Digest"), "-Digest/", True),
        ("a record overwritten", _another_culprit, "/CloudTrail/eu-central-1/", True),
    )
)
