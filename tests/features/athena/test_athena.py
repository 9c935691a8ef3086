"""The workgroup, its answers and the table."""

from collections.abc import Callable
from pathlib import Path

from stacks.settings import (
    Athena,
    Settings,
)

from tests.conftest import Stacks, synthesise
from tests.documents import ACCOUNT, all_of, conditions, resource, statements


def test_a_query_reads_no_more_than_the_settings_say_and_answers_into_a_bucket_of_its_own(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stack = stacks_of("everything")["CloudtrailStack"]
    (workgroup,) = all_of(stack, "aws_athena_workgroup").values()
    configuration = workgroup["configuration"]
    assert configuration["enforce_workgroup_configuration"]
    assert configuration["bytes_scanned_cutoff_per_query"] == 10 * 1024**2
    results = configuration["result_configuration"]
    assert results["output_location"] == "s3://${aws_s3_bucket.AthenaResults.bucket}/"
    assert results["expected_bucket_owner"] == ACCOUNT
    encryption = results["encryption_configuration"]
    assert encryption["encryption_option"] == "SSE_KMS"
    trail = resource(stack, "aws_cloudtrail.CloudTrail")
    assert encryption["kms_key_arn"] == trail["kms_key_id"]
    lifecycle = resource(stack, "aws_s3_bucket_lifecycle_configuration.AthenaResultsLifecycle")
    assert lifecycle["rule"][0]["expiration"] == [{"days": 7}]


def test_answers_can_be_destroyed_and_are_otherwise_as_private_as_the_records(
    tmp_path: Path,
) -> None:
    """The records themselves stay: `bucket_removal` is about them alone."""
    stack = synthesise(Settings(athena=Athena()), tmp_path)["CloudtrailStack"]
    bucket = resource(stack, "aws_s3_bucket.AthenaResults")
    assert bucket["force_destroy"]
    assert not bucket["lifecycle"]["prevent_destroy"]
    (block,) = all_of(stack, "aws_s3_bucket_public_access_block").values()
    assert all(value for name, value in block.items() if name.endswith(("acls", "buckets")))
    policy = statements(stack, "AthenaResultsPolicyDocument").values()
    assert [each["effect"] for each in policy] == ["Deny", "Deny"]
    (workgroup,) = all_of(stack, "aws_athena_workgroup").values()
    assert workgroup["force_destroy"]
    results = workgroup["configuration"]["result_configuration"]
    assert results["encryption_configuration"] == {"encryption_option": "SSE_S3"}
    assert "aws_s3_bucket_logging" not in stack["resource"]


def test_who_reads_the_answers_is_recorded_where_the_readers_of_the_records_are(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stacks = stacks_of("everything")
    (logging,) = all_of(stacks["CloudtrailStack"], "aws_s3_bucket_logging").values()
    assert logging["bucket"] == "${aws_s3_bucket.AthenaResults.bucket}"
    assert "outputs.cross-stack-output-aws_s3_bucketAccessLogBucket" in logging["target_bucket"]
    deliver = statements(stacks["LogBucketStack"], "AccessLogBucketPolicyDocument")[
        "S3ServerAccessLogsPolicyForResults"
    ]
    (target,) = deliver["resources"]
    assert target == f"${{aws_s3_bucket.AccessLogBucket.arn}}/{logging['target_prefix']}*"
    results = resource(stacks["CloudtrailStack"], "aws_s3_bucket.AthenaResults")
    assert (
        "ArnLike",
        "aws:SourceArn",
        (f"arn:${{data.aws_partition.Partition.partition}}:s3:::{results['bucket_prefix']}*",),
    ) in conditions(deliver)


def test_the_table_is_there_only_when_asked_for(stacks_of: Callable[[str], Stacks]) -> None:
    declared = stacks_of("default")["CloudtrailStack"]["resource"]
    assert not [kind for kind in declared if kind.startswith(("aws_athena", "aws_glue", "aws_s3"))]


def test_a_new_region_needs_no_new_release(stacks_of: Callable[[str], Stacks]) -> None:
    """What is not in the list would be missing from every answer, and nobody would know."""
    stack = stacks_of("everything")["CloudtrailStack"]
    tables = all_of(stack, "aws_glue_catalog_table").values()
    assert {each["parameters"]["projection.region.values"] for each in tables} == {
        '${join(",", tolist(data.aws_regions.Regions.names))}'
    }
    assert stack["data"]["aws_regions"]["Regions"]["all_regions"]


def test_a_partition_has_no_column_s_name(stacks_of: Callable[[str], Stacks]) -> None:
    """Athena refuses to query such a table."""
    stack = stacks_of("everything")["CloudtrailStack"]
    tables = all_of(stack, "aws_glue_catalog_table").values()
    assert len(tables) == 3
    for table in tables:
        columns = {column["name"] for column in table["storage_descriptor"]["columns"]}
        assert not columns & {key["name"] for key in table["partition_keys"]}
