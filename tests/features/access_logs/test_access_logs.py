"""Who reads the records is recorded too."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import resource


def test_who_reads_the_records_is_recorded_in_a_bucket_of_its_own(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 12: what locks its objects, or encrypts with a customer's key, receives none."""
    stack = stacks_of("everything")["LogBucketStack"]
    logging = resource(stack, "aws_s3_bucket_logging.LogBucketLogging")
    assert logging["bucket"] == "${aws_s3_bucket.LogBucket.bucket}"
    assert logging["target_bucket"] == "${aws_s3_bucket.AccessLogBucket.bucket}"
    assert logging["depends_on"] == ["aws_s3_bucket_policy.AccessLogBucketPolicy"]
    address = "aws_s3_bucket_server_side_encryption_configuration.AccessLogBucketEncryption"
    (rule,) = resource(stack, address)["rule"]
    assert rule == {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    lifecycle = resource(stack, "aws_s3_bucket_lifecycle_configuration.AccessLogBucketLifecycle")
    assert lifecycle["rule"][0]["expiration"] == [{"days": 30}]
