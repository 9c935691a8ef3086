"""Where settings come from, and what people read when they are wrong."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.settings import (
    AccessLogs,
    Alarms,
    Athena,
    DataEvents,
    Notifications,
    ObjectLock,
    Settings,
    SettingsError,
    load,
)

import pytest

Logging = dict[str, Any]


def loaded(tmp_path: Path, logging: Logging, environment: Mapping[str, str] = {}) -> Settings:
    file = tmp_path / "cdktf.json"
    file.write_text(json.dumps({"app": "x", "context": {"logging": logging}}))
    return load(file, environment)


def problems(
    tmp_path: Path, logging: Logging, environment: Mapping[str, str] = {}
) -> list[tuple[str, Any, str]]:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, logging, environment)
    return [(each.key, each.got, each.source) for each in caught.value.problems]


def test_no_settings_give_the_document_s_system(tmp_path: Path) -> None:
    assert loaded(tmp_path, {}) == Settings()
    (tmp_path / "cdktf.json").write_text("{}")
    assert load(tmp_path / "cdktf.json", {}) == Settings()


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    logging: Logging = {"trail_name": "from-file", "log_retention_days": 30, "tags": {"a": "b"}}
    environment = {
        "LOGGING_TRAIL_NAME": "123",
        "LOGGING_LOG_RETENTION_DAYS": "90",
        "LOGGING_TAGS": '{"c": "d"}',
        "LOGGING_REGION": "eu-west-1",
        "LOGGING_BUCKET_REMOVAL": "destroy",
        "UNRELATED": "x",
    }
    assert loaded(tmp_path, logging, environment) == Settings(
        trail_name="123",
        log_retention_days=90,
        tags={"c": "d"},
        region="eu-west-1",
        bucket_removal="destroy",
    )


def test_null_is_the_way_to_say_none(tmp_path: Path) -> None:
    logging: Logging = {"expire_after_days": 90, "s3_key_prefix": "a", "archive_after_days": None}
    environment = {"LOGGING_EXPIRE_AFTER_DAYS": "null", "LOGGING_S3_KEY_PREFIX": "null"}
    assert loaded(tmp_path, logging, environment) == Settings()


def test_every_problem_is_reported_at_once_with_its_source(tmp_path: Path) -> None:
    logging: Logging = {"trail_name": "a..b", "trial_name": "x", "region": "moon-1", "tags": []}
    environment = {"LOGGING_LOG_RETENTION_DAYS": "8", "LOGGING_REGIONS": "1"}
    assert problems(tmp_path, logging, environment) == [
        ("log_retention_days", 8, "environment variable LOGGING_LOG_RETENTION_DAYS"),
        ("region", "moon-1", "cdktf.json"),
        ("regions", "1", "environment variable LOGGING_REGIONS"),
        ("tags", [], "cdktf.json"),
        ("trail_name", "a..b", "cdktf.json"),
        ("trial_name", "x", "cdktf.json"),
    ]


def test_a_problem_names_the_key_the_value_the_source_and_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, {"trial_name": "x"}, {"LOGGING_BUCKET_REMOVAL": "keep"})
    title, *lines = str(caught.value).splitlines()
    assert title == "The settings are not valid. Nothing was written."
    assert lines[0] == (
        '  bucket_removal = "keep" (environment variable LOGGING_BUCKET_REMOVAL): '
        "allowed: one of retain, destroy"
    )
    assert lines[1].startswith(
        '  trial_name = "x" (cdktf.json): unknown key; did you mean trail_name? allowed: region,'
    )


def test_a_problem_is_one_line_whatever_the_user_wrote(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, {"a\nb": "\x9b2J\u2028", "region": "담당\x85"})
    _, first, second = str(caught.value).splitlines()
    assert first.startswith('  a\\u000ab = "\\u009b2J\\u2028" (cdktf.json): unknown key')
    assert second.startswith('  region = "담당\\u0085" (cdktf.json): allowed:')


def test_a_number_in_the_environment_must_be_one(tmp_path: Path) -> None:
    assert problems(tmp_path, {}, {"LOGGING_LOG_RETENTION_DAYS": "seven"}) == [
        ("log_retention_days", "seven", "environment variable LOGGING_LOG_RETENTION_DAYS")
    ]


def test_an_entry_in_the_environment_has_its_type_and_its_source(tmp_path: Path) -> None:
    name = "LOGGING_ALARMS__THRESHOLDS__ROOT_USAGE"
    alarms = {"email": "security@example.com", "thresholds": {"vpc_changes": 2}}
    found = loaded(tmp_path, {"alarms": alarms}, {name: "5"}).alarms
    assert found
    assert found.thresholds == {"vpc_changes": 2, "root_usage": 5}
    assert problems(tmp_path, {"alarms": alarms}, {name: "five"}) == [
        (
            "alarms.thresholds",
            {"vpc_changes": 2, "root_usage": "five"},
            f"environment variable {name}",
        )
    ]


def test_a_tag_does_not_lose_its_capitals_on_the_way(tmp_path: Path) -> None:
    assert problems(tmp_path, {}, {"LOGGING_TAGS__OWNER": "security"}) == [
        ("tags.owner", "security", "environment variable LOGGING_TAGS__OWNER")
    ]


@pytest.mark.parametrize(
    "name", ["LEVEL", "PORT", "SERVICE_HOST", "PORT_8080_TCP_ADDR", "FORMAT", "FILE__PATH"]
)
def test_a_variable_that_is_no_setting_of_ours_is_left_alone(name: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, {}, {f"LOGGING_{name}": "x"}) == Settings()


@pytest.mark.parametrize("name", ["TRIAL_NAME", "LOG_RETENTION_DAY", "ALARM__EMAIL", "TAG"])
def test_a_variable_that_is_close_to_a_setting_is_taken_for_one(name: str, tmp_path: Path) -> None:
    ((_, _, source),) = problems(tmp_path, {}, {f"LOGGING_{name}": "x"})
    assert source == f"environment variable LOGGING_{name}"


def test_a_variable_s_name_is_upper_case(tmp_path: Path) -> None:
    assert problems(tmp_path, {}, {"LOGGING_Region": "us-east-1"}) == [
        ("Region", "us-east-1", "environment variable LOGGING_Region")
    ]


def test_settings_that_are_each_valid_and_not_together_are_refused(tmp_path: Path) -> None:
    logging: Logging = {"archive_after_days": 90, "expire_after_days": 90}
    with pytest.raises(SettingsError, match="fewer days than expire_after_days"):
        loaded(tmp_path, logging)
    with pytest.raises(SettingsError, match="expire_after_days is 90"):
        Settings(archive_after_days=91, expire_after_days=90)
    assert Settings(archive_after_days=89, expire_after_days=90)
    assert Settings(archive_after_days=90)


def test_a_pair_is_not_blamed_for_the_default_of_a_bad_value(tmp_path: Path) -> None:
    logging: Logging = {"archive_after_days": 90, "expire_after_days": 0}
    assert problems(tmp_path, logging) == [("expire_after_days", 0, "cdktf.json")]


def test_invalid_settings_cannot_exist() -> None:
    with pytest.raises(SettingsError, match="trail_name"):
        Settings(trail_name="a")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"context": ', "cdktf.json = null (file): cannot be read: Expecting value"),
        ('{"context": {"a": 1, "a": 2}}', "cannot be read: duplicate key a"),
        ('{"context": []}', "context = [] (cdktf.json): allowed: an object"),
        ('{"context": {"logging": "x"}}', 'logging = "x" (cdktf.json): allowed: an object'),
        ("[]", "context = null (cdktf.json): allowed: an object"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    file = tmp_path / "cdktf.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file or directory"):
        load(tmp_path / "cdktf.json", {})


def test_a_part_is_an_object_with_rules_of_its_own(tmp_path: Path) -> None:
    assert loaded(tmp_path, {"access_logs": {}}) == Settings(access_logs=AccessLogs())
    assert loaded(tmp_path, {"athena": {}}) == Settings(athena=Athena())
    assert loaded(tmp_path, {"notifications": {}}) == Settings(notifications=Notifications())
    environment = {"LOGGING_OBJECT_LOCK__MODE": "GOVERNANCE", "LOGGING_OBJECT_LOCK__DAYS": "30"}
    assert loaded(tmp_path, {}, environment) == Settings(
        object_lock=ObjectLock(mode="GOVERNANCE", days=30)
    )
    logging: Logging = {"object_lock": {"mode": "governance", "dais": 3}, "access_logs": "yes"}
    assert problems(tmp_path, logging, {"LOGGING_OBJECT_LOCK__DAYS": "0"}) == [
        ("access_logs", "yes", "cdktf.json"),
        ("object_lock.dais", 3, "cdktf.json"),
        ("object_lock.days", 0, "environment variable LOGGING_OBJECT_LOCK__DAYS"),
        ("object_lock.mode", "governance", "cdktf.json"),
    ]


def test_what_a_part_requires_must_be_there(tmp_path: Path) -> None:
    assert problems(tmp_path, {"object_lock": {}}) == [
        ("object_lock.days", None, "cdktf.json"),
        ("object_lock.mode", None, "cdktf.json"),
    ]


def test_a_whole_part_and_a_key_of_it_in_the_environment_clash(tmp_path: Path) -> None:
    environment = {"LOGGING_ACCESS_LOGS": "{}", "LOGGING_ACCESS_LOGS__EXPIRE_AFTER_DAYS": "9"}
    with pytest.raises(SettingsError, match="either this or the environment variable LOGGING_ACC"):
        loaded(tmp_path, {}, environment)
    logging: Logging = {"access_logs": "yes"}
    assert [
        key
        for key, *_ in problems(tmp_path, logging, {"LOGGING_ACCESS_LOGS__EXPIRE_AFTER_DAYS": "9"})
    ] == ["access_logs.expire_after_days", "access_logs"]


def test_a_lock_that_nobody_can_undo_is_not_for_a_bucket_to_be_destroyed(tmp_path: Path) -> None:
    lock = {"mode": "COMPLIANCE", "days": 30}
    logging: Logging = {"object_lock": lock, "bucket_removal": "destroy"}
    with pytest.raises(SettingsError, match="nobody, not even AWS, can delete a record"):
        loaded(tmp_path, logging)
    assert loaded(tmp_path, {"object_lock": lock})
    assert loaded(tmp_path, {**logging, "object_lock": {"mode": "GOVERNANCE", "days": 30}})


def test_what_is_locked_does_not_expire(tmp_path: Path) -> None:
    logging: Logging = {"object_lock": {"mode": "GOVERNANCE", "days": 30}}
    with pytest.raises(SettingsError, match="S3 cannot delete what is locked"):
        loaded(tmp_path, {**logging, "expire_after_days": 29})
    assert loaded(tmp_path, {**logging, "expire_after_days": 30})


def test_alarms_come_from_the_file_and_the_environment(tmp_path: Path) -> None:
    assert loaded(tmp_path, {}, {"LOGGING_ALARMS__EMAIL": "security@example.com"}) == Settings(
        alarms=Alarms(email="security@example.com")
    )
    logging: Logging = {"alarms": {"email": "a@example.com", "disabled": ["vpc_changes"]}}
    environment = {
        "LOGGING_ALARMS__EMAIL": "b@example.com",
        "LOGGING_ALARMS__THRESHOLDS": '{"root_usage": 2}',
    }
    assert loaded(tmp_path, logging, environment) == Settings(
        alarms=Alarms(email="b@example.com", disabled=["vpc_changes"], thresholds={"root_usage": 2})
    )
    assert loaded(tmp_path, logging, {"LOGGING_ALARMS": "null"}) == Settings()


def test_every_problem_of_the_alarms_is_reported_at_once(tmp_path: Path) -> None:
    logging: Logging = {
        "alarms": {"email": "security", "disabled": ["root"], "thresholds": {"root": 1}, "mail": 1},
        "region": "moon-1",
    }
    assert [key for key, *_ in problems(tmp_path, logging)] == [
        *("alarms.disabled", "alarms.email", "alarms.mail", "alarms.thresholds", "region")
    ]


def test_an_alarm_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    logging: Logging = {"alarms": {"email": "a@example.com", "disabled": ["root"]}}
    with pytest.raises(SettingsError, match=r"alarms.disabled = .* sign_in_without_mfa, root_"):
        loaded(tmp_path, logging)


@pytest.mark.parametrize(
    "alarms",
    [
        {},
        {"disabled": []},
        {"email": "a@example.com", "topic_arn": "arn:aws:sns:us-east-2:123456789012:security"},
    ],
)
def test_alarms_go_to_an_address_or_to_a_topic(tmp_path: Path, alarms: Logging) -> None:
    with pytest.raises(SettingsError, match="not both") as caught:
        loaded(tmp_path, {"alarms": alarms})
    assert [problem.key for problem in caught.value.problems] == ["alarms.email"]
    with pytest.raises(SettingsError, match="not both"):
        Settings(alarms=Alarms(**alarms))


def test_a_topic_is_in_the_region_of_its_alarms(tmp_path: Path) -> None:
    logging: Logging = {"alarms": {"topic_arn": "arn:aws:sns:us-east-1:123456789012:security"}}
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, logging)
    assert str(caught.value).splitlines()[1:] == [
        '  alarms.topic_arn = "arn:aws:sns:us-east-1:123456789012:security" (cdktf.json): allowed: '
        "a topic in the same region, because an alarm can reach no other (region is "
        '"us-east-2")'
    ]
    assert loaded(tmp_path, logging, {"LOGGING_REGION": "us-east-1"})


def test_a_region_that_only_a_newer_provider_knows_says_which(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"know it: 6\.13\.0 and newer do; allowed: one"):
        loaded(tmp_path, {"region": "ap-southeast-6"})
    with pytest.raises(SettingsError, match=r"\(cdktf\.json\): allowed: one of af-south-1"):
        loaded(tmp_path, {"region": "us-east-3"})


def test_a_row_may_be_its_first_value_alone(tmp_path: Path) -> None:
    assert loaded(tmp_path, {"data_events": ["s3"]}) == Settings(
        data_events=[DataEvents(type="s3")]
    )
    variable = {"LOGGING_DATA_EVENTS": '[{"type": "lambda", "read": false}]'}
    assert loaded(tmp_path, {}, variable) == Settings(
        data_events=[DataEvents(type="lambda", read=False)]
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            ["s3", "S3::Objekt"],
            'data_events.1.type = "S3::Objekt" (cdktf.json): did you mean AWS::S3::Object? '
            "allowed: s3, lambda,",
        ),
        ([{"type": "s3", "reed": True}], "data_events.0.reed = true (cdktf.json): unknown key; "),
        ([{}], "data_events.0.type = null (cdktf.json): is required"),
        (
            [{"type": "s3", "read": False, "write": False}],
            "data_events.0.read = false (cdktf.json): allowed: true for read,",
        ),
        (
            [{"type": "s3", "include": ["arn:aws:s3:::amzn-s3-demo-bucket"]}],
            'data_events.0.include = "arn:aws:s3:::amzn-s3-demo-bucket" (cdktf.json): allowed: a '
            "bucket with a slash after it",
        ),
        (
            [{"type": "lambda", "exclude": ["arn:aws:s3:::amzn-s3-demo-bucket/"]}],
            'data_events.0.exclude = "arn:aws:s3:::amzn-s3-demo-bucket/" (cdktf.json): allowed: '
            "ARNs of AWS::Lambda::Function",
        ),
        ("s3", 'data_events = "s3" (cdktf.json): allowed: a list of objects with the keys type,'),
    ],
)
def test_what_is_wrong_in_a_row_is_said_with_its_number(
    rows: object, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, {"data_events": rows})
    (line,) = str(caught.value).splitlines()[1:]
    assert line.startswith(f"  {says}")


def test_alarms_that_count_calls_of_kms_need_them(tmp_path: Path) -> None:
    logging: Logging = {
        "management_events": {"exclude": ["kms.amazonaws.com"]},
        "alarms": {"email": "security@example.com", "disabled": ["key_deletion"]},
    }
    assert loaded(tmp_path, logging)
    with pytest.raises(SettingsError, match="because these alarms count calls of KMS"):
        loaded(tmp_path, {**logging, "encryption": "kms"})
    logging["alarms"]["disabled"].append("tamper_key")
    assert loaded(tmp_path, {**logging, "encryption": "kms"})
