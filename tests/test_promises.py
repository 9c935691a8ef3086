"""What the README promises, each promise a test that says it as a sentence.

The synthesised document shows these; what only a deployment can show is in `integration/`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import main
from tests.conftest import Stacks, synthesise
from tests.scenarios import SCENARIOS

TRAIL_ARN = (
    "arn:${data.aws_partition.Partition.partition}:cloudtrail:us-east-2:"
    "${data.aws_caller_identity.Account.account_id}:trail/CloudTrail"
)
ACCOUNT = "${data.aws_caller_identity.Account.account_id}"


def resource(stack: Any, address: str) -> Any:
    kind, name = address.split(".")
    return stack["resource"][kind][name]


def statements(stack: Any, document: str) -> dict[str | None, Any]:
    rendered = stack["data"]["aws_iam_policy_document"][document]["statement"]
    return {statement.get("sid"): statement for statement in rendered}


def conditions(statement: Any) -> set[tuple[str, str, tuple[str, ...]]]:
    return {
        (each["test"], each["variable"], tuple(each["values"]))
        for each in statement.get("condition", [])
    }


def test_there_are_two_stacks_and_one_dependency_edge(tmp_path: Path) -> None:
    synthesise(SCENARIOS["everything"], tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())["stacks"]
    assert {name: stack["dependencies"] for name, stack in manifest.items()} == {
        "LogBucketStack": [],
        "CloudtrailStack": ["LogBucketStack"],
    }


def test_people_s_state_finds_the_resources_where_they_were(stacks: Stacks) -> None:
    assert "LogBucket" in stacks["LogBucketStack"]["resource"]["aws_s3_bucket"]
    assert "TrailLog" in stacks["CloudtrailStack"]["resource"]["aws_cloudwatch_log_group"]
    assert "CloudTrail" in stacks["CloudtrailStack"]["resource"]["aws_cloudtrail"]


def test_people_are_told_the_names_and_the_links(stacks: Stacks) -> None:
    shown = {
        name
        for stack in stacks.values()
        for name, output in stack["output"].items()
        if not output.get("sensitive")
    }
    assert shown == {
        *("BucketName", "RecordsPrefix", "BucketConsoleLink"),
        *("TrailArn", "LogGroupName", "TrailConsoleLink", "LogGroupConsoleLink"),
    }


def test_main_shows_the_architecture_in_thirty_lines() -> None:
    assert len(Path(main.__file__).read_text().splitlines()) <= 30


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
    assert trail["depends_on"] == ["aws_iam_role_policy.TrailLogRolePolicy"]


def test_the_trail_has_no_default_event_selector(stacks: Stacks) -> None:
    """Pitfall 8a: AWS gives the default back as none, and the plan would never be empty."""
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "event_selector" not in trail


def test_the_bucket_s_name_crosses_only_with_its_policy_in_place(stacks: Stacks) -> None:
    """Pitfall 1: AWS refuses the trail otherwise, and the provider does not try again."""
    crossing = [
        output for output in stacks["LogBucketStack"]["output"].values() if output.get("sensitive")
    ]
    assert [(each["value"], each["depends_on"]) for each in crossing] == [
        ("${aws_s3_bucket.LogBucket.bucket}", ["aws_s3_bucket_policy.LogBucketPolicy"])
    ]


def test_the_trail_s_name_is_the_same_in_both_stacks(stacks_of: Callable[[str], Stacks]) -> None:
    """Pitfall 24: one source of the name."""
    stacks = stacks_of("everything")
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    write = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailWrite20150319"
    ]
    ((_, _, (source_arn,)),) = [each for each in conditions(write) if each[1] == "aws:SourceArn"]
    assert source_arn.endswith(f":eu-central-1:{ACCOUNT}:trail/{trail['name']}")


def test_nobody_but_this_trail_may_write_to_the_bucket(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfalls 2 and 10: exactly the trail's path, and for this trail only."""
    policy = statements(stacks_of("default")["LogBucketStack"], "LogBucketPolicyDocument")
    check, write, deny = policy.values()
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
    assert deny["effect"] == "Deny"


def test_a_key_prefix_is_the_same_for_the_trail_its_permission_and_the_output(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 2: a prefix mismatch is the commonest reason why nothing arrives."""
    stacks = stacks_of("everything")
    write = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailWrite20150319"
    ]
    path = f"security/trail/AWSLogs/{ACCOUNT}/"
    assert write["resources"] == [f"${{aws_s3_bucket.LogBucket.arn}}/{path}*"]
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert trail["s3_key_prefix"] == "security/trail"
    prefix = stacks["LogBucketStack"]["output"]["RecordsPrefix"]["value"]
    assert prefix == f"s3://${{aws_s3_bucket.LogBucket.bucket}}/{path}"


def test_nobody_may_touch_the_bucket_without_tls(stacks: Stacks) -> None:
    deny = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")["DenyInsecureTransport"]
    arn = "${aws_s3_bucket.LogBucket.arn}"
    assert deny["effect"] == "Deny"
    assert deny["principals"] == [{"type": "*", "identifiers": ["*"]}]
    assert deny["actions"] == ["s3:*"]
    assert deny["resources"] == [arn, f"{arn}/*"]
    assert conditions(deny) == {("Bool", "aws:SecureTransport", ("false",))}


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


def test_the_bucket_has_one_policy(stacks: Stacks) -> None:
    """S3 keeps one document a bucket: a second resource would overwrite the first."""
    assert list(stacks["LogBucketStack"]["resource"]["aws_s3_bucket_policy"]) == ["LogBucketPolicy"]
    assert "aws_s3_bucket_policy" not in stacks["CloudtrailStack"]["resource"]


def test_every_version_of_a_record_is_kept_and_encrypted(stacks: Stacks) -> None:
    stack = stacks["LogBucketStack"]
    versioning = resource(stack, "aws_s3_bucket_versioning.LogBucketVersioning")
    assert versioning["versioning_configuration"] == {"status": "Enabled"}
    assert "aws_s3_bucket_server_side_encryption_configuration" in stack["resource"]


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


def test_records_survive_a_destroy_unless_the_settings_say_otherwise(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 16."""
    kept = resource(stacks_of("default")["LogBucketStack"], "aws_s3_bucket.LogBucket")
    assert kept["lifecycle"] == {"prevent_destroy": True}
    assert not kept["force_destroy"]
    disposable = resource(stacks_of("everything")["LogBucketStack"], "aws_s3_bucket.LogBucket")
    assert disposable["lifecycle"] == {"prevent_destroy": False}
    assert disposable["force_destroy"]


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
    archive, expire, markers = lifecycle["rule"]
    assert all(rule["filter"] == [{"prefix": ""}] for rule in lifecycle["rule"])
    assert archive["transition"] == [{"days": 90, "storage_class": "GLACIER_IR"}]
    assert archive["noncurrent_version_transition"] == [
        {"noncurrent_days": 90, "storage_class": "GLACIER_IR"}
    ]
    assert expire["expiration"] == [{"days": 2557}]
    assert expire["noncurrent_version_expiration"] == [{"noncurrent_days": 2557}]
    assert markers["expiration"] == [{"expired_object_delete_marker": True}]
    assert lifecycle["depends_on"] == ["aws_s3_bucket_versioning.LogBucketVersioning"]


def test_everything_that_can_carry_tags_gets_them_from_the_provider(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("everything").values():
        (provider,) = stack["provider"]["aws"]
        assert provider["default_tags"] == [{"tags": dict(SCENARIOS["everything"].tags)}]
    for stack in stacks_of("default").values():
        (provider,) = stack["provider"]["aws"]
        assert "default_tags" not in provider
