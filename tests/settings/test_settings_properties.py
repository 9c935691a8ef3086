"""Settings that nobody thought of: what is accepted, what is said, and which pairs go together."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any, get_args

from stacks.features.trail import settings as trail
from stacks.foundation import setting_rules as rules
from stacks.foundation.setting_reader import row_of
from stacks.settings import CONFLICTS, Settings, SettingsError, load

import attrs
import pytest
from botocore.session import get_session
from hypothesis import HealthCheck, Phase, example, given, settings as how, strategies as st

from tests.conftest import synthesise
from tests.settings.aws_rules import ALARM_IDS, REGIONS, RETENTION_DAYS, RULES
from tests.settings.valid_settings import valid_settings, valid_values
from tests.synthesis.test_main import PROJECT, run_main

# The same examples on every run: a failure that comes and goes helps nobody.
quick = how(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow],
)
# Without a search for a smaller failing example, which takes minutes where each starts a program.
slow = how(quick, max_examples=5, phases=[Phase.explicit, Phase.generate])

_SESSION = get_session()

PARTS = sorted({key.split(".")[0] for key in RULES if "." in key})

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
# Close to what is allowed: the characters that some rule speaks of, and the lengths at its limits.
near_text = st.one_of(
    st.text("aZ0._-/#!'()* \n:=+@é٣", max_size=12),
    st.builds(
        lambda text, length: (text * length)[:length],
        st.text("abc019.-_/", min_size=1, max_size=4),
        st.sampled_from([1, 2, 3, 37, 38, 128, 129, 200, 201, 512, 513]),
    ),
    st.sampled_from(
        [
            *("aws/x", "xn--a", "sthree-a", "amzn-s3-demo-a", "a/AWSLogs/b", "1.2.3.4", "1.2.3."),
            *("retain", "destroy", "s3", "kms", "GOVERNANCE", "COMPLIANCE", "us-east-3", ""),
            *(
                "a@b.co",
                "a@@b.co",
                "a.@b.co",
                "a@b",
                "a@b-.co",
                "default",
                "audit_trail",
                "primary",
            ),
            *("2024/02/29", "2023/02/29", "2013/11/12", "2020-01-01", "arn:aws:sns:us-east-2:"),
            "arn:aws:sns:us-east-2:123456789012:security",
            "arn:aws:sns:us-east-2:123456789012:security.fifo",
            *("cloudtrail-deliveries", "CloudTrail-alarms", "security", "x" * 256, "x" * 257),
            *sorted(REGIONS),
        ]
    ),
)
near_numbers = st.one_of(
    st.integers(-1, 400),
    st.sampled_from([*sorted(RETENTION_DAYS), 36_500, 36_501, 2**31 - 1, 2**31, 1.0, True, "7"]),
)
near_tags = st.dictionaries(
    st.text("aA:.é 0", max_size=4)
    | st.sampled_from(["aws:x", "AWS:x", "a" * 128, "b" * 129, "a\n"]),
    st.text("aé @", max_size=4) | st.sampled_from(["a" * 256, "a" * 257, "${x}"]),
    max_size=4,
)
near_alarms = st.lists(st.sampled_from([*ALARM_IDS, "root"]), max_size=4) | st.dictionaries(
    st.sampled_from([*ALARM_IDS, "4.3"]), st.integers(-1, 3) | st.just(1.5), max_size=3
)
values = st.one_of(json_values, near_text, near_numbers, near_tags, near_alarms)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    """Any object below `context.logging`, with more known keys in it than unknown ones."""
    result: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(sorted(RULES)), unique=True, max_size=6)):
        part, _, inner = key.rpartition(".")
        (result.setdefault(part, {}) if part else result)[inner] = draw(values)
    if draw(st.integers(0, 3)) == 0:
        result[draw(st.sampled_from([*PARTS, "x", "trial_name"]) | st.text(max_size=5))] = draw(
            values
        )
    return result


REQUIRED = {
    "object_lock": ("mode", "days"),
    "organization": ("id", "management_account_id"),
    "log_archive": ("account_id", "role_arn"),
    "replication": ("region",),
    "state": ("bucket",),
}


def wrong_keys(configuration: Mapping[str, Any]) -> set[str]:
    """Returns every key that is unknown, missing, or has a value that AWS does not take."""
    wrong = set()
    for key, value in configuration.items():
        if key in PARTS and isinstance(value, dict):
            wrong |= {
                f"{key}.{inner}"
                for inner, inner_value in value.items()
                if not RULES.get(f"{key}.{inner}", lambda _: False)(inner_value)
            }
        elif key in PARTS:
            wrong |= {key} if value is not None else set()
        elif not RULES.get(key, lambda _: False)(value):
            wrong.add(key)
    for part, required in REQUIRED.items():
        if isinstance(found := configuration.get(part), dict):
            wrong |= {f"{part}.{each}" for each in required if each not in found}
    return wrong


def pairs_that_clash(configuration: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Returns the pairs of values, each of which AWS takes, that it does not take together."""
    archive, expire = (configuration.get(f"{each}_after_days") for each in ("archive", "expire"))
    lock = configuration.get("object_lock") or {}
    clash = set()
    if archive and expire and archive >= expire:
        clash.add(("archive_after_days", "expire_after_days"))
    if lock and expire and expire < lock["days"]:
        clash.add(("expire_after_days", "object_lock"))
    if lock.get("mode") == "COMPLIANCE" and configuration.get("bucket_removal") == "destroy":
        clash.add(("bucket_removal", "object_lock"))
    if (elsewhere := configuration.get("log_archive")) is not None:
        if elsewhere["account_id"] == configuration.get("account_id"):
            clash.add(("log_archive.account_id", "account_id"))
        if f"::{elsewhere['account_id']}:" not in elsewhere["role_arn"]:
            clash.add(("log_archive.role_arn", "log_archive.account_id"))
    if (copies := configuration.get("replication")) is not None:
        here, there = configuration.get("region", "us-east-2"), copies["region"]
        partitions = {_SESSION.get_partition_for_region(each) for each in (here, there)}
        if here == there or len(partitions) > 1:
            clash.add(("replication.region", "region"))
    left_out = (configuration.get("management_events") or {}).get("exclude", [])
    if (alarms := configuration.get("alarms")) is not None:
        counts = {"key_deletion"}
        if configuration.get("encryption") == "kms" and alarms.get("tamper_alarms", True):
            counts.add("tamper_key")
        if "kms.amazonaws.com" in left_out and counts - set(alarms.get("disabled", [])):
            clash.add(("management_events.exclude", "alarms.disabled"))
        topic_arn = alarms.get("topic_arn")
        if (alarms.get("email") is None) == (topic_arn is None):
            clash.add(("alarms.email", "alarms.topic_arn"))
        if topic_arn and topic_arn.split(":")[3] != configuration.get("region", "us-east-2"):
            clash.add(("alarms.topic_arn", "region"))
        if (notifications := configuration.get("notifications")) is not None:
            name = notifications.get("topic_name", "cloudtrail-deliveries")
            trail_name = configuration.get("trail_name", "CloudTrail")
            if alarms.get("email") and name == f"{trail_name.replace('.', '--')}-alarms":
                clash.add(("notifications.topic_name", "alarms.email"))
            if topic_arn and topic_arn.endswith(f":{name}"):
                clash.add(("notifications.topic_name", "alarms.topic_arn"))
    rows = [each for each in configuration.get("data_events", []) if isinstance(each, dict)]
    named = sum(len(row.get("include", [])) for row in rows)
    # As many as leave room for the rest of two selectors, and not for that of a third.
    if named == 491 and len(configuration.get("network_activity_events", [])) > 1:
        clash.add(("data_events", "network_activity_events"))
    return clash


