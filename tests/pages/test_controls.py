"""What the page says about each control is what the synthesised JSON shows."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stacks.foundation.controls import Control
from stacks.settings import Settings, load

import pytest
from attrs import frozen

from tests.conftest import Stacks, synthesise
from tests.pages.readme import table
from tools.controls import CONTROLS

Resource = Mapping[str, Any]


@frozen
class Declared:
    """Everything that both stacks declare."""

    stacks: Stacks

    def all_of(self, kind: str) -> dict[str, Resource]:
        """Returns the resources of this type, by their names."""
        return {
            name: resource
            for stack in self.stacks.values()
            for name, resource in stack["resource"].get(kind, {}).items()
        }

    @property
    def trail(self) -> Resource:
        """The trail."""
        (trail,) = self.all_of("aws_cloudtrail").values()
        return trail

    @property
    def buckets(self) -> dict[str, "Bucket"]:
        """Every bucket, by its name in the stack."""
        return {name: Bucket(self, name) for name in self.all_of("aws_s3_bucket")}


@frozen
class Bucket:
    """A bucket and the resources that are about it."""

    declared: Declared
    name: str

    def part(self, kind: str) -> Resource:
        """Returns the one resource of this type for this bucket, or nothing."""
        mine = [
            resource
            for resource in self.declared.all_of(f"aws_s3_bucket_{kind}").values()
            if resource["bucket"] == f"${{aws_s3_bucket.{self.name}.bucket}}"
        ]
        assert len(mine) <= 1
        return mine[0] if mine else {}

    def statements(self, effect: str) -> Iterator[Resource]:
        """Yields the statements of the bucket's policy that have this effect."""
        reference = self.part("policy")["policy"]
        document = reference.removeprefix("${data.aws_iam_policy_document.").removesuffix(".json}")
        for stack in self.declared.stacks.values():
            documents = stack["data"].get("aws_iam_policy_document", {})
            for statement in documents.get(document, {"statement": []})["statement"]:
                if statement["effect"] == effect:
                    yield statement


def is_private(bucket: Bucket) -> bool:
    block = bucket.part("public_access_block")
    return admits_services_only(bucket) and all(
        block.get(each)
        for each in (
            *("block_public_acls", "block_public_policy"),
            *("ignore_public_acls", "restrict_public_buckets"),
        )
    )


def admits_services_only(bucket: Bucket) -> bool:
    return all(
        principal["type"] == "Service"
        for statement in bucket.statements("Allow")
        for principal in statement["principals"]
    )


