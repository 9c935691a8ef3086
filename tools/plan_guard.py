"""Says in words what a plan would cost, and refuses what would cost records."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tools.rehearsal import Plan

Values = Mapping[str, Any]


@frozen
class Finding:
    """Something about a plan that whoever approves it should know; `refused` needs their word."""

    address: str
    says: str
    refused: bool = False

    def __str__(self) -> str:
        return f"{'Refused' if self.refused else 'Note'}: {self.address}: {self.says}"


def findings(plans: Sequence[Plan], allowed: Collection[str] = ()) -> list[Finding]:
    """Returns what the plans would cost; what stands at an `allowed` address is not refused."""
    return [
        Finding(address, says, refused and address not in allowed)
        for plan in plans
        for change in plan.changes
        for address in [str(change["address"])]
        for says, refused in _judged(change, plan)
    ]


def _judged(change: Values, plan: Plan) -> Iterator[tuple[str, bool]]:
    actions = change["change"]["actions"]
    before: Values = change["change"]["before"] or {}
    after: Values = change["change"]["after"] or {}
    type_ = change["type"]
    if "delete" in actions and type_ in DESTROYED:
        yield DESTROYED[type_](before)
    elif actions == ["delete"] and type_ in REMOVED:
        yield REMOVED[type_](before), False
    elif actions == ["forget"] and type_ in FORGOTTEN:
        yield FORGOTTEN[type_](before), False
    elif actions == ["create"] and type_ in GONE and change["address"] in plan.knew:
        yield GONE[type_](plan.knew[change["address"]]), True
    if after:
        yield from IMPOSSIBLE.get(type_, _nothing)(before, after)
        # What somebody changed by hand is only put back.
        before = plan.knew.get(change["address"], before) if type_ in PUT_BACK else before
        yield from CHANGED.get(type_, _nothing)(before, after)


def _bucket_destroyed(bucket: Values) -> tuple[str, bool]:
    return f"the bucket {bucket['bucket']} would go with everything in it.", True


def _key_destroyed(key: Values) -> tuple[str, bool]:
    return (
        f"the key {key['key_id']} would be deleted, and nothing that it has encrypted could be "
        "read any more.",
        True,
    )


def _trail_destroyed(trail: Values) -> tuple[str, bool]:
    return (
        f"the trail {trail['name']} would go before another one starts. What happens in between is "
        "recorded by nobody, what the old one has not delivered yet may never arrive, and from "
        "LogBucketStack's deploy on it can deliver nothing. To record without a gap, keep the "
        "name; or make a second deployment in a folder of its own, with names of its own, and "
        "destroy this one later.",
        True,
    )


def _log_group_destroyed(group: Values) -> tuple[str, bool]:
    if group.get("skip_destroy") and not group.get("kms_key_id"):
        return f"the log group {group['name']} stays in AWS, and the trail leaves it.", False
    days = group.get("retention_in_days")
    kept = f"of the last {days} days" if days else "of all times"
    how = (
        "could not be read any more, because the key lets in the new one only"
        if group.get("skip_destroy")
        else "would go"
    )
    return (
        f"the events {kept} in the log group {group['name']} {how}; those in the bucket stay.",
        True,
    )


def _workgroup_destroyed(workgroup: Values) -> tuple[str, bool]:
    return (
        f"the workgroup {workgroup['name']} goes with the history of its queries; its answers "
        "stay in their bucket.",
        False,
    )


def _topic_destroyed(topic: Values) -> tuple[str, bool]:
    return f"the topic {topic['name']} goes; who subscribed to it hears nothing more.", False


def _bucket_forgotten(bucket: Values) -> str:
    name = bucket["bucket"]
    return (
        f"the bucket {name} stays in AWS with everything in it, as protected as it is, and "
        "Terraform forgets it. To remove it for good when nobody needs it any more: empty it, "
        f"then aws s3api delete-bucket --bucket {name} --region {bucket['region']}"
    )


def _key_forgotten(key: Values) -> str:
    return (
        f"the key {key['key_id']} stays in AWS, because what it has encrypted cannot be read "
        "without it, and Terraform forgets it. To remove it for good when nothing of that is left: "
        f"aws kms schedule-key-deletion --key-id {key['key_id']} --region {_region_of(key)}"
    )


def _key_gone(key: Values) -> str:
    # Of what was cut off while it was made, the state has nothing but the ID.
    id_ = key["id"]
    which = f"--key-id {id_}" + (f" --region {_region_of(key)}" if key.get("arn") else "")
    return (
        f"the key {id_} is gone, or is going to be deleted, and a new one cannot read what it has "
        f"encrypted. If it is still there (aws kms describe-key {which}), keep it: "
        f"aws kms cancel-key-deletion {which}, then aws kms enable-key {which}, and deploy again."
    )


def _region_of(key: Values) -> str:
    return str(key["arn"]).split(":")[3]


def _nothing(_before: Values, _after: Values) -> Iterator[tuple[str, bool]]:
    yield from ()


def _trail_changed(before: Values, after: Values) -> Iterator[tuple[str, bool]]:
    if before.get("is_organization_trail") and not after.get("is_organization_trail"):
        yield (
            "the trail would be one of this account only: what the other accounts of the "
            "organisation do is recorded by nobody from then on, and neither the table nor make "
            "verify would find what it has recorded. Set organization back.",
            True,
        )
    had, has = (_selectors(each) for each in (before, after))
    if gone := [name for name in had if name not in has]:
        yield f"the trail records this no more: {'; '.join(gone)}.", False
    old, new = (each.get("s3_key_prefix") or "none" for each in (before, after))
    if before and old != new:
        yield (
            f"s3_key_prefix would change from {old} to {new}: the records so far stay where they "
            "are, and neither the table nor make verify would find them. Set it back; or make a "
            "second deployment in a folder of its own.",
            True,
        )


def _trail_without_selectors(before: Values, after: Values) -> Iterator[tuple[str, bool]]:
    if _selectors(before) and not _selectors(after):
        yield (
            "CloudTrail refuses to have no selector where it has some. make deploy puts the "
            "default back; with any other command, set management_events to {}, which keeps the "
            "selector of every management event.",
            True,
        )


def _selectors(trail: Values) -> list[str]:
    """Returns what the advanced selectors of a trail are called."""
    return [str(each["name"]) for each in trail.get("advanced_event_selector") or []]


def _log_group_changed(before: Values, after: Values) -> Iterator[tuple[str, bool]]:
    old, new = (each.get("retention_in_days") or 0 for each in (before, after))
    if before and new and (not old or new < old):
        yield f"events of more than {new} days ago go from the log group {after['name']}.", False


def _lifecycle_changed(before: Values, after: Values) -> Iterator[tuple[str, bool]]:
    old, new = _expires(before), _expires(after)
    # A bucket that is only going to be made has no name yet, and nothing to lose.
    if "bucket" in after and new and (not old or new < old):
        yield (
            f"S3 deletes what is older than {new} days from the bucket {after['bucket']}, and "
            f"{new} days later nobody can bring it back.",
            False,
        )


def _replication_removed(replication: Values) -> str:
    return (
        f"new records in the bucket {replication['bucket']} are copied to no other region any "
        "more; the copies so far stay."
    )


def _lock_removed(lock: Values) -> str:
    return (
        f"new records in the bucket {lock['bucket']} are locked no more; the older ones stay "
        "locked until their time."
    )


def _lock_changed(before: Values, after: Values) -> Iterator[tuple[str, bool]]:
    old, new = (_locked_for(each) for each in (before, after))
    if new[1] < old[1] or (old[0], new[0]) == ("COMPLIANCE", "GOVERNANCE"):
        yield (
            f"new records in the bucket {after['bucket']} are locked in mode {new[0]} for "
            f"{new[1]} days; the older ones stay locked as they are, {old[0]} for {old[1]} days.",
            False,
        )


def _locked_for(lock: Values) -> tuple[str, int]:
    for rule in lock.get("rule") or []:
        for retention in rule["default_retention"]:
            # Somebody may have chosen years in the console; the settings are in days.
            return retention["mode"], retention.get("days") or 365 * (retention.get("years") or 0)
    return "", 0


def _expires(lifecycle: Values) -> int:
    """Returns after how many days objects go; 0 is never."""
    days = [
        expiration.get("days") or 0
        for rule in lifecycle.get("rule") or []
        for expiration in rule.get("expiration") or []
    ]
    return max(days, default=0)


DESTROYED: Mapping[str, Callable[[Values], tuple[str, bool]]] = {
    "aws_athena_workgroup": _workgroup_destroyed,
    "aws_cloudtrail": _trail_destroyed,
    "aws_cloudwatch_log_group": _log_group_destroyed,
    "aws_kms_key": _key_destroyed,
    "aws_s3_bucket": _bucket_destroyed,
    "aws_sns_topic": _topic_destroyed,
}
# What is put in place anew when it is replaced.
REMOVED: Mapping[str, Callable[[Values], str]] = {
    "aws_s3_bucket_object_lock_configuration": _lock_removed,
    "aws_s3_bucket_replication_configuration": _replication_removed,
}
FORGOTTEN: Mapping[str, Callable[[Values], str]] = {
    "aws_kms_key": _key_forgotten,
    "aws_s3_bucket": _bucket_forgotten,
}
GONE: Mapping[str, Callable[[Values], str]] = {"aws_kms_key": _key_gone}
# What AWS would refuse, as it is now.
IMPOSSIBLE: Mapping[str, Callable[[Values, Values], Iterator[tuple[str, bool]]]] = {
    "aws_cloudtrail": _trail_without_selectors,
}
# Where it is what a deploy has made that must not change, whatever it is now.
PUT_BACK = {"aws_cloudtrail"}
CHANGED: Mapping[str, Callable[[Values, Values], Iterator[tuple[str, bool]]]] = {
    "aws_cloudtrail": _trail_changed,
    "aws_cloudwatch_log_group": _log_group_changed,
    "aws_s3_bucket_lifecycle_configuration": _lifecycle_changed,
    "aws_s3_bucket_object_lock_configuration": _lock_changed,
}
