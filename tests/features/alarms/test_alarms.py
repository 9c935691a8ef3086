"""The alarms count what they are for, nothing else, and in the form that the scanners accept."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stacks.features.alarms.filter import Filter
from stacks.features.alarms.filters import FILTERS
from stacks.features.alarms.tamper import TAMPER_FILTERS
from stacks.settings import Alarms, Settings

import pytest

from tests.cloudtrail_events import CASES, ORDINARY
from tests.conftest import Stacks, synthesise
from tests.features.alarms.filter_pattern import matches

every_filter = pytest.mark.parametrize("what", FILTERS, ids=lambda what: what.id)


MISPRINTS = {
    "CIS v3.0 4.1": (
        '{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") || '
        '($.sourceIPAddress!="delivery.logs.amazonaws.com") || ($.eventName!="HeadBucket") }'
    ),
    "CIS v5.0 4.1": (
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && '
        '($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }'
    ),
}


def test_the_misprinted_patterns_are_not_used() -> None:
    """The first counts all but what it means to leave out, the second leaves half of it in."""
    left_out = [event for event in ORDINARY if not matches(MISPRINTS["CIS v3.0 4.1"], event)]
    assert [event["eventName"] for event in left_out] == ["HeadBucket"]
    from_delivery = ORDINARY[0] | {
        "sourceIPAddress": "delivery.logs.amazonaws.com",
        "errorCode": "Client.UnauthorizedOperation",
    }
    assert matches(MISPRINTS["CIS v5.0 4.1"], from_delivery)
    assert not any(
        field in pattern
        for what in FILTERS
        for pattern in what.patterns.values()
        for field in ("sourceIPAddress", "HeadBucket")
    )


def test_the_fifteen_are_those_of_the_benchmark_each_once() -> None:
    assert [what.cis for what in FILTERS] == [f"4.{number}" for number in range(1, 16)]
    hub = [what.security_hub for what in FILTERS if what.security_hub]
    assert sorted(hub) == list(range(1, 15))
    assert [what.id for what in FILTERS] == list(CASES)
    assert len({what.construct_id for what in FILTERS}) == 15


@every_filter
def test_patterns_and_descriptions_keep_within_aws_s_limits(what: Filter) -> None:
    assert all(len(pattern) <= 1024 for pattern in what.patterns.values())
    assert len(what.description) <= 1024
    with pytest.raises(ValueError, match="1024"):
        Filter(
            id="x",
            title="",
            why="",
            look_first="",
            pattern="x" * 1025,
        )


@every_filter
def test_a_mail_says_what_happened_why_it_matters_and_where_to_look(what: Filter) -> None:
    for part in (what.title, what.why, what.look_first, f"CIS AWS Foundations {what.cis}"):
        assert part in what.description
    if what.security_hub:
        assert f"Security Hub CloudWatch.{what.security_hub}" in what.description


def test_security_hub_s_patterns_are_taken_letter_by_letter() -> None:
    """It compares them as text; a space more is a finding."""
    by_number = {what.security_hub: what.pattern for what in FILTERS}
    assert [by_number[number] for number in (1, 2, 3, 5, 6, 7)] == [
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType !="AwsServiceEvent"}',
        '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
        "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || "
        "($.eventName=StartLogging) || ($.eventName=StopLogging)}",
        '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
        "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || "
        "($.eventName=ScheduleKeyDeletion))}",
    ]


@every_filter
def test_the_calls_are_in_the_order_of_the_benchmark(what: Filter) -> None:
    names = re.findall(r"\$\.eventName=(\w+)", what.pattern)
    meant = [event["eventName"] for event in CASES[what.id].must]
    if len(names) > 1:
        assert names == meant[: len(names)]
    also = re.findall(r"\$\.eventName=(\w+)", what.also or "")
    assert set(also) <= set(meant)


# What is synthesised.


def with_alarms(tmp_path: Path, alarms: Alarms, **settings: Any) -> Stacks:
    return synthesise(Settings(alarms=alarms, **settings), tmp_path)


def declared(stacks: Stacks, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = stacks["CloudtrailStack"]["resource"].get(kind, {})
    return found


def test_every_alarm_sums_five_minutes_and_is_quiet_without_data(
    stacks_of: Callable[[str], Stacks],
) -> None:
    found = declared(stacks_of("everything"), "aws_cloudwatch_metric_alarm")
    assert len(found) == 26
    for alarm in (alarm for name, alarm in found.items() if name != "TamperSilenceAlarm"):
        assert alarm["statistic"] == "Sum"
        assert alarm["period"] == 300
        # An event that comes late is not missed, and is enough by itself.
        assert (alarm["evaluation_periods"], alarm["datapoints_to_alarm"]) == (3, 1)
        assert alarm["threshold"] == 1
        assert alarm["comparison_operator"] == "GreaterThanOrEqualToThreshold"
        assert alarm["treat_missing_data"] == "notBreaching"
        assert alarm["alarm_actions"] == ["${aws_sns_topic.AlarmTopic.arn}"]


def test_every_filter_counts_one_an_event_into_the_metric_of_its_alarm(
    stacks_of: Callable[[str], Stacks],
) -> None:
    stacks = stacks_of("everything")
    alarms = {
        (each["namespace"], each["metric_name"])
        for each in declared(stacks, "aws_cloudwatch_metric_alarm").values()
        if each["namespace"] != "AWS/Logs"
    }
    filters = declared(stacks, "aws_cloudwatch_log_metric_filter").values()
    assert {
        (each["metric_transformation"]["namespace"], each["metric_transformation"]["name"])
        for each in filters
    } == alarms
    for each in filters:
        assert each["log_group_name"] == "${aws_cloudwatch_log_group.TrailLog.name}"
        assert each["metric_transformation"]["value"] == "1"
        assert each["metric_transformation"]["default_value"] == "0"


def test_two_trails_of_an_account_share_no_name(tmp_path: Path) -> None:
    """The last two differ only in what a dashboard's and a topic's name cannot contain."""
    names = []
    for number, trail in enumerate(("audit", "audit-2", "audit.2", "audit_2")):
        stacks = with_alarms(
            tmp_path / str(number), Alarms(email="a@example.com"), trail_name=trail
        )
        names += [
            *(
                ("alarm", each["alarm_name"])
                for each in declared(stacks, "aws_cloudwatch_metric_alarm").values()
            ),
            *(
                ("filter", each["name"])
                for each in declared(stacks, "aws_cloudwatch_log_metric_filter").values()
            ),
            *(
                ("query", each["name"])
                for each in declared(stacks, "aws_cloudwatch_query_definition").values()
            ),
            *(
                ("dashboard", each["dashboard_name"])
                for each in declared(stacks, "aws_cloudwatch_dashboard").values()
            ),
            *(("topic", each["name"]) for each in declared(stacks, "aws_sns_topic").values()),
        ]
    assert len(set(names)) == len(names)


def test_what_is_disabled_is_not_there_and_a_threshold_is_the_setting_s(tmp_path: Path) -> None:
    stacks = with_alarms(
        tmp_path,
        Alarms(
            email="a@example.com",
            disabled=["unauthorized_api_calls", "vpc_changes"],
            tamper_alarms=False,
            thresholds={"console_sign_in_failures": 5},
        ),
    )
    found = declared(stacks, "aws_cloudwatch_metric_alarm")
    assert len(found) == 13
    assert "UnauthorizedApiCallsAlarm" not in found
    assert "VpcChangesFilter" not in declared(stacks, "aws_cloudwatch_log_metric_filter")
    thresholds = Counter(alarm["threshold"] for alarm in found.values())
    assert thresholds == {1: 12, 5: 1}
    assert found["ConsoleSignInFailuresAlarm"]["threshold"] == 5


def test_a_topic_that_exists_is_used_and_none_is_made(tmp_path: Path) -> None:
    arn = "arn:aws:sns:us-east-2:123456789012:security"
    stacks = with_alarms(tmp_path, Alarms(topic_arn=arn), encryption="kms")
    for alarm in declared(stacks, "aws_cloudwatch_metric_alarm").values():
        assert alarm["alarm_actions"] == [arn]
        assert "tamper_topics" not in alarm["metric_name"], "it belongs to somebody else"
    assert declared(stacks, "aws_sns_topic") == {}


@pytest.mark.parametrize("encryption", ["s3", "kms"])
def test_the_topic_is_encrypted_with_the_key_if_there_is_one(
    encryption: str, tmp_path: Path
) -> None:
    stacks = with_alarms(tmp_path, Alarms(email="a@example.com"), encryption=encryption)
    (topic,) = declared(stacks, "aws_sns_topic").values()
    assert ("KeyArn" in str(topic) or "AuditKeyarn" in str(topic)) == (encryption == "kms")
    assert ("kms_master_key_id" in topic) == (encryption == "kms")


def test_the_dashboard_shows_what_fired_how_much_of_each_kind_and_the_log_group(
    stacks_of: Callable[[str], Stacks],
) -> None:
    (dashboard,) = declared(stacks_of("everything"), "aws_cloudwatch_dashboard").values()
    fired, kinds, group = json.loads(dashboard["dashboard_body"])["widgets"]
    assert sorted(fired["properties"]["alarms"]) == sorted(
        f"${{aws_cloudwatch_metric_alarm.{name}.arn}}"
        for name in declared(stacks_of("everything"), "aws_cloudwatch_metric_alarm")
    )
    assert [metric[1] for metric in kinds["properties"]["metrics"]] == [
        what.id for what in (*FILTERS, *TAMPER_FILTERS)
    ]
    assert kinds["properties"]["period"] == group["properties"]["period"] == 3600
    assert group["properties"]["metrics"][0][:2] == ["AWS/Logs", "IncomingBytes"]


def test_every_query_a_mail_names_is_saved(stacks_of: Callable[[str], Stacks]) -> None:
    saved = declared(stacks_of("everything"), "aws_cloudwatch_query_definition").values()
    names = {each["name"].removeprefix("org.audit-trail_1/") for each in saved}
    named = {part for what in FILTERS for part in what.look_first.split("'")[1::2]}
    assert named
    assert named <= names
    for each in saved:
        assert each["log_group_names"] == ["${aws_cloudwatch_log_group.TrailLog.name}"]