def right_rest(configuration: Mapping[str, Any], wrong: set[str]) -> dict[str, Any]:
    """Returns what is left to be used together: a part with anything wrong in it is not."""
    spoilt = {key.split(".")[0] for key in wrong}
    return {key: value for key, value in configuration.items() if key not in spoilt}


def outcome(configuration: Mapping[str, Any]) -> Settings | SettingsError:
    return outcome_of(json.dumps({"context": {"logging": configuration}}).encode(), {})


def outcome_of(content: bytes, environment: Mapping[str, str]) -> Settings | SettingsError:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            return load(Path(file.name), environment)
        except SettingsError as error:
            return error


def keys_of(found: SettingsError) -> set[str]:
    """Returns the settings that it is about; of a list of objects, the list."""
    return {
        key.split(".")[0] if key.startswith("data_events.") else key
        for key in (problem.key for problem in found.problems)
    }


def leaves(model: type[attrs.AttrsInstance], path: str = "") -> Iterator[str]:
    for field in attrs.fields(model):
        parts = [each for each in get_args(field.type) if attrs.has(each)]
        if parts and not row_of(field):
            yield from leaves(parts[0], f"{path}{field.name}.")
        else:
            yield f"{path}{field.name}"


def test_every_setting_has_a_rule_of_its_own_here() -> None:
    assert RULES.keys() == set(leaves(Settings))


