"""Each control with what AWS holds now: of a check of `make verify`, or of an attribute."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from stacks.foundation.checks import Result
from stacks.foundation.controls import NONE, Control
from stacks.foundation.deployed import Deployed

from attrs import frozen

from tools.controls import CONTROLS
from tools.evidence.answers import Answers
from tools.evidence.model import ControlResult, Verdict
from tools.verify.checks import CHECKS
from tools.verify.rows import Row

Attributes = Mapping[str, Any]


@frozen(kw_only=True)
class Held:
    """What AWS says of one resource by this call, which Terraform reads: is it as it should be?"""

    call: str
    address: str
    expected: str
    observed: Callable[[Attributes], str]
    holds: Callable[[Attributes], bool]
    # Whether it is as well where there is no such resource.
    may_be_absent: bool = False


def _first(attributes: Attributes, name: str) -> Attributes:
    """Returns the block of a resource, of which there is one; an empty one if there is none."""
    found: Attributes = next(iter(attributes.get(name) or [{}]), {})
    return found


_BLOCKS = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)


def _blocked(attributes: Attributes) -> list[str]:
    return [name for name in _BLOCKS if attributes.get(name)]


def _algorithm(attributes: Attributes) -> str:
    default = _first(_first(attributes, "rule"), "apply_server_side_encryption_by_default")
    return str(default.get("sse_algorithm") or "none")


def _statements(attributes: Attributes) -> list[Attributes]:
    statements: list[Attributes] = json.loads(attributes["policy"])["Statement"]
    return statements


def _refuses_plain_http(attributes: Attributes) -> bool:
    return any(
        each["Effect"] == "Deny"
        and each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for each in _statements(attributes)
    )


def _let_in(attributes: Attributes) -> list[str]:
    """Returns whom the policy of a bucket lets in."""
    found: set[str] = set()
    for each in _statements(attributes):
        if each["Effect"] == "Allow":
            principal = each["Principal"]
            names = principal.values() if isinstance(principal, dict) else [principal]
            found.update(
                name for some in names for name in ([some] if isinstance(some, str) else some)
            )
    return sorted(found)


def _retention(attributes: Attributes) -> str:
    mode = _first(_first(attributes, "rule"), "default_retention")
    return f"{mode.get('mode')}, {mode.get('days')} days" if mode.get("mode") else "none"


def _days(attributes: Attributes) -> int:
    return int(attributes.get("retention_in_days") or 0)


def _left_out(attributes: Attributes) -> str:
    """Returns what the selector of management events leaves out; nothing where there is none."""
    of_management = (
        selector["field_selector"]
        for selector in attributes.get("advanced_event_selector") or []
        if any(each.get("equals") == ["Management"] for each in selector["field_selector"])
    )
    return ", ".join(
        f"{field['field']} {value}"
        for fields in of_management
        for field in fields
        if field["field"] != "eventCategory"
        for value in [*(field.get("not_equals") or ()), *(field.get("equals") or ())]
    )


# By the first id of the control.
HELD: Mapping[str, Sequence[Held]] = {
    "CIS 3.1": (
        Held(
            call="cloudtrail:GetEventSelectors",
            address="aws_cloudtrail.CloudTrail",
            expected="nothing left out",
            observed=lambda each: f"left out: {_left_out(each) or 'nothing'}",
            holds=lambda each: not _left_out(each),
        ),
    ),
    "CIS 3.4": (
        Held(
            call="s3:GetBucketLogging",
            address="aws_s3_bucket_logging.LogBucketLogging",
            expected="another bucket",
            observed=lambda each: f"logs go to {each.get('target_bucket')}",
            holds=lambda each: bool(each.get("target_bucket")),
        ),
    ),
    "CIS 3.5": (
        Held(
            call="s3:GetBucketEncryption",
            address="aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption",
            expected="aws:kms",
            observed=lambda each: f"the bucket: {_algorithm(each)}",
            holds=lambda each: _algorithm(each) == "aws:kms",
        ),
        Held(
            call="cloudtrail:GetTrail",
            address="aws_cloudtrail.CloudTrail",
            expected="a key",
            observed=lambda each: f"the trail: {each.get('kms_key_id') or 'no key'}",
            holds=lambda each: bool(each.get("kms_key_id")),
        ),
    ),
    "CIS 3.6": (
        Held(
            call="kms:GetKeyRotationStatus",
            address="aws_kms_key.AuditKey",
            expected="rotated, if there is a key",
            observed=lambda each: "rotated" if each.get("enable_key_rotation") else "not rotated",
            holds=lambda each: bool(each.get("enable_key_rotation")),
            may_be_absent=True,
        ),
    ),
    "CloudTrail.6": (
        Held(
            call="s3:GetPublicAccessBlock",
            address="aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock",
            expected="all four blocked",
            observed=lambda each: f"blocked: {', '.join(_blocked(each)) or 'nothing'}",
            holds=lambda each: len(_blocked(each)) == len(_BLOCKS),
        ),
    ),
    "CloudTrail.9": (
        Held(
            call="cloudtrail:ListTags",
            address="aws_cloudtrail.CloudTrail",
            expected="a tag",
            observed=lambda each: (
                ", ".join(
                    f"{key}={value}" for key, value in sorted((each.get("tags_all") or {}).items())
                )
                or "no tag"
            ),
            holds=lambda each: bool(each.get("tags_all")),
        ),
    ),
    "CloudWatch.16": (
        Held(
            call="logs:DescribeLogGroups",
            address="aws_cloudwatch_log_group.TrailLog",
            expected="365 days or for ever",
            observed=lambda each: f"{_days(each)} days" if _days(each) else "for ever",
            holds=lambda each: _days(each) >= 365 or not _days(each),
        ),
    ),
    "S3.5": (
        Held(
            call="s3:GetBucketPolicy",
            address="aws_s3_bucket_policy.LogBucketPolicy",
            expected="a refusal of requests without TLS",
            observed=lambda each: "refused" if _refuses_plain_http(each) else "not refused",
            holds=_refuses_plain_http,
        ),
    ),
    "S3.6": (
        Held(
            call="s3:GetBucketPolicy",
            address="aws_s3_bucket_policy.LogBucketPolicy",
            expected="services of AWS alone",
            observed=lambda each: f"let in: {', '.join(_let_in(each))}",
            holds=lambda each: all(name.endswith(".amazonaws.com") for name in _let_in(each)),
        ),
    ),
    "S3.10": (
        Held(
            call="s3:GetBucketLifecycleConfiguration",
            address="aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle",
            expected="a rule that is on",
            observed=lambda each: ", ".join(str(rule["id"]) for rule in each.get("rule") or []),
            holds=lambda each: any(rule["status"] == "Enabled" for rule in each.get("rule") or []),
        ),
    ),
    "S3.11": (
        Held(
            call="s3:GetBucketNotification",
            address="aws_s3_bucket_notification.LogBucketEvents",
            expected="events",
            observed=lambda each: "to EventBridge" if each.get("eventbridge") else "none",
            holds=lambda each: bool(each.get("eventbridge")),
        ),
    ),
    "S3.12": (
        Held(
            call="s3:GetBucketOwnershipControls",
            address="aws_s3_bucket_ownership_controls.LogBucketOwnership",
            expected="BucketOwnerEnforced",
            observed=lambda each: str(_first(each, "rule").get("object_ownership")),
            holds=lambda each: (
                _first(each, "rule").get("object_ownership") == "BucketOwnerEnforced"
            ),
        ),
    ),
    "S3.14": (
        Held(
            call="s3:GetBucketVersioning",
            address="aws_s3_bucket_versioning.LogBucketVersioning",
            expected="Enabled",
            observed=lambda each: str(_first(each, "versioning_configuration").get("status")),
            holds=lambda each: _first(each, "versioning_configuration").get("status") == "Enabled",
        ),
    ),
    "S3.15": (
        Held(
            call="s3:GetObjectLockConfiguration",
            address="aws_s3_bucket_object_lock_configuration.LogBucketObjectLock",
            expected="a lock",
            observed=_retention,
            holds=lambda each: _retention(each) != "none",
        ),
    ),
    "S3.20": (
        Held(
            call="s3:GetBucketVersioning",
            address="aws_s3_bucket_versioning.LogBucketVersioning",
            expected="MFADelete Enabled",
            observed=lambda each: (
                "MFADelete "
                + str(_first(each, "versioning_configuration").get("mfa_delete") or "not set")
            ),
            holds=lambda each: (
                _first(each, "versioning_configuration").get("mfa_delete") == "Enabled"
            ),
        ),
    ),
}

Seen = tuple[str, str, Verdict, Sequence[str]]


def controls(
    deployed: Deployed,
    rows: Sequence[Row],
    answers: Answers,
    accepted: Mapping[str, str],
    *,
    read_at: str,
) -> Iterator[ControlResult]:
    """Yields each control.

    `accepted` are the reasons that hold, by what they are for, and `read_at` is when Terraform had
    read all resources.
    """
    for control in CONTROLS:
        seen = list(_seen(control, deployed, rows))
        verdict = _worst([verdict for _, _, verdict, _ in seen])
        calls = sorted({call for *_, made in seen for call in made})
        reason = next((accepted[id_] for id_ in control.ids if id_ in accepted), "")
        if verdict is Verdict.DOES_NOT_HOLD and reason:
            verdict = Verdict.ACCEPTED
        yield ControlResult(
            ids=control.ids,
            wants=control.wants,
            expected="; ".join(dict.fromkeys(expected for expected, *_ in seen if expected)),
            observed="; ".join(observed for _, observed, *_ in seen),
            verdict=verdict,
            calls=calls,
            at=answers.when(*calls) or read_at,
            reason=reason,
        )


def _seen(control: Control, deployed: Deployed, rows: Sequence[Row]) -> Iterator[Seen]:
    """Yields what is known of a control: what is expected, what was seen, and what that means."""
    if control.out_of_reach and control.out_of_reach != NONE:
        yield "", f"{control.out_of_reach}: this deployment cannot show it", Verdict.NOT_CHECKED, ()
        return
    found = [*_of_checks(control, rows), *_of_attributes(control, deployed)]
    setting = f"with the setting {json.dumps(control.setting)}" if control.setting else ""
    yield from found or [(setting, "nothing of the kind is deployed", Verdict.DOES_NOT_HOLD, ())]


def _of_checks(control: Control, rows: Sequence[Row]) -> Iterator[Seen]:
    for check in CHECKS:
        if set(check.controls) & set(control.ids):
            for row in rows:
                if row.check == check.id:
                    yield check.title, row.observed, _VERDICTS[row.result], check.actions


def _of_attributes(control: Control, deployed: Deployed) -> Iterator[Seen]:
    for held in HELD.get(control.ids[0], ()):
        attributes = deployed.resources.get(held.address)
        if attributes is None:
            verdict = Verdict.HOLDS if held.may_be_absent else Verdict.DOES_NOT_HOLD
            yield held.expected, "there is none", verdict, (held.call,)
        else:
            verdict = Verdict.HOLDS if held.holds(attributes) else Verdict.DOES_NOT_HOLD
            yield held.expected, held.observed(attributes), verdict, (held.call,)


_VERDICTS = {
    Result.OK: Verdict.HOLDS,
    Result.FAILED: Verdict.DOES_NOT_HOLD,
    Result.NOT_YET: Verdict.NOT_CHECKED,
    Result.NOT_CHECKED: Verdict.NOT_CHECKED,
}
_ORDER = (Verdict.DOES_NOT_HOLD, Verdict.NOT_CHECKED, Verdict.HOLDS)


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=_ORDER.index)
