"""Which alarms a deployment has on its own parts, and that the longest names fit their patterns."""

from collections.abc import Iterator
from pathlib import Path

from stacks.features.alarms.filter import MAX_PATTERN, Filter
from stacks.features.alarms.names import topic_name
from stacks.features.alarms.settings import ALARM_IDS, SILENCE
from stacks.features.alarms.tamper import TAMPER_FILTERS, Guarded, tamper_filters
from stacks.settings import Alarms, Settings

import pytest

from tests.cloudtrail_events import TAMPERING, TAMPERING_CASES
from tests.conftest import synthesise

IDS = [each.id for each in TAMPERING]


def test_every_one_has_its_events() -> None:
    assert list(TAMPERING_CASES) == IDS == [each.id for each in TAMPER_FILTERS]
    assert {*ALARM_IDS} > {*IDS, SILENCE}


def longest() -> Iterator[Filter]:
    """Every filter with the longest names that AWS and the settings accept."""
    arn = "arn:aws-us-gov:sns:ap-northeast-1:123456789012:"
    # A period becomes two hyphens in the names of the topic and of the key's alias.
    trail_name = f"{'t.' * 63}tt"
    yield from tamper_filters(
        Guarded(
            trail_name=trail_name,
            log_group_name="g" * 512,
            role_name="r" * 64,
            bucket_names=("b" * 63, "c" * 63, "d" * 63, "e" * 63),
            key_ids=tuple(f"mrk-{digit * 32}" for digit in "012"),
            alarm_topic_arn=f"{arn}{topic_name(trail_name)}",
            delivery_topic_arn=f"{arn}{'d' * 256}",
            database="d" * 128,
        )
    )


def test_the_longest_names_still_fit() -> None:
    for what in longest():
        for pattern in what.patterns.values():
            assert len(pattern) <= MAX_PATTERN, what.id


def test_what_is_not_there_has_no_alarm() -> None:
    bare = Guarded(trail_name="t", log_group_name="g", role_name="r", bucket_names=("b",))
    without = {each.id for each in tamper_filters(bare)}
    assert {*IDS} - without == {"tamper_key", "tamper_topics", "tamper_table"}


def test_silence_is_told_also_where_no_data_is_left(tmp_path: Path) -> None:
    stacks = synthesise(Settings(alarms=Alarms(email="a@example.com")), tmp_path)
    alarm = stacks["CloudtrailStack"]["resource"]["aws_cloudwatch_metric_alarm"][
        "TamperSilenceAlarm"
    ]
    assert alarm["treat_missing_data"] == "missing"
    assert alarm["insufficient_data_actions"] == alarm["alarm_actions"]
    assert alarm["alarm_actions"] == ["${aws_sns_topic.AlarmTopic.arn}"]
    assert alarm["period"] * alarm["evaluation_periods"] == 6 * 3600


@pytest.mark.parametrize(
    ("alarms", "left"),
    [
        (Alarms(email="a@example.com", tamper_alarms=False), 0),
        (Alarms(email="a@example.com", disabled=[SILENCE]), 8),
        (Alarms(email="a@example.com", disabled=["tamper_role"]), 8),
    ],
)
def test_they_can_be_switched_off_all_or_one(alarms: Alarms, left: int, tmp_path: Path) -> None:
    stacks = synthesise(Settings(alarms=alarms), tmp_path)
    found = stacks["CloudtrailStack"]["resource"]["aws_cloudwatch_metric_alarm"]
    assert len([name for name in found if name.startswith("Tamper")]) == left