# What a part needs besides the setting in question, which may be one of these.
OTHERS: dict[str, dict[str, Any]] = {
    "object_lock": {"mode": "GOVERNANCE", "days": 1},
    "state": {"bucket": "team-state"},
    "organization": {"id": "o-exampleorgid", "management_account_id": "111122223333"},
    "log_archive": {
        "account_id": "444455556666",
        "role_arn": "arn:aws:iam::444455556666:role/Deploys",
    },
    "replication": {"region": "eu-west-1"},
    "alarms": {"email": "security@example.com"},
}

# One step away from what is allowed: where a rule ends, and what a rule forbids by name.
STARTS = ("aws/", "aws:", "AWS:", "xn--", "sthree-", "amzn-s3-demo-", "AWSLogs", "1.2.3.")
LIMITS = (1, 2, 3, 37, 38, 128, 129, 200, 201, 256, 257, 512, 513)
ENDS = (0, -1, 36_500, 36_501, 2**31 - 1, 2**31)


@st.composite
def one_step_away(draw: st.DrawFn, value: Any) -> Any:
    """Changes a value a little, in one of the ways that people and rules think of."""
    if isinstance(value, dict):
        key, text = draw(st.sampled_from([*value.items(), ("k", "v")]))
        if draw(st.booleans()):
            return {**value, draw(one_step_away(key)): draw(one_step_away(text))}
        if draw(st.booleans()):
            return {**value, key: text, draw(st.sampled_from([key.upper(), key.lower()])): ""}
        return {str(number): "" for number in range(draw(st.sampled_from([49, 50, 51])))}
    if isinstance(value, str):
        where = draw(st.integers(0, len(value)))
        added = draw(
            st.sampled_from([*STARTS, *"._-/#!'()*:aA0 é\n", value[where : where + 1] * 2])
        )
        changed = draw(
            st.sampled_from([added + value, value[:where] + added + value[where:], added])
        )
        length = draw(st.sampled_from([None, None, *LIMITS]))
        return changed if length is None else (changed * length)[:length]
    return draw(st.sampled_from([*ENDS, value, str(value), [value], float("nan"), True, None]))


@pytest.mark.parametrize("key", RULES)
@how(quick, max_examples=200)
@given(data=st.data())
def test_a_value_is_accepted_exactly_when_aws_takes_it(key: str, data: st.DataObject) -> None:
    # Drawn first, which is also how often each comes up.
    from_where = data.draw(st.sampled_from(["one step", "one step", "one step", "valid", "any"]))
    value = data.draw(values if from_where == "any" else valid_values(key))
    if from_where == "one step":
        value = data.draw(one_step_away(value))
    part, _, inner = key.rpartition(".")
    others = OTHERS.get(part, {})
    configuration = {part: {**others, inner: value}} if part else {key: value}
    found = outcome(configuration)
    if RULES[key](value):
        assert isinstance(found, SettingsError) == bool(pairs_that_clash(configuration))
    else:
        assert isinstance(found, SettingsError)
        assert keys_of(found) == {key}


def test_a_list_of_aws_is_accepted_as_a_whole_and_nothing_beside_it() -> None:
    for days in range(-2, 4_000):
        assert trail.LOG_RETENTION_DAYS.accepts(days) == RULES["log_retention_days"](days), days
    assert all(rules.REGION.accepts(region) for region in REGIONS)


@quick
@given(configuration=configurations())
def test_a_configuration_is_refused_with_every_key_that_is_wrong_and_no_other(
    configuration: dict[str, Any],
) -> None:
    wrong, found = wrong_keys(configuration), outcome(configuration)
    clashing = {key for key, _ in pairs_that_clash(right_rest(configuration, wrong))}
    if wrong | clashing:
        assert isinstance(found, SettingsError)
        assert keys_of(found) == wrong | clashing
        for key in wrong | clashing:
            assert not key.isprintable() or re.search(
                rf"^  {re.escape(key)}[\d.a-z]* = ", str(found), re.MULTILINE
            )
        assert len(str(found).splitlines()) == 1 + len(found.problems)
    else:
        assert isinstance(found, Settings)


