"""Settings that AWS takes, invented: every key on its own, and all kinds of them together."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Any

from hypothesis import strategies as st

from tests.settings.aws_rules import (
    ALARM_IDS,
    COUNTED_IDS,
    DATA_EVENT_TYPES,
    REGIONS,
    RETENTION_DAYS,
    RULES,
)


def _words(characters: str, between: Iterable[str]) -> st.SearchStrategy[str]:
    word = st.text(characters, min_size=1, max_size=9)
    return st.builds(
        lambda words, glue: glue.join(words),
        st.lists(word, min_size=1, max_size=5),
        st.sampled_from(list(between)),
    )


_DAYS = st.integers(1, 400) | st.just(2**31 - 1)
_TAG = st.text("aZ09é담 _.:/=+-@", min_size=1, max_size=20)
_PREFIX = st.text(ascii_lowercase + digits + "-", min_size=1, max_size=37)

_ACCOUNTS = ["123456789012", "444455556666"]


def _row_of(type_: str) -> st.SearchStrategy[Any]:
    """Returns what a row of `data_events` of one type may be."""
    service = DATA_EVENT_TYPES[type_][1] or "airflow"
    where = ":::" if type_ == "AWS::S3::Object" else ":us-east-2:123456789012:"
    resources = st.text(ascii_letters + digits + "-_.", min_size=1, max_size=9)
    arns = st.lists(
        resources.map(lambda name: f"arn:aws:{service}{where}{name}/"), max_size=2, unique=True
    )
    optional = {
        "read": st.booleans(),
        "write": st.just(True),
        "include": arns,
        "exclude": arns,
    }
    return st.just(type_) | st.fixed_dictionaries({"type": st.just(type_)}, optional=optional)


_DATA_EVENTS = st.sampled_from(sorted(DATA_EVENT_TYPES)).flatmap(_row_of) | st.just("s3")

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "region": st.sampled_from(sorted(REGIONS)),
    "account_id": st.none() | st.text(digits, min_size=12, max_size=12),
    "trail_name": _words(ascii_letters + digits, "._-"),
    "log_group_name": st.text(ascii_letters + digits + "_-/.#", min_size=1, max_size=60),
    "log_retention_days": st.sampled_from(sorted(RETENTION_DAYS)),
    "bucket_prefix": _PREFIX,
    "s3_key_prefix": st.none() | _words(ascii_letters + "!_.'()-", "/"),
    "bucket_removal": st.sampled_from(["retain", "destroy"]),
    "log_group_removal": st.sampled_from(["retain", "destroy"]),
    "archive_after_days": st.none() | _DAYS,
    "expire_after_days": st.none() | _DAYS,
    "tags": st.dictionaries(_TAG, _TAG, max_size=5),
    "encryption": st.sampled_from(["s3", "kms"]),
    "access_logs.bucket_prefix": _PREFIX,
    "access_logs.expire_after_days": _DAYS,
    "object_lock.mode": st.sampled_from(["GOVERNANCE", "COMPLIANCE"]),
    "object_lock.days": st.integers(1, 36_500),
    "replication.region": st.sampled_from(sorted(REGIONS)),
    "replication.bucket_prefix": _PREFIX,
    "replication.storage_class": st.sampled_from(["STANDARD", "GLACIER_IR", "DEEP_ARCHIVE"]),
    "alarms.email": st.none() | st.emails(),
    "alarms.topic_arn": st.none()
    | st.builds(
        "arn:aws:sns:{}:{}:{}".format,
        st.sampled_from(sorted(REGIONS)),
        st.text(digits, min_size=12, max_size=12),
        st.text(ascii_letters + digits + "_-", min_size=1, max_size=20),
    ),
    "alarms.disabled": st.lists(st.sampled_from(ALARM_IDS), max_size=3),
    "alarms.thresholds": st.dictionaries(
        st.sampled_from(COUNTED_IDS), st.integers(1, 1000), max_size=3
    ),
    "alarms.tamper_alarms": st.booleans(),
    "athena.database": st.text(ascii_lowercase + digits + "_", min_size=1, max_size=128),
    "athena.first_day": st.dates(date(2013, 11, 13), date(2999, 12, 31)).map(
        lambda day: f"{day:%Y/%m/%d}"
    ),
    "athena.scan_limit_mb": st.integers(10, 8_000_000_000),
    "athena.results_bucket_prefix": _PREFIX,
    "athena.results_expire_after_days": _DAYS,
    "ignore_tags.keys": st.lists(_TAG, max_size=3),
    "ignore_tags.key_prefixes": st.lists(_TAG, max_size=3),
    "role_permissions_boundary": st.none()
    | st.builds(
        "arn:aws:iam::{}:policy/{}".format,
        st.text(digits, min_size=12, max_size=12),
        _words(ascii_letters, "/"),
    ),
    "data_events": st.lists(_DATA_EVENTS, max_size=3),
    "management_events.exclude": st.lists(
        st.sampled_from(["kms.amazonaws.com", "rdsdata.amazonaws.com"]), max_size=2, unique=True
    ),
    "network_activity_events": st.lists(
        st.sampled_from(["s3", "kms", "secretsmanager", "a1.b-c"]).map("{}.amazonaws.com".format),
        max_size=3,
        unique=True,
    ),
    "insights": st.lists(
        st.sampled_from(["ApiCallRateInsight", "ApiErrorRateInsight"]), max_size=2, unique=True
    ),
    "organization.id": st.builds(
        "o-{}".format, st.text(ascii_lowercase + digits, min_size=10, max_size=32)
    ),
    "organization.management_account_id": st.text(digits, min_size=12, max_size=12),
    "organization.members_read_own": st.booleans(),
    # Few, so that some are the same.
    "log_archive.account_id": st.sampled_from(_ACCOUNTS),
    "log_archive.role_arn": st.builds(
        "arn:aws:iam::{}:role/{}".format,
        st.sampled_from(_ACCOUNTS),
        _words(ascii_letters, "/"),
    ),
    "log_archive.external_id": st.none()
    | st.text(ascii_letters + digits + "_+=,.@:/-", min_size=2, max_size=50),
    "state.bucket": st.text(ascii_lowercase + digits, min_size=3, max_size=63),
    "state.region": st.none() | st.sampled_from(sorted(REGIONS)),
    "state.key_prefix": st.none() | _words(ascii_letters + "!_.'()-", "/"),
    "state.kms_key_id": st.none()
    | st.builds(
        "arn:aws:kms:{}:{}:key/{}".format,
        st.sampled_from(sorted(REGIONS)),
        st.text(digits, min_size=12, max_size=12),
        st.uuids(version=4).map(str) | st.uuids().map(lambda each: f"mrk-{each.hex}"),
    ),
    "notifications.topic_name": st.text(ascii_letters + digits + "_-", min_size=1, max_size=256),
}
_REQUIRED = {
    *("object_lock.mode", "object_lock.days", "state.bucket"),
    "replication.region",
    *("organization.id", "organization.management_account_id"),
    *("log_archive.account_id", "log_archive.role_arn"),
}


@cache
def valid_values(key: str) -> st.SearchStrategy[Any]:
    """Invents values of one setting that AWS takes."""
    return _VALUES[key].filter(RULES[key])


def _object(keys: Iterable[str], part: str) -> st.SearchStrategy[dict[str, Any]]:
    values = {key.removeprefix(part): valid_values(key) for key in keys}
    required = {key.removeprefix(part) for key in _REQUIRED if key.startswith(part)} if part else ()
    return st.fixed_dictionaries(
        {key: values[key] for key in required},
        optional={key: value for key, value in values.items() if key not in required},
    )


def valid_settings() -> st.SearchStrategy[dict[str, Any]]:
    """Invents what may stand below `context.logging`, each value on its own being right."""
    parts = {key.split(".")[0] for key in RULES if "." in key}
    optional = {key: valid_values(key) for key in RULES if "." not in key}
    for part in sorted(parts):
        inner = [key for key in RULES if key.startswith(f"{part}.")]
        optional[part] = st.none() | _object(inner, f"{part}.")
    return st.fixed_dictionaries({}, optional=optional)
