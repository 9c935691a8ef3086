"""That `make transitions` knows every setting, and is not blind."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, get_args

from stacks.foundation.setting_reader import row_of
from stacks.settings import Settings

import attrs
import pytest
from attrs import evolve

from tests.transitions.checks import PRECIOUS, destroys, did, lost, unprotected
from tests.transitions.holdings import Content, Holdings, Protections, Version
from tests.transitions.journey import Expected
from tests.transitions.table import CHAINS
from tests.transitions.trail import new_records

KEY = "arn:aws:kms:us-east-2:123456789012:key/1"
RECORD = Version("central-logs-1", "AWSLogs/123456789012/CloudTrail/us-east-2/record.json.gz", "v1")
GUARDED = Protections(
    versioning="Enabled",
    public_access_block=frozenset(
        {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}
    ),
    encryption="aws:kms",
    ownership="BucketOwnerEnforced",
    policy=True,
)
HELD = Holdings(
    versions={RECORD: Content("abc", "aws:kms", KEY)},
    buckets={RECORD.bucket: GUARDED},
    keys={KEY: "Enabled"},
    events={"TrailLog": frozenset({"one", "two"})},
)


def keys_of(model: type[attrs.AttrsInstance], path: str = "") -> Iterator[str]:
    """Yields every setting, the parts themselves included; a list of objects is one."""
    for field in attrs.fields(model):
        yield f"{path}{field.name}"
        for part in () if row_of(field) else filter(attrs.has, get_args(field.type)):
            yield from keys_of(part, f"{path}{field.name}.")


def test_every_setting_is_changed() -> None:
    """But what no deploy changes.

    tests/integration/test_shared_state.py moves a state, and test_log_archive.py tries to move a
    log archive to another account.
    """
    settings = {each for each in keys_of(Settings) if each.partition(".")[0] != "state"}
    settings -= {"log_archive.account_id"}
    assert {chain.setting for chain in CHAINS} == settings


def test_no_two_rows_have_one_name() -> None:
    names = [chain.name for chain in CHAINS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_each_row_is_a_way_that_settings_can_go(chain: Any) -> None:
    journey = chain.journey()
    ways = [journey.first, *(step.settings for step in journey.steps)]
    assert all(before != after for before, after in pairwise(ways))


@pytest.mark.parametrize("part", [key for key in keys_of(Settings) if "." not in key])
def test_what_can_be_switched_is_switched_on_a_second_time(part: str) -> None:
    chains = [chain for chain in CHAINS if chain.setting == part]
    rows = [chain.values for chain in chains]
    # What cannot be set later, or not be taken away again, is not switched on twice.
    stays = any(
        None in (each.values[0], each.values[-1])
        and each.expected not in (Expected.FREE, Expected.FREE_WITH_DEPLOY)
        for each in chains
    )
    if not stays and any(attrs.has(type(value)) for values in rows for value in values):
        assert any(
            len(values) == 4 and values[0] == values[2] is None and values[1] == values[3]
            for values in rows
        )


def plan(kind: str, *actions: str) -> dict[str, Any]:
    change = {"actions": list(actions)}
    address = f"{kind}.X"
    return {
        "resource_changes": [
            {"address": address, "mode": "managed", "type": kind, "change": change}
        ]
    }


@pytest.mark.parametrize("kind", sorted(PRECIOUS))
@pytest.mark.parametrize("actions", [("delete",), ("delete", "create"), ("create", "delete")])
def test_a_plan_that_destroys_what_is_precious_is_found(
    kind: str, actions: tuple[str, ...]
) -> None:
    (complaint,) = destroys(plan(kind, *actions))
    assert complaint == f"the plan is to {' and '.join(actions)} {kind}.X"


@pytest.mark.parametrize("actions", [("no-op",), ("create",), ("update",), ("forget",)])
def test_a_plan_that_destroys_nothing_is_none(actions: tuple[str, ...]) -> None:
    assert list(destroys(plan("aws_s3_bucket", *actions))) == []
    assert list(destroys(plan("aws_s3_bucket_logging", "delete"))) == []
    assert list(destroys({})) == []


def test_what_plans_do_is_counted() -> None:
    plans = [
        plan("aws_kms_key", "forget"),
        plan("aws_cloudtrail", "update"),
        plan("aws_sns_topic", "delete", "create"),
        plan("aws_s3_bucket", "no-op"),
        plan("aws_cloudtrail", "update"),
        {},
    ]
    assert did(plans) == "1 replaced, 1 kept in AWS, 2 changed"
    assert did([{}, {}]) == "nothing"


def test_where_everything_is_as_it_was_nothing_is_lost() -> None:
    assert list(lost(Holdings(), HELD)) == []
    assert list(lost(HELD, HELD)) == []
    assert list(unprotected(HELD)) == []


def complaints(**changed: Any) -> str:
    return "\n".join(lost(HELD, evolve(HELD, **changed)))


def test_whatever_is_lost_is_found() -> None:
    assert complaints(versions={}) == f"{RECORD} is gone"
    assert "was Content(sha256='abc'" in complaints(
        versions={RECORD: Content("other", "aws:kms", KEY)}
    )
    assert "is Content(sha256='abc', encryption='AES256', key='')" in complaints(
        versions={RECORD: Content("abc", "AES256")}
    )
    for keys, state in (({KEY: "PendingDeletion"}, "PendingDeletion"), ({}, "gone")):
        told = complaints(keys=keys)
        assert f"{RECORD} cannot be read: its key {KEY} is {state}" in told
        assert f"\nthe key {KEY} is {state}" in told
    assert complaints(events={}) == "the log group TrailLog has lost 2 of 2 events"
    assert complaints(events={"TrailLog": frozenset({"two", "three"})}) == (
        "the log group TrailLog has lost 1 of 2 events"
    )
    assert complaints(buckets={}) == "the bucket central-logs-1 is gone"


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"versioning": "Suspended"}, "the versioning of the bucket central-logs-1 is Suspended"),
        ({"versioning": ""}, "the versioning of the bucket central-logs-1 is gone"),
        (
            {"public_access_block": frozenset({"BlockPublicAcls"})},
            "the block of public access of the bucket central-logs-1 is ['BlockPublicAcls']",
        ),
        ({"encryption": ""}, "the encryption of the bucket central-logs-1 is gone"),
        ({"ownership": "ObjectWriter"}, "the ownership of the bucket central-logs-1 is ObjectWrit"),
        ({"policy": False}, "the policy of the bucket central-logs-1 is gone"),
    ],
)
def test_a_protection_that_is_gone_is_found(changed: dict[str, Any], complaint: str) -> None:
    assert complaint in complaints(buckets={RECORD.bucket: evolve(GUARDED, **changed)})


def test_only_log_files_are_news() -> None:
    assert new_records(Holdings(), HELD) == [RECORD]
    assert new_records(HELD, HELD) == []
    digest = Version(RECORD.bucket, RECORD.key.replace("CloudTrail", "CloudTrail-Digest"), "v1")
    only_digest = evolve(HELD, versions={digest: Content("abc", "AES256")})
    assert new_records(Holdings(), only_digest) == []