@quick
@given(
    environment=st.dictionaries(
        st.lists(
            st.sampled_from([*(key.upper() for key in RULES), "TAGS", "ACCESS_LOGS", "A", "", "x"]),
            min_size=1,
            max_size=3,
        ).map(lambda parts: "LOGGING_" + "__".join(parts).replace(".", "__")),
        st.one_of(near_text, values.map(lambda value: json.dumps(value, default=str))),
        max_size=4,
    )
)
@example({"LOGGING_TAGS": "[" * 100_000})
@example({"LOGGING_LOG_RETENTION_DAYS": "9" * 5_000})
@example({"LOGGING_TRAIL_NAME": "\udcff"})
def test_no_environment_makes_it_fail_in_another_way(environment: dict[str, str]) -> None:
    found = outcome_of(b"{}", environment)
    sources = {"cdktf.json", *(f"environment variable {name}" for name in environment)}
    if isinstance(found, SettingsError):
        assert found.problems
        assert {problem.source for problem in found.problems} <= sources


@quick
@given(content=st.binary(max_size=40) | json_values.map(lambda each: json.dumps(each).encode()))
@example(b"[" * 100_000)
@example(b'{"context": {"logging": {"tags": {"a": "b", "a": "c"}}}}')
def test_no_file_makes_it_fail_in_another_way(content: bytes) -> None:
    found = outcome_of(content, {})
    assert found == Settings() or len(str(found).splitlines()) == 2


@slow
@given(configuration=configurations().filter(wrong_keys))
def test_the_program_ends_in_one_message_and_writes_nothing(
    configuration: dict[str, Any],
) -> None:
    with TemporaryDirectory() as folder:
        outdir = Path(folder) / "out"
        environment = {
            f"LOGGING_{key.upper()}": json.dumps(value)
            for key, value in configuration.items()
            if key.isidentifier() and key.isascii() and key.islower()
        }
        environment["LOGGING_LOG_RETENTION_DAYS"] = "8"
        done = run_main(outdir, PROJECT, **environment)
        assert (done.returncode, done.stdout) == (1, "")
        first, *rest = done.stderr.splitlines()
        assert first == "The settings are not valid. Nothing was written."
        assert all(line.startswith("  ") for line in rest)
        assert any(line.startswith("  log_retention_days = 8 (environment") for line in rest)
        assert not outdir.exists()


@how(quick, max_examples=30)
@given(configuration=valid_settings().filter(lambda each: not pairs_that_clash(each)))
def test_whatever_aws_takes_synthesises(configuration: dict[str, Any]) -> None:
    found = outcome(configuration)
    assert isinstance(found, Settings), found
    with TemporaryDirectory() as folder:
        stacks = synthesise(found, Path(folder))
    assert stacks.keys() == {"CloudtrailStack", "LogBucketStack"}
    trail = stacks["CloudtrailStack"]["resource"]["aws_cloudtrail"]["CloudTrail"]
    assert trail["name"] == configuration.get("trail_name", "CloudTrail")


