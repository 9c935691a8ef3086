"""What is locked, and for how long."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import all_of


def test_only_records_are_locked_and_only_once_versions_are_kept(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stack = stacks_of("everything")["LogBucketStack"]
    locks = all_of(stack, "aws_s3_bucket_object_lock_configuration").values()
    assert len(locks) == 2
    for lock, bucket in zip(locks, ("LogBucket", "ReplicaBucket"), strict=True):
        assert lock["bucket"] == f"${{aws_s3_bucket.{bucket}.bucket}}"
        assert lock["rule"] == {"default_retention": {"mode": "GOVERNANCE", "days": 365}}
        assert lock["depends_on"] == [f"aws_s3_bucket_versioning.{bucket}Versioning"]