def asks_for_tls(bucket: Bucket) -> bool:
    arn = f"${{aws_s3_bucket.{bucket.name}.arn}}"
    plain = {"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}
    return any(
        statement["condition"] == [plain]
        and statement["actions"] == ["s3:*"]
        and statement["resources"] == [arn, f"{arn}/*"]
        and statement["principals"] == [{"type": "*", "identifiers": ["*"]}]
        for statement in bucket.statements("Deny")
    )


def has_no_acls(bucket: Bucket) -> bool:
    rule = bucket.part("ownership_controls").get("rule", {})
    return rule == {"object_ownership": "BucketOwnerEnforced"} and not bucket.part("acl")


def versioning(bucket: Bucket) -> Resource:
    configuration: Resource = bucket.part("versioning").get("versioning_configuration", {})
    return configuration


def is_encrypted_with_a_key(bucket: Bucket) -> bool:
    (rule,) = bucket.part("server_side_encryption_configuration")["rule"]
    default: Resource = rule["apply_server_side_encryption_by_default"]
    return default["sse_algorithm"] == "aws:kms" and "kms_master_key_id" in default


# https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html
OF_A_BUCKET: dict[str, Callable[[Bucket], bool]] = {
    "S3.2": is_private,
    "S3.3": is_private,
    "S3.5": asks_for_tls,
    "S3.6": admits_services_only,
    "S3.7": lambda bucket: bool(bucket.part("replication_configuration")),
    "S3.8": is_private,
    "S3.9": lambda bucket: bool(bucket.part("logging")),
    "S3.10": lambda bucket: bool(bucket.part("lifecycle_configuration")),
    "S3.11": lambda bucket: bool(bucket.part("notification").get("eventbridge")),
    "S3.12": has_no_acls,
    "S3.13": lambda bucket: bool(bucket.part("lifecycle_configuration")),
    "S3.14": lambda bucket: versioning(bucket).get("status") == "Enabled",
    "S3.15": lambda bucket: bool(bucket.part("object_lock_configuration")),
    "S3.17": is_encrypted_with_a_key,
    "S3.20": lambda bucket: versioning(bucket).get("mfa_delete") == "Enabled",
}


def records_everything(declared: Declared) -> bool:
    """Whether every region's reads and writes are recorded, as they are without a selector.

    With selectors, one must want every management event, under the name that prowler looks for.
    """
    trail = declared.trail
    advanced = trail.get("advanced_event_selector", [])
    everything = {
        "name": "Management events selector",
        "field_selector": [{"field": "eventCategory", "equals": ["Management"]}],
    }
    return (
        trail["is_multi_region_trail"]
        and trail["include_global_service_events"]
        and trail.get("enable_logging", True)
        and not trail.get("event_selector")
        and (not advanced or everything in advanced)
    )


def records_of_objects(read_only: str) -> Callable[[Declared], bool]:
    """Whether reads ("true") or writes ("false") of S3 objects are recorded, of every bucket."""

    def recorded(declared: Declared) -> bool:
        wanted = [
            {each["field"]: each for each in selector["field_selector"]}
            for selector in declared.trail.get("advanced_event_selector", [])
        ]
        return any(
            fields.get("resources.type", {}).get("equals") == ["AWS::S3::Object"]
            and fields.get("readOnly", {"equals": [read_only]})["equals"] == [read_only]
            and not fields.get("resources.ARN", {}).get("starts_with")
            for fields in wanted
        )

    return recorded


def is_tagged(declared: Declared) -> bool:
    (provider,) = declared.stacks["CloudtrailStack"]["provider"]["aws"]
    return bool(declared.trail.get("tags") or provider.get("default_tags"))


def keeps_logs_for_a_year(declared: Declared) -> bool:
    groups = declared.all_of("aws_cloudwatch_log_group").values()
    return all(group["retention_in_days"] >= 365 for group in groups)


def rotates_every_key(declared: Declared) -> bool:
    return all(key.get("enable_key_rotation") for key in declared.all_of("aws_kms_key").values())


def declares(kind: str) -> Callable[[Declared], bool]:
    return lambda declared: bool(declared.all_of(kind))


def of_the_log_bucket(control: str) -> Callable[[Declared], bool]:
    return lambda declared: OF_A_BUCKET[control](declared.buckets["LogBucket"])


# CIS AWS Foundations Benchmark 3.0 and 5.0, section 3, and
# https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html
HOLDS: dict[str, Callable[[Declared], bool]] = {
    "CIS 3.1": records_everything,
    "CIS 3.2": lambda declared: declared.trail["enable_log_file_validation"],
    "CIS 3.3": declares("aws_config_configuration_recorder"),
    "CIS 3.4": of_the_log_bucket("S3.9"),
    "CIS 3.5": lambda declared: bool(declared.trail.get("kms_key_id")),
    "CIS 3.6": rotates_every_key,
    "CIS 3.7": declares("aws_flow_log"),
    "CIS 3.8": records_of_objects("false"),
    "CIS 3.9": records_of_objects("true"),
    "CloudTrail.1": records_everything,
    "CloudTrail.2": lambda declared: bool(declared.trail.get("kms_key_id")),
    "CloudTrail.3": lambda declared: declared.trail.get("enable_logging", True),
    "CloudTrail.4": lambda declared: declared.trail["enable_log_file_validation"],
    "CloudTrail.5": lambda declared: bool(declared.trail.get("cloud_watch_logs_group_arn")),
    "CloudTrail.6": of_the_log_bucket("S3.2"),
    "CloudTrail.7": of_the_log_bucket("S3.9"),
    "CloudTrail.9": is_tagged,
    "CloudTrail.10": declares("aws_cloudtrail_event_data_store"),
    "CloudWatch.16": keeps_logs_for_a_year,
    "KMS.4": rotates_every_key,
    "S3.22": records_of_objects("false"),
    "S3.23": records_of_objects("true"),
    "S3.1": declares("aws_s3_account_public_access_block"),
    **{control: of_the_log_bucket(control) for control in OF_A_BUCKET},
}


def met(controls: Iterable[Control], stacks: Stacks) -> set[str]:
    declared = Declared(stacks)
    return {each for each in ids(controls) if HOLDS[each](declared)}


def ids(controls: Iterable[Control]) -> set[str]:
    return {each for control in controls for each in control.ids}


def pasted(settings: Mapping[str, Any], folder: Path) -> Settings:
    """Returns the settings as somebody gets them who pastes them into `cdktf.json`."""
    folder.mkdir()
    file = folder / "cdktf.json"
    file.write_text(json.dumps({"context": {"logging": settings}}))
    return load(file, {})


def test_every_control_is_measured() -> None:
    assert sorted(each for control in CONTROLS for each in control.ids) == sorted(HOLDS)


def test_the_default_meets_what_it_is_said_to_meet_and_nothing_else(
    stacks_of: Callable[[str], Stacks],
) -> None:
    said = ids(control for control in CONTROLS if control.by_default)
    assert met(CONTROLS, stacks_of("default")) == said


@pytest.mark.parametrize(
    "control",
    [control for control in CONTROLS if control.setting],
    ids=lambda control: ", ".join(control.ids),
)
def test_the_setting_alone_meets_the_control(control: Control, tmp_path: Path) -> None:
    settings = pasted(control.setting, tmp_path / "settings")
    assert met([control], synthesise(settings, tmp_path / "out")) == {*control.ids}


def test_all_the_settings_together_meet_every_control_within_reach(tmp_path: Path) -> None:
    together = {key: value for control in CONTROLS for key, value in control.setting.items()}
    stacks = synthesise(pasted(together, tmp_path / "settings"), tmp_path / "out")
    within_reach = ids(control for control in CONTROLS if not control.out_of_reach)
    assert met(CONTROLS, stacks) == within_reach


def test_what_is_out_of_reach_is_met_by_no_setting(stacks_of: Callable[[str], Stacks]) -> None:
    controls = [control for control in CONTROLS if control.out_of_reach]
    assert controls
    assert met(controls, stacks_of("everything")) == set()


def test_other_buckets_fall_behind_the_log_bucket_only_where_it_is_said(
    stacks_of: Callable[[str], Stacks],
) -> None:
    buckets = Declared(stacks_of("everything")).buckets
    log_bucket = buckets.pop("LogBucket")
    behind = {
        name: [
            control
            for control, holds in OF_A_BUCKET.items()
            if holds(log_bucket) and not holds(bucket)
        ]
        for name, bucket in buckets.items()
    }
    said = table("| bucket beside it | does not meet | because |")
    assert behind == {name: controls.split(", ") for name, (controls, _) in said.items()}
