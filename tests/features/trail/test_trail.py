"""What the trail records, where it goes, and who may write it."""

from collections.abc import Callable

from tests.conftest import Stacks
from tests.documents import ACCOUNT, MANAGER, conditions, resource, statements


def test_every_region_and_the_global_services_are_recorded_with_validation(stacks: Stacks) -> None:
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert trail["is_multi_region_trail"]
    assert trail["include_global_service_events"]
    assert trail["enable_log_file_validation"]


def test_records_go_to_the_bucket_and_to_the_log_group(
    stacks_of: Callable[[str], Stacks],
) -> None:
    trail = resource(stacks_of("default")["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    bucket_stack = "data.terraform_remote_state.cross-stack-reference-input-LogBucketStack"
    assert trail["s3_bucket_name"].startswith(f"${{{bucket_stack}.outputs.cross-stack-output-")
    assert trail["cloud_watch_logs_role_arn"] == "${aws_iam_role.TrailLogRole.arn}"


def test_the_log_group_arn_ends_with_one_wildcard(stacks: Stacks) -> None:
    """Pitfall 5: the provider leaves `:*` off the ARN, CloudTrail wants it once."""
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert trail["cloud_watch_logs_group_arn"] == "${aws_cloudwatch_log_group.TrailLog.arn}:*"


def test_the_trail_waits_for_the_permission_of_its_role(stacks: Stacks) -> None:
    """Pitfall 6: the role alone is not enough."""
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "aws_iam_role_policy.TrailLogRolePolicy" in trail["depends_on"]


def test_the_trail_has_no_default_event_selector(stacks: Stacks) -> None:
    """Pitfall 8a: AWS gives the default back as none, and the plan would never be empty."""
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "event_selector" not in trail


def test_a_key_prefix_is_the_same_for_the_trail_its_permission_and_the_output(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 2: a prefix mismatch is the commonest reason why nothing arrives."""
    stacks = stacks_of("everything")
    write = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailWrite20150319"
    ]
    path = f"security/trail/AWSLogs/{MANAGER}/"
    assert write["resources"] == [f"${{aws_s3_bucket.LogBucket.arn}}/{path}*"]
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert trail["s3_key_prefix"] == "security/trail"
    of_all = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailOrganizationWrite20150319"
    ]
    below = "security/trail/AWSLogs/o-localaws00/"
    assert of_all["resources"] == [f"${{aws_s3_bucket.LogBucket.arn}}/{below}*"]
    prefix = stacks["LogBucketStack"]["output"]["RecordsPrefix"]["value"]
    assert prefix == f"s3://${{aws_s3_bucket.LogBucket.bucket}}/{below}"


def test_only_cloudtrail_may_assume_the_role(stacks: Stacks) -> None:
    """CloudTrail sends no source ARN here: a condition on it would stop the delivery."""
    (trust,) = statements(stacks["CloudtrailStack"], "TrailLogRoleTrust").values()
    assert trust["actions"] == ["sts:AssumeRole"]
    assert trust["principals"] == [{"type": "Service", "identifiers": ["cloudtrail.amazonaws.com"]}]
    assert not conditions(trust)


def test_the_role_may_write_to_the_trail_s_own_streams_only(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stack = stacks_of("default")["CloudtrailStack"]
    rendered = statements(stack, "TrailLogRolePolicyDocument").values()
    assert [each["actions"] for each in rendered] == [
        ["logs:CreateLogStream"],
        ["logs:PutLogEvents"],
    ]
    group = "${aws_cloudwatch_log_group.TrailLog.arn}"
    for each in rendered:
        assert each["resources"] == [f"{group}:log-stream:{ACCOUNT}_CloudTrail_us-east-2*"]


def test_the_log_group_goes_with_its_stack_unless_the_settings_say_otherwise(
    stacks_of: Callable[[str], Stacks],
) -> None:
    address = "aws_cloudwatch_log_group.TrailLog"
    assert not resource(stacks_of("default")["CloudtrailStack"], address)["skip_destroy"]
    assert resource(stacks_of("everything")["CloudtrailStack"], address)["skip_destroy"]


def test_the_retention_is_the_setting_s(stacks_of: Callable[[str], Stacks]) -> None:
    """Pitfall 23."""
    address = "aws_cloudwatch_log_group.TrailLog"
    for scenario, days in (("default", 7), ("everything", 365)):
        group = resource(stacks_of(scenario)["CloudtrailStack"], address)
        assert group["retention_in_days"] == days
