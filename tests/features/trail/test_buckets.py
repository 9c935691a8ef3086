"""The bucket of the records, and what every bucket has in common with it."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import ACCOUNT, TRAIL_ARN, all_of, conditions, resource, statements


def test_nobody_but_this_trail_may_write_to_the_bucket(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfalls 2 and 10: exactly the trail's path, and for this trail only."""
    policy = statements(stacks_of("default")["LogBucketStack"], "LogBucketPolicyDocument")
    check, write, *denies = policy.values()
    service = [{"type": "Service", "identifiers": ["cloudtrail.amazonaws.com"]}]
    assert (check["principals"], write["principals"]) == (service, service)
    assert check["actions"] == ["s3:GetBucketAcl"]
    assert check["resources"] == ["${aws_s3_bucket.LogBucket.arn}"]
    assert conditions(check) == {("StringEquals", "aws:SourceArn", (TRAIL_ARN,))}
    assert write["actions"] == ["s3:PutObject"]
    assert write["resources"] == [f"${{aws_s3_bucket.LogBucket.arn}}/AWSLogs/{ACCOUNT}/*"]
    assert conditions(write) == {
        ("StringEquals", "aws:SourceArn", (TRAIL_ARN,)),
        ("StringEquals", "s3:x-amz-acl", ("bucket-owner-full-control",)),
    }
    assert [each["effect"] for each in denies] == ["Deny", "Deny"]


def test_nobody_may_touch_the_bucket_without_tls(stacks: Stacks) -> None:
    arn = "${aws_s3_bucket.LogBucket.arn}"
    for sid, condition in {
        "DenyInsecureTransport": ("Bool", "aws:SecureTransport", ("false",)),
        "DenyOldTls": ("NumericLessThan", "s3:TlsVersion", ("1.2",)),
    }.items():
        deny = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[sid]
        assert deny["effect"] == "Deny"
        assert deny["principals"] == [{"type": "*", "identifiers": ["*"]}]
        assert deny["actions"] == ["s3:*"]
        assert deny["resources"] == [arn, f"{arn}/*"]
        assert conditions(deny) == {condition}


def test_nobody_may_read_the_bucket_publicly(stacks: Stacks) -> None:
    block = resource(
        stacks["LogBucketStack"], "aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock"
    )
    assert all(
        block[each]
        for each in (
            *("block_public_acls", "block_public_policy"),
            *("ignore_public_acls", "restrict_public_buckets"),
        )
    )


def test_acls_are_off_and_none_is_set(stacks: Stacks) -> None:
    """Pitfall 11: since April 2023 a bucket refuses the `acl` argument."""
    stack = stacks["LogBucketStack"]
    ownership = resource(stack, "aws_s3_bucket_ownership_controls.LogBucketOwnership")
    assert ownership["rule"] == {"object_ownership": "BucketOwnerEnforced"}
    assert "acl" not in resource(stack, "aws_s3_bucket.LogBucket")
    assert "aws_s3_bucket_acl" not in stack["resource"]


def test_the_bucket_s_protections_are_applied_one_after_the_other(stacks: Stacks) -> None:
    """Pitfall 15: S3 answers OperationAborted when they overlap."""
    stack = stacks["LogBucketStack"]
    ownership = resource(stack, "aws_s3_bucket_ownership_controls.LogBucketOwnership")
    policy = resource(stack, "aws_s3_bucket_policy.LogBucketPolicy")
    assert ownership["depends_on"] == [
        "aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock"
    ]
    assert policy["depends_on"] == ["aws_s3_bucket_ownership_controls.LogBucketOwnership"]


def test_every_bucket_has_one_policy_in_its_own_stack(stacks: Stacks) -> None:
    """S3 keeps one document a bucket: a second resource would overwrite the first."""
    for stack in stacks.values():
        buckets = [f"${{aws_s3_bucket.{name}.bucket}}" for name in all_of(stack, "aws_s3_bucket")]
        policies = [each["bucket"] for each in all_of(stack, "aws_s3_bucket_policy").values()]
        assert sorted(policies) == sorted(buckets)


def test_every_bucket_is_private_versioned_encrypted_and_kept_alike(stacks: Stacks) -> None:
    stack = stacks["LogBucketStack"]
    for kind in (
        "aws_s3_bucket_versioning",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_ownership_controls",
    ):
        protected = {each["bucket"] for each in all_of(stack, kind).values()}
        assert protected == {
            f"${{aws_s3_bucket.{name}.bucket}}" for name in all_of(stack, "aws_s3_bucket")
        }, kind
    for versioning in all_of(stack, "aws_s3_bucket_versioning").values():
        assert versioning["versioning_configuration"] == {"status": "Enabled"}
    kept = {
        each["lifecycle"]["prevent_destroy"] for each in all_of(stack, "aws_s3_bucket").values()
    }
    assert len(kept) == 1


def test_records_survive_a_destroy_unless_the_settings_say_otherwise(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 16."""
    kept = resource(stacks_of("default")["LogBucketStack"], "aws_s3_bucket.LogBucket")
    assert kept["lifecycle"]["prevent_destroy"]
    assert not kept["force_destroy"]
    disposable = resource(stacks_of("everything")["LogBucketStack"], "aws_s3_bucket.LogBucket")
    assert not disposable["lifecycle"]["prevent_destroy"]
    assert disposable["force_destroy"]


def test_a_lifecycle_costs_a_minute_and_is_there_only_when_asked_for(
    stacks_of: Callable[[str], Stacks],
) -> None:
    kind = "aws_s3_bucket_lifecycle_configuration"
    assert kind not in stacks_of("default")["LogBucketStack"]["resource"]
    assert kind in stacks_of("everything")["LogBucketStack"]["resource"]


def test_a_lifecycle_covers_old_versions_and_has_a_filter_in_every_rule(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 8d: a rule without a filter is an error in the provider's next version."""
    address = "aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle"
    lifecycle = resource(stacks_of("everything")["LogBucketStack"], address)
    archive, expire, markers, uploads = lifecycle["rule"]
    # What is archived has 128 KB or more.
    assert archive["filter"] == [{"object_size_greater_than": 131_071}]
    assert all(rule["filter"] == [{"prefix": ""}] for rule in (expire, markers, uploads))
    assert archive["transition"] == [{"days": 90, "storage_class": "GLACIER_IR"}]
    assert archive["noncurrent_version_transition"] == [
        {"noncurrent_days": 90, "storage_class": "GLACIER_IR"}
    ]
    assert expire["expiration"] == [{"days": 2557}]
    assert expire["noncurrent_version_expiration"] == [{"noncurrent_days": 2557}]
    assert markers["expiration"] == [{"expired_object_delete_marker": True}]
    assert uploads["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
    assert lifecycle["depends_on"] == ["aws_s3_bucket_versioning.LogBucketVersioning"]
