"""What the guard says of a plan, in Terraform's own JSON."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from tools.plan_guard import CHANGED, findings
from tools.rehearsal import Plan
from tools.stack import Stack

LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
LOCK = "aws_s3_bucket_object_lock_configuration"
BUCKET = {"bucket": "central-logs-1", "region": "us-east-2"}
KEY = {"id": "1234", "key_id": "1234", "arn": "arn:aws:kms:us-east-2:123456789012:key/1234"}
CUT = {"id": "1234", "key_id": None, "arn": None}
TRAIL = {"name": "CloudTrail", "s3_key_prefix": ""}
GROUP = {"name": "TrailLog", "retention_in_days": 7, "skip_destroy": False, "kms_key_id": ""}
RETAINED = {**GROUP, "skip_destroy": True}


def expires(days: int | None) -> dict[str, Any]:
    expiration = [{"days": days}] if days else []
    return {"bucket": "central-logs-1", "rule": [{"expiration": []}, {"expiration": expiration}]}


def locks(mode: str, days: int | None, years: int | None = None) -> dict[str, Any]:
    retention = [{"mode": mode, "days": days, "years": years}]
    return {"bucket": "central-logs-1", "rule": [{"default_retention": retention}]}


def selecting(*names: str) -> dict[str, Any]:
    """Returns the trail with selectors of these names."""
    return {**TRAIL, "advanced_event_selector": [{"name": each} for each in names]}


def plan(
    type_: str, *actions: str, before: Any = None, after: Any = None, **more: str
) -> list[Plan]:
    address = f"{type_}.X"
    change = {"actions": list(actions), "before": before, "after": after}
    changes = [{"address": address, "mode": "managed", "type": type_, "change": change, **more}]
    return [Plan({"resource_changes": changes}, {address: before or KEY}, Stack(Path(), {}))]


@pytest.mark.parametrize("actions", [("delete",), ("delete", "create"), ("create", "delete")])
@pytest.mark.parametrize(
    ("type_", "before", "says"),
    [
        ("aws_s3_bucket", BUCKET, "the bucket central-logs-1 would go with everything in it"),
        ("aws_kms_key", KEY, "the key 1234 would be deleted"),
        ("aws_cloudtrail", TRAIL, "the trail CloudTrail would go before another one starts"),
        ("aws_cloudwatch_log_group", GROUP, "the events of the last 7 days in the log group"),
        (
            "aws_cloudwatch_log_group",
            {**RETAINED, "kms_key_id": "arn:aws:kms"},
            "could not be read any more",
        ),
    ],
)
def test_what_holds_records_is_not_destroyed_unless_somebody_allows_it(
    actions: tuple[str, ...], type_: str, before: Any, says: str
) -> None:
    plans = plan(type_, *actions, before=before)
    (found,) = findings(plans)
    assert found.refused
    assert says in str(found)
    assert str(found).startswith(f"Refused: {type_}.X: ")
    (other,) = findings(plans, ["aws_s3_bucket.Other"])
    assert other.refused
    (allowed,) = findings(plans, [f"{type_}.X"])
    assert not allowed.refused


def test_one_loss_does_not_hide_another_one() -> None:
    renamed = {"name": "Other", "s3_key_prefix": "audit"}
    found = findings(plan("aws_cloudtrail", "delete", "create", before=TRAIL, after=renamed))
    assert [each.refused for each in found] == [True, True]
    assert "s3_key_prefix would change from none to audit" in found[1].says


@pytest.mark.parametrize(
    ("plans", "says"),
    [
        (
            plan("aws_kms_key", "create", before=None, after={}),
            "aws kms cancel-key-deletion --key-id 1234 --region us-east-2",
        ),
        (
            # A key whose making was cut off.
            [attrs.evolve(plan("aws_kms_key", "create", after={})[0], knew={"aws_kms_key.X": CUT})],
            "aws kms cancel-key-deletion --key-id 1234, then",
        ),
        (
            plan(
                "aws_cloudtrail",
                "update",
                before={**TRAIL, "is_organization_trail": True},
                after={**TRAIL, "is_organization_trail": False},
            ),
            "is recorded by nobody from then on",
        ),
        (
            plan(
                "aws_cloudtrail", "update", before=TRAIL, after={**TRAIL, "s3_key_prefix": "audit"}
            ),
            "s3_key_prefix would change from none to audit",
        ),
        (
            plan(
                "aws_cloudtrail",
                "update",
                before={**TRAIL, "s3_key_prefix": "audit"},
                after={**TRAIL, "s3_key_prefix": None},
            ),
            "s3_key_prefix would change from audit to none",
        ),
        (
            # Somebody has put on what the last deploy did not.
            [
                attrs.evolve(
                    plan("aws_cloudtrail", "update", before=selecting("A"), after=TRAIL)[0],
                    knew={"aws_cloudtrail.X": TRAIL},
                )
            ],
            "set management_events to {}",
        ),
    ],
)
def test_what_would_hide_records_is_refused_too(plans: list[Plan], says: str) -> None:
    (found,) = findings(plans)
    assert found.refused
    assert says in found.says
    assert not findings(plans, [found.address])[0].refused


@pytest.mark.parametrize(
    ("plans", "says"),
    [
        (
            plan("aws_s3_bucket", "forget", before=BUCKET),
            "aws s3api delete-bucket --bucket central-logs-1 --region us-east-2",
        ),
        (
            plan("aws_kms_key", "forget", before=KEY),
            "aws kms schedule-key-deletion --key-id 1234 --region us-east-2",
        ),
        (plan("aws_sns_topic", "delete", before={"name": "T"}), "the topic T goes"),
        (
            plan("aws_cloudtrail", "update", before=selecting("A", "B"), after=selecting("A")),
            "the trail records this no more: B.",
        ),
        (
            plan("aws_cloudwatch_log_group", "delete", "create", before=RETAINED),
            "the log group TrailLog stays in AWS",
        ),
        (
            plan(
                "aws_cloudwatch_log_group",
                "update",
                before={**GROUP, "retention_in_days": 0},
                after=GROUP,
            ),
            "events of more than 7 days ago go",
        ),
        (
            plan(LIFECYCLE, "create", after=expires(30)),
            "S3 deletes what is older than 30 days from the bucket central-logs-1",
        ),
        (plan(LOCK, "delete", before=locks("GOVERNANCE", 9)), "are locked no more"),
        (
            plan("aws_s3_bucket_replication_configuration", "delete", before={"bucket": "logs"}),
            "new records in the bucket logs are copied to no other region any more",
        ),
        (
            plan(LOCK, "update", before=locks("GOVERNANCE", 9), after=locks("GOVERNANCE", 8)),
            "are locked in mode GOVERNANCE for 8 days",
        ),
        (
            plan(LOCK, "update", before=locks("COMPLIANCE", 9), after=locks("GOVERNANCE", 9)),
            "the older ones stay locked as they are, COMPLIANCE for 9 days",
        ),
        (
            plan(LOCK, "update", before=locks("GOVERNANCE", None, 1), after=locks("GOVERNANCE", 9)),
            "the older ones stay locked as they are, GOVERNANCE for 365 days",
        ),
        (
            plan("aws_athena_workgroup", "delete", "create", before={"name": "audit"}),
            "the workgroup audit goes with the history of its queries",
        ),
        (
            plan(
                LIFECYCLE,
                "update",
                before=expires(90),
                after=expires(30),
            ),
            "S3 deletes what is older than 30 days",
        ),
    ],
)
def test_what_somebody_should_know_is_said_and_not_refused(plans: list[Plan], says: str) -> None:
    (found,) = findings(plans)
    assert not found.refused
    assert says in str(found)
    assert str(found).startswith("Note: ")


@pytest.mark.parametrize(
    "plans",
    [
        plan("aws_s3_bucket", "no-op", before=BUCKET, after=BUCKET),
        plan("aws_kms_key", "update", before=KEY, after=KEY),
        plan("aws_cloudtrail", "update", before=selecting("A"), after=selecting("A", "B")),
        # Null is what Terraform plans where AWS gave an empty text back.
        plan("aws_cloudtrail", "update", before=TRAIL, after={**TRAIL, "s3_key_prefix": None}),
        # Somebody changed it by hand, and it is put back.
        [
            attrs.evolve(
                plan(
                    "aws_cloudtrail",
                    "update",
                    before={**TRAIL, "s3_key_prefix": "elsewhere", "is_organization_trail": True},
                    after=TRAIL,
                )[0],
                knew={"aws_cloudtrail.X": TRAIL},
            )
        ],
        # Somebody deleted it, and a new one is the remedy.
        plan("aws_cloudtrail", "create", before=None, after=TRAIL),
        plan("aws_s3_bucket", "create", before=None, after=BUCKET),
        # The first deploy: the bucket's name is known only afterwards.
        plan(LIFECYCLE, "create", after={"rule": expires(30)["rule"]}),
        plan(LOCK, "create", after={"rule": locks("GOVERNANCE", 9)["rule"]}),
        *(plan(type_, "create", after={}) for type_ in CHANGED),
        plan("aws_iam_role", "delete", before={}),
        plan(LOCK, "create", after=locks("GOVERNANCE", 9)),
        plan(
            LOCK,
            "delete",
            "create",
            before=locks("GOVERNANCE", 9),
            after=locks("GOVERNANCE", 9),
        ),
        plan(LOCK, "update", before=locks("GOVERNANCE", 9), after=locks("COMPLIANCE", 9)),
        plan(LIFECYCLE, "update", before=expires(30), after=expires(90)),
        plan(
            LIFECYCLE,
            "update",
            before=expires(30),
            after=expires(None),
        ),
        plan(
            "aws_cloudwatch_log_group",
            "update",
            before=GROUP,
            after={**GROUP, "retention_in_days": 0},
        ),
    ],
)
def test_of_whatever_else_nothing_is_said(plans: list[Plan]) -> None:
    assert findings(plans) == []
