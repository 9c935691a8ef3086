"""What the README and its pages promise, each promise a test that says it as a sentence.

The synthesised document shows these; what only a deployment can show is in `integration/`.
"""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from stacks.settings import (
    AccessLogs,
    Athena,
    LogArchive,
    Notifications,
    ObjectLock,
    Replication,
    Settings,
)

import pytest
from botocore import xform_name
from botocore.session import get_session
from botocore.validate import ParamValidator

import main
from tests.conftest import Stacks, synthesise
from tests.scenarios import SCENARIOS

TRAIL_ARN = (
    "arn:${data.aws_partition.Partition.partition}:cloudtrail:us-east-2:"
    "${data.aws_caller_identity.Account.account_id}:trail/CloudTrail"
)
ACCOUNT = "${data.aws_caller_identity.Account.account_id}"
# In `everything` the trail is an organisation's.
MANAGER = "123456789012"


def resource(stack: Any, address: str) -> Any:
    kind, name = address.split(".")
    return stack["resource"][kind][name]


def all_of(stack: Any, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = stack["resource"].get(kind, {})
    return found


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


def shown(stacks: Stacks) -> set[str]:
    return {
        name
        for stack in stacks.values()
        for name, output in stack["output"].items()
        if not output.get("sensitive")
    }


def test_people_are_told_the_names_and_the_links(stacks_of: Callable[[str], Stacks]) -> None:
    of_every_deployment = {
        *("BucketName", "RecordsPrefix", "BucketConsoleLink"),
        *("TrailArn", "LogGroupName", "TrailConsoleLink", "LogGroupConsoleLink"),
    }
    assert shown(stacks_of("default")) == of_every_deployment
    assert shown(stacks_of("everything")) - of_every_deployment == {
        *("AthenaTable", "AthenaConsoleLink", "DashboardConsoleLink", "DeliveryTopicArn"),
        *("ReplicaBucketName", "CopyOlderRecords"),
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
    assert "aws_iam_role_policy.TrailLogRolePolicy" in trail["depends_on"]


def test_the_trail_has_no_default_event_selector(stacks: Stacks) -> None:
    """Pitfall 8a: AWS gives the default back as none, and the plan would never be empty."""
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "event_selector" not in trail


def test_the_bucket_s_name_crosses_only_with_its_policy_in_place(stacks: Stacks) -> None:
    """Pitfall 1: AWS refuses the trail otherwise, and the provider does not try again."""
    (name,) = [
        output
        for output in stacks["LogBucketStack"]["output"].values()
        if output.get("sensitive") and output["value"] == "${aws_s3_bucket.LogBucket.bucket}"
    ]
    assert name["depends_on"] == ["aws_s3_bucket_policy.LogBucketPolicy"]


def test_the_trail_s_name_is_the_same_in_both_stacks(stacks_of: Callable[[str], Stacks]) -> None:
    """Pitfall 24: one source of the name."""
    stacks = stacks_of("everything")
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    write = statements(stacks["LogBucketStack"], "LogBucketPolicyDocument")[
        "AWSCloudTrailWrite20150319"
    ]
    ((_, _, (source_arn,)),) = [each for each in conditions(write) if each[1] == "aws:SourceArn"]
    assert source_arn.endswith(f":eu-central-1:{MANAGER}:trail/{trail['name']}")


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
    assert kept["lifecycle"]["prevent_destroy"]
    assert not kept["force_destroy"]
    disposable = resource(stacks_of("everything")["LogBucketStack"], "aws_s3_bucket.LogBucket")
    assert not disposable["lifecycle"]["prevent_destroy"]
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


def test_everything_that_can_carry_tags_gets_them_from_the_provider(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("everything").values():
        for provider in stack["provider"]["aws"]:
            assert provider["default_tags"] == [{"tags": dict(SCENARIOS["everything"].tags)}]
    for stack in stacks_of("default").values():
        for provider in stack["provider"]["aws"]:
            assert "default_tags" not in provider


def test_by_default_s3_encrypts_with_its_own_key(stacks_of: Callable[[str], Stacks]) -> None:
    stacks = stacks_of("default")
    address = "aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption"
    (rule,) = resource(stacks["LogBucketStack"], address)["rule"]
    assert rule == {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    assert "aws_kms_key" not in stacks["LogBucketStack"]["resource"]


def test_one_rotated_key_encrypts_bucket_trail_and_log_group(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfalls 7 and 22: the key crosses as an object, and nothing refers back to the trail."""
    stacks = stacks_of("everything")
    # The other one is for the copies, in their region.
    keys = all_of(stacks["LogBucketStack"], "aws_kms_key")
    assert {name: key["enable_key_rotation"] for name, key in keys.items()} == {
        "AuditKey": True,
        "ReplicaKey": True,
    }
    address = "aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption"
    (rule,) = resource(stacks["LogBucketStack"], address)["rule"]
    assert rule == {
        "apply_server_side_encryption_by_default": {
            "sse_algorithm": "aws:kms",
            "kms_master_key_id": "${aws_kms_key.AuditKey.arn}",
        },
        "bucket_key_enabled": True,
    }
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    group = resource(stacks["CloudtrailStack"], "aws_cloudwatch_log_group.TrailLog")
    assert trail["kms_key_id"] == group["kms_key_id"]
    assert "outputs.cross-stack-output-aws_kms_keyAuditKeyarn" in trail["kms_key_id"]
    aliases = all_of(stacks["LogBucketStack"], "aws_kms_alias").values()
    assert {alias["name"] for alias in aliases} == {"alias/org--audit-trail_1"}


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


@pytest.mark.parametrize("scenario", ["everything", "log_archive"])
def test_no_delivery_is_an_event_that_is_delivered(
    scenario: str, stacks_of: Callable[[str], Stacks]
) -> None:
    """No selector records what is done with any bucket, or any topic, of the deployment."""
    stacks = stacks_of(scenario)
    (trail,) = all_of(stacks["CloudtrailStack"], "aws_cloudtrail").values()
    own = {
        "AWS::S3::Object": [
            f"aws_s3_bucket{between}{name}"
            for stack, between in (("LogBucketStack", ""), ("CloudtrailStack", "."))
            for name in all_of(stacks[stack], "aws_s3_bucket")
        ],
        "AWS::SNS::Topic": [
            topic["name"] if name == "AlarmTopic" else f"aws_sns_topic.{name}"
            for name, topic in all_of(stacks["CloudtrailStack"], "aws_sns_topic").items()
        ],
    }
    assert len(own["AWS::S3::Object"]) == 4
    assert len(own["AWS::SNS::Topic"]) == 2
    checked = set()
    for selector in trail["advanced_event_selector"]:
        fields = {each["field"]: each for each in selector["field_selector"]}
        (type_,) = fields.get("resources.type", {}).get("equals", [""])
        checked.add(type_)
        for name in own.get(type_, ()):
            excluded = fields["resources.ARN"]["not_starts_with"]
            assert [each for each in excluded if f"{name}" in each], name
    assert "AWS::S3::Object" in checked


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


def test_the_copies_are_in_another_region_and_as_protected_as_the_records(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Deletions are not copied, and everything of the copies is where they are."""
    stack = stacks_of("everything")["LogBucketStack"]
    (replication,) = all_of(stack, "aws_s3_bucket_replication_configuration").values()
    (rule,) = replication["rule"]
    assert rule["delete_marker_replication"] == {"status": "Disabled"}
    assert rule["filter"] == {"prefix": ""}
    encrypted = {"replica_kms_key_id": "${aws_kms_key.ReplicaKey.arn}"}
    assert rule["destination"]["encryption_configuration"] == encrypted
    home, elsewhere = stack["provider"]["aws"]
    assert (home["region"], elsewhere["region"]) == ("eu-central-1", "eu-west-1")
    found = {
        f"{kind} {name}": each.get("provider")
        for kind in stack["resource"]
        for name, each in all_of(stack, kind).items()
        if name.startswith("Replica") and kind != "terraform_data"
    }
    assert len(found) == 11
    assert set(found.values()) == {"aws.replica"}
    parts = {
        bucket: {
            kind
            for kind in stack["resource"]
            for name in all_of(stack, kind)
            if kind.startswith("aws_s3_bucket") and name.startswith(bucket)
        }
        for bucket in ("LogBucket", "ReplicaBucket")
    }
    assert parts["ReplicaBucket"] < parts["LogBucket"]
    # S3 delivers access logs into no bucket of another region.
    assert parts["LogBucket"] - parts["ReplicaBucket"] == {
        "aws_s3_bucket_logging",
        "aws_s3_bucket_replication_configuration",
    }


@pytest.mark.parametrize("encryption", ["s3", "kms"])
@pytest.mark.parametrize("lock", [None, ObjectLock(mode="COMPLIANCE", days=1)])
@pytest.mark.parametrize("access_logs", [None, AccessLogs()])
@pytest.mark.parametrize("days", [None, 400])
@pytest.mark.parametrize("log_archive", [None, SCENARIOS["log_archive"].log_archive])
def test_the_copies_are_as_protected_as_the_records_in_every_combination(
    encryption: Literal["s3", "kms"],
    lock: ObjectLock | None,
    access_logs: AccessLogs | None,
    days: int | None,
    log_archive: LogArchive | None,
    tmp_path: Path,
) -> None:
    settings = Settings(
        encryption=encryption,
        object_lock=lock,
        access_logs=access_logs,
        expire_after_days=days,
        log_archive=log_archive,
        replication=Replication(region="us-west-2"),
    )
    stack = synthesise(settings, tmp_path)["LogBucketStack"]
    copies = resource(stack, "aws_s3_bucket.ReplicaBucket")
    # S3 copies from a bucket that was ever locked into no other.
    assert copies["object_lock_enabled"]
    locks = all_of(stack, "aws_s3_bucket_object_lock_configuration")
    assert ("ReplicaBucketObjectLock" in locks) == bool(lock)
    assert ("ReplicaKey" in all_of(stack, "aws_kms_key")) == (encryption == "kms")
    lifecycles = all_of(stack, "aws_s3_bucket_lifecycle_configuration")
    assert ("ReplicaBucketLifecycle" in lifecycles) == bool(days)
    replication = resource(stack, "aws_s3_bucket_replication_configuration.LogBucketReplication")
    (rule,) = replication["rule"]
    assert ("source_selection_criteria" in rule) == (encryption == "kms")
    providers = {each.get("alias"): each for each in stack["provider"]["aws"]}
    assert ("assume_role" in providers["replica"]) == bool(log_archive)


def test_the_command_that_copies_older_records_is_one_of_the_aws_cli(
    stacks_of: Callable[[str], Stacks],
) -> None:
    output = stacks_of("everything")["LogBucketStack"]["output"]["CopyOlderRecords"]
    aws, service, command, *words = shlex.split(output["value"])
    assert (aws, service, command) == ("aws", "s3control", "create-job")
    words.remove("--no-confirmation-required")
    given = dict(zip(words[::2], words[1::2], strict=True))
    assert given.pop("--region") == "eu-central-1"
    model = get_session().get_service_model("s3control").operation_model("CreateJob").input_shape
    assert model
    shapes = {xform_name(name, "-"): (name, shape) for name, shape in model.members.items()}
    arguments = {
        name: text if shape.type_name == "string" else json.loads(text)
        for option, text in given.items()
        for name, shape in (shapes[option.removeprefix("--")],)
    }
    # The AWS CLI makes up the token.
    arguments |= {"ConfirmationRequired": False, "ClientRequestToken": "x"}
    assert not ParamValidator().validate(arguments, model).has_errors()


@pytest.mark.parametrize("encryption", ["s3", "kms"])
@pytest.mark.parametrize("access_logs", [None, AccessLogs()])
@pytest.mark.parametrize("object_lock", [None, ObjectLock(mode="COMPLIANCE", days=1)])
def test_every_combination_of_the_hardening_synthesises(
    encryption: Literal["s3", "kms"],
    access_logs: AccessLogs | None,
    object_lock: ObjectLock | None,
    tmp_path: Path,
) -> None:
    settings = Settings(encryption=encryption, access_logs=access_logs, object_lock=object_lock)
    declared = synthesise(settings, tmp_path)["LogBucketStack"]["resource"]
    assert ("aws_kms_key" in declared) == (encryption == "kms")
    assert ("aws_s3_bucket_logging" in declared) == bool(access_logs)
    assert ("aws_s3_bucket_object_lock_configuration" in declared) == bool(object_lock)


def test_without_alarms_there_is_nobody_to_tell(stacks_of: Callable[[str], Stacks]) -> None:
    declared = stacks_of("default")["CloudtrailStack"]["resource"]
    assert {kind for kind in declared if kind.startswith(("aws_sns", "aws_cloudwatch"))} == {
        "aws_cloudwatch_log_group"
    }


def test_only_the_alarms_of_this_trail_may_publish_to_its_topic(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stack = stacks_of("everything")["CloudtrailStack"]
    (publish,) = statements(stack, "AlarmTopicPolicyDocument").values()
    assert publish["principals"] == [
        {"type": "Service", "identifiers": ["cloudwatch.amazonaws.com"]}
    ]
    assert publish["actions"] == ["sns:Publish"]
    assert publish["resources"] == ["${aws_sns_topic.AlarmTopic.arn}"]
    alarms = (
        "arn:${data.aws_partition.Partition.partition}:cloudwatch:eu-central-1:"
        f"{ACCOUNT}:alarm:org.audit-trail_1/*"
    )
    assert conditions(publish) == {
        ("ArnLike", "aws:SourceArn", (alarms,)),
        ("StringEquals", "aws:SourceAccount", (ACCOUNT,)),
    }
    subscription = resource(stack, "aws_sns_topic_subscription.AlarmTopicSubscription")
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "security@example.com")


def test_nothing_is_announced_unless_asked_for(stacks_of: Callable[[str], Stacks]) -> None:
    stacks = stacks_of("default")
    assert not any(all_of(stack, "aws_s3_bucket_notification") for stack in stacks.values())
    trail = resource(stacks["CloudtrailStack"], "aws_cloudtrail.CloudTrail")
    assert "sns_topic_name" not in trail
    assert trail["depends_on"] == ["aws_iam_role_policy.TrailLogRolePolicy"]


def test_only_this_trail_may_announce_its_log_files_and_only_once_it_may(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Pitfall 8b: the topic's ARN in the place of its name would never settle."""
    stack = stacks_of("everything")["CloudtrailStack"]
    trail = resource(stack, "aws_cloudtrail.CloudTrail")
    assert trail["sns_topic_name"] == "${aws_sns_topic.DeliveryTopic.name}"
    assert "aws_sns_topic_policy.DeliveryTopicPolicy" in trail["depends_on"]
    ((sid, publish),) = statements(stack, "DeliveryTopicPolicyDocument").items()
    assert sid == "AWSCloudTrailSNSPolicy20131101"
    assert publish["principals"] == [
        {"type": "Service", "identifiers": ["cloudtrail.amazonaws.com"]}
    ]
    assert publish["actions"] == ["SNS:Publish"]
    assert publish["resources"] == ["${aws_sns_topic.DeliveryTopic.arn}"]
    this_trail = (
        "arn:${data.aws_partition.Partition.partition}:cloudtrail:eu-central-1:"
        f"{MANAGER}:trail/{trail['name']}"
    )
    assert conditions(publish) == {("StringEquals", "aws:SourceArn", (this_trail,))}
    topic = resource(stack, "aws_sns_topic.DeliveryTopic")
    assert topic["kms_master_key_id"] == trail["kms_key_id"]


def test_what_becomes_of_an_object_of_any_bucket_is_an_event_if_asked_for(
    stacks_of: Callable[[str], Stacks],
) -> None:
    for stack in stacks_of("everything").values():
        events = all_of(stack, "aws_s3_bucket_notification").values()
        assert all(each["eventbridge"] for each in events)
        assert sorted(each["bucket"] for each in events) == sorted(
            f"${{aws_s3_bucket.{name}.bucket}}" for name in all_of(stack, "aws_s3_bucket")
        )


@pytest.mark.parametrize("encryption", ["s3", "kms"])
def test_notifications_need_no_other_feature(
    encryption: Literal["s3", "kms"], tmp_path: Path
) -> None:
    settings = Settings(encryption=encryption, notifications=Notifications())
    stacks = synthesise(settings, tmp_path)
    topic = resource(stacks["CloudtrailStack"], "aws_sns_topic.DeliveryTopic")
    assert topic["name"] == "cloudtrail-deliveries"
    assert ("kms_master_key_id" in topic) == (encryption == "kms")
    (events,) = all_of(stacks["LogBucketStack"], "aws_s3_bucket_notification").values()
    assert events["bucket"] == "${aws_s3_bucket.LogBucket.bucket}"
    assert "aws_s3_bucket_notification" not in stacks["CloudtrailStack"]["resource"]