# For each setting, values that mean something different. The pairs of these are the table.
INTERESTING: dict[str, list[Any]] = {
    "region": ["us-east-2", "eu-central-1", "cn-north-1", "us-gov-west-1"],
    "account_id": [None, "123456789012"],
    "trail_name": ["CloudTrail", "org.audit-trail_1", "9" * 128],
    "log_group_name": ["TrailLog", "/audit/trail#1", "x" * 512],
    "log_retention_days": [0, 1, 3653],
    "bucket_prefix": ["central-logs-", "a", "x" * 37],
    "s3_key_prefix": [None, "a/b", "x" * 200],
    "bucket_removal": ["retain", "destroy"],
    "log_group_removal": ["retain", "destroy"],
    "archive_after_days": [None, 1, 30, 2**31 - 1],
    "expire_after_days": [None, 1, 30, 2**31 - 1],
    "organization": [
        None,
        {"id": "o-exampleorgid", "management_account_id": "111122223333"},
        {
            "id": "o-exampleorgid",
            "management_account_id": "111122223333",
            "members_read_own": True,
        },
    ],
    "log_archive": [
        None,
        {"account_id": "123456789012", "role_arn": "arn:aws:iam::123456789012:role/Deploys"},
        {
            "account_id": "444455556666",
            "role_arn": "arn:aws:iam::444455556666:role/a/b",
            "external_id": "a:b/c",
        },
    ],
    "tags": [{}, {"Owner": "security team"}, {str(number): "x" for number in range(50)}],
    "ignore_tags": [None, {}, {"keys": ["Creator"], "key_prefixes": ["AutoTag_"]}],
    "role_permissions_boundary": [None, "arn:aws:iam::123456789012:policy/Boundary"],
    "encryption": ["s3", "kms"],
    "access_logs": [None, {}, {"bucket_prefix": "central-logs-", "expire_after_days": 1}],
    "object_lock": [
        None,
        {"mode": "GOVERNANCE", "days": 1},
        {"mode": "GOVERNANCE", "days": 36_500},
        {"mode": "COMPLIANCE", "days": 30},
    ],
    "replication": [
        None,
        {"region": "eu-central-1"},
        {"region": "eu-west-1", "storage_class": "DEEP_ARCHIVE"},
        {"region": "us-west-2", "bucket_prefix": "central-logs-"},
    ],
    "alarms": [
        None,
        {"email": "security@example.com", "disabled": ["root_usage"]},
        {"topic_arn": "arn:aws:sns:us-east-2:123456789012:security"},
    ],
    "athena": [
        None,
        {},
        {"database": "x" * 128, "results_bucket_prefix": "central-logs-", "scan_limit_mb": 10},
    ],
    "notifications": [
        None,
        {"topic_name": "CloudTrail-alarms"},
        {"topic_name": "security"},
        {"topic_name": "x" * 256},
    ],
    "data_events": [
        [],
        ["s3"],
        [{"type": "s3", "include": [f"arn:aws:s3:::b{number}/" for number in range(491)]}],
    ],
    "management_events": [None, {}, {"exclude": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}],
    "network_activity_events": [[], ["s3.amazonaws.com", "kms.amazonaws.com"]],
    "insights": [[], ["ApiErrorRateInsight"]],
    "state": [
        None,
        {"bucket": "team-state"},
        {"bucket": "x" * 63, "region": "eu-west-1", "key_prefix": "a/b"},
    ],
}
PAIRS = list(itertools.combinations(INTERESTING, 2))


def product_of(one: str, other: str) -> Iterator[dict[str, Any]]:
    """Yields each of the interesting values of a setting with each one of another setting."""
    for values_ in itertools.product(INTERESTING[one], INTERESTING[other]):
        yield dict(zip((one, other), values_, strict=True))


def test_the_table_of_pairs_has_every_setting() -> None:
    assert list(INTERESTING) == [field.name for field in attrs.fields(Settings)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_pair_is_refused_exactly_where_a_row_says_so(one: str, other: str) -> None:
    rows = {
        frozenset((conflict.key.split(".")[0], conflict.other.split(".")[0]))
        for conflict in CONFLICTS
    }
    refused = 0
    for configuration in product_of(one, other):
        found = outcome(configuration)
        if isinstance(found, SettingsError):
            refused += 1
            assert [problem.key for problem in found.problems]
        assert isinstance(found, SettingsError) == bool(pairs_that_clash(configuration))
    assert bool(refused) == (frozenset((one, other)) in rows)


def covering() -> list[dict[str, Any]]:
    """Returns few configurations that have, of every two settings, two values that go together.

    These are the last ones of the table, which are furthest from the defaults.
    """
    chosen: list[dict[str, Any]] = []
    for pair in PAIRS:
        *_, furthest = (each for each in product_of(*pair) if not pairs_that_clash(each))
        for other in chosen:
            both = {**other, **furthest}
            if {**furthest, **other} == both and not pairs_that_clash(both):
                other |= furthest
                break
        else:
            chosen.append(furthest)
    return chosen


def test_settings_that_go_together_synthesise(tmp_path: Path) -> None:
    for number, configuration in enumerate(covering()):
        found = outcome(configuration)
        assert isinstance(found, Settings), configuration
        stacks = synthesise(found, tmp_path / str(number))
        assert stacks.keys() == {"CloudtrailStack", "LogBucketStack"}, configuration
