"""What a change must not do: by Terraform's plan of it, and by what the account holds after it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.transitions.holdings import Holdings, Protections

# What holds records or guards them; without its alias nobody finds the key.
PRECIOUS = {
    "aws_s3_bucket",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_kms_key",
    "aws_kms_alias",
    "aws_cloudwatch_log_group",
    "aws_cloudtrail",
}

BLOCKS = frozenset(
    {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}
)

# What people call what Terraform does, in the order in which they want to know it.
WORDS = {
    "delete": "destroyed",
    "replace": "replaced",
    "forget": "kept in AWS",
    "create": "created",
    "update": "changed",
}


def destroys(plan: Mapping[str, Any]) -> Iterator[str]:
    """Yields what a plan would destroy, replacements too, of what holds records or guards them."""
    for change in plan.get("resource_changes", []):
        actions = change["change"]["actions"]
        if "delete" in actions and change["type"] in PRECIOUS:
            yield f"the plan is to {' and '.join(actions)} {change['address']}"


def lost(before: Holdings, now: Holdings) -> Iterator[str]:
    """Yields what was there before, and is not there now as it was."""
    for version, content in before.versions.items():
        found = now.versions.get(version)
        if found is None:
            yield f"{version} is gone"
            continue
        if found != content:
            yield f"{version} was {content} and is {found}"
        if content.key and (state := now.keys.get(content.key, "gone")) != "Enabled":
            yield f"{version} cannot be read: its key {content.key} is {state}"
    for key, state in before.keys.items():
        if state == "Enabled" and (now_is := now.keys.get(key, "gone")) != state:
            yield f"the key {key} is {now_is}"
    for group, events in before.events.items():
        if missing := len(events - now.events.get(group, frozenset())):
            yield f"the log group {group} has lost {missing} of {len(events)} events"
    yield from (f"the bucket {name} is gone" for name in before.buckets.keys() - now.buckets.keys())
    yield from unprotected(now)


def unprotected(now: Holdings) -> Iterator[str]:
    """Yields each bucket that lacks a protection, with what it has in its place."""
    for name, has in now.buckets.items():
        for what, value, good in (
            ("versioning", has.versioning, has.versioning == "Enabled"),
            ("block of public access", sorted(has.public_access_block), _blocks_all(has)),
            ("encryption", has.encryption, bool(has.encryption)),
            ("ownership", has.ownership, has.ownership == "BucketOwnerEnforced"),
            ("policy", has.policy, has.policy),
        ):
            if not good:
                yield f"the {what} of the bucket {name} is {value or 'gone'}"


def did(plans: Iterable[Mapping[str, Any]]) -> str:
    """Returns what plans do, in a few words: 2 changed, 1 kept in AWS."""
    counts = Counter(
        "replace" if len(change["change"]["actions"]) > 1 else change["change"]["actions"][0]
        for plan in plans
        for change in plan.get("resource_changes", [])
        if change.get("mode") == "managed"
    )
    words = [f"{counts[action]} {word}" for action, word in WORDS.items() if counts[action]]
    return ", ".join(words) or "nothing"


def _blocks_all(has: Protections) -> bool:
    return has.public_access_block == BLOCKS
