"""`make test-alarm`: one alarm goes off, or one sentence says why it does not."""

import os
import subprocess
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from stacks.features.alarms.subscribers import Subscribers
from stacks.settings import Alarms, Settings

import boto3
import pytest
from moto.cloudwatch.models import cloudwatch_backends

from tests.preloaded import run
from tools.local_aws import local_aws
from tools.test_alarm import CannotTestError, set_off

TOPIC = "arn:aws:sns:us-east-2:123456789012:security"
QUIET = Settings(alarms=Alarms(topic_arn=TOPIC, tamper_alarms=False))
SETTINGS = Settings(alarms=Alarms(topic_arn=TOPIC, disabled=["vpc_changes"]))


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """An AWS with the alarm on the root user of the default trail, and no other."""
    with (
        local_aws() as server,
        patch.dict(os.environ, server.environment(os.environ), clear=True),
    ):
        boto3.client("cloudwatch", region_name="us-east-2").put_metric_alarm(
            AlarmName="CloudTrail/root_usage",
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            EvaluationPeriods=1,
            MetricName="root_usage",
            Namespace="CISBenchmark/CloudTrail",
            Period=300,
            Statistic="Sum",
            Threshold=1,
            AlarmActions=[TOPIC],
        )
        sns = boto3.client("sns", region_name="us-east-2")
        sns.create_topic(Name="security")
        sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="ana@example.com")
        yield


@pytest.mark.usefixtures("aws")
def test_the_alarm_goes_off_and_is_quiet_again() -> None:
    said = set_off("root_usage", SETTINGS)
    alarm = cloudwatch_backends["123456789012"]["us-east-2"].alarms["CloudTrail/root_usage"]
    before_each_change = [state for *_, state, _ in alarm.history]
    assert before_each_change == ["OK", "ALARM"]
    assert alarm.state_value == "OK"
    assert said.endswith("on its way to ana@example.com.")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("alarm", "settings", "why"),
    [
        ("root_usage", Settings(), "The settings have no alarms"),
        ("root", SETTINGS, "There is no alarm 'root'; ALARM is one of unauthorized_api_calls, "),
        ("", SETTINGS, "There is no alarm ''; ALARM is one of unauthorized_api_calls, "),
        ("vpc_changes", SETTINGS, "The settings disable vpc_changes"),
        ("tamper_role", QUIET, "The settings disable tamper_role"),
        ("config_changes", SETTINGS, "There is no alarm CloudTrail/config_changes in us-east-2"),
    ],
)
def test_one_sentence_says_why_it_cannot_be_tested(
    alarm: str, settings: Settings, why: str
) -> None:
    with pytest.raises(CannotTestError) as caught:
        set_off(alarm, settings)
    assert str(caught.value).startswith(why)


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("subscriptions", "why"),
    [
        ((), "Nobody would hear of it: its topic has no subscription."),
        (
            ({"SubscriptionArn": "PendingConfirmation", "Endpoint": "ana@example.com"},),
            "Nobody would hear of it, ana@example.com has not confirmed yet. Click the link",
        ),
    ],
)
def test_it_says_so_where_nobody_would_hear_of_it(
    subscriptions: tuple[Any, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.test_alarm.subscribers", lambda *_: Subscribers(subscriptions))
    history = cloudwatch_backends["123456789012"]["us-east-2"].alarms["CloudTrail/root_usage"]
    before = len(history.history)
    with pytest.raises(CannotTestError) as caught:
        set_off("root_usage", SETTINGS)
    assert str(caught.value).startswith(why)
    assert len(history.history) == before


@pytest.mark.usefixtures("aws")
def test_it_says_so_where_the_alarm_tells_nobody() -> None:
    cloudwatch = boto3.client("cloudwatch", region_name="us-east-2")
    cloudwatch.disable_alarm_actions(AlarmNames=["CloudTrail/root_usage"])
    with pytest.raises(CannotTestError) as caught:
        set_off("root_usage", SETTINGS)
    cloudwatch.enable_alarm_actions(AlarmNames=["CloudTrail/root_usage"])
    assert "The actions of CloudTrail/root_usage are switched off" in str(caught.value)


@pytest.mark.parametrize(
    ("alarm", "environment", "why"),
    [
        ("root_usage", {}, "AWS could not be asked: Unable to locate credentials"),
        ("root", {}, "There is no alarm 'root'"),
        ("root_usage", {"LOGGING_REGION": "moon-1"}, "The settings are not valid."),
    ],
)
def test_the_command_ends_with_that_sentence(
    alarm: str, environment: dict[str, str], why: str
) -> None:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    ran = run(
        *("test_alarm", alarm),
        environment={
            **inherited,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "LOGGING_ALARMS__EMAIL": "security@example.com",
            **environment,
        },
        stderr=subprocess.PIPE,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(why)
    assert "Traceback" not in ran.stderr
