"""`make test-alarm ALARM=root_usage`: sets one deployed alarm off, so that its mail arrives."""

import argparse
import os
import sys
from collections.abc import Iterable

from stacks.features.alarms.names import alarm_name
from stacks.features.alarms.settings import ALARM_IDS
from stacks.features.alarms.subscribers import CONFIRM, subscribers
from stacks.settings import Settings, SettingsError, load

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.cdktf import PROJECT

IDS = ", ".join(ALARM_IDS)
REASON = "A test with make test-alarm: nothing has happened"


class CannotTestError(Exception):
    """The alarm cannot be set off; the text says why, and what to do."""


def main() -> None:
    """Sets one alarm of the deployed trail to ALARM, and back to OK."""
    parser = argparse.ArgumentParser(prog="make test-alarm", description=main.__doc__)
    parser.add_argument("alarm", nargs="?", default="", help=f"one of {IDS}")
    alarm: str = parser.parse_args().alarm
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
        print(set_off(alarm, settings))
    except (SettingsError, CannotTestError) as error:
        sys.exit(str(error))


def set_off(alarm: str, settings: Settings) -> str:
    """Sets the alarm with this id off, and returns a sentence on where to look for the mail."""
    name = _name_of(alarm, settings)
    try:
        cloudwatch = boto3.client("cloudwatch", region_name=settings.region)
        found = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])
        if not found["MetricAlarms"]:
            raise CannotTestError(
                f"There is no alarm {name} in {settings.region}: make deploy makes it."
            )
        alarm_ = found["MetricAlarms"][0]
        if not alarm_["ActionsEnabled"]:
            raise CannotTestError(
                f"The actions of {name} are switched off, so that it tells nobody: make deploy "
                "switches them on."
            )
        heard = _heard_by(alarm_["AlarmActions"], settings.region)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason=REASON)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason=REASON)
    except (BotoCoreError, ClientError) as error:
        raise CannotTestError(f"AWS could not be asked: {error}") from error
    return f"{name} went to ALARM and back to OK. What it says is on its way to {heard}."


def _heard_by(topics: Iterable[str], region: str) -> str:
    """Returns whom the alarm tells; raises `CannotTestError` where that is nobody."""
    sns = boto3.client("sns", region_name=region)
    who = [subscribers(sns, topic) for topic in topics]
    if confirmed := ", ".join(each.confirmed for each in who if each.confirmed):
        return confirmed
    if pending := ", ".join(each.pending for each in who if each.pending):
        raise CannotTestError(
            f"Nobody would hear of it, {pending} has not confirmed yet. {CONFIRM}"
        )
    raise CannotTestError("Nobody would hear of it: its topic has no subscription.")


def _name_of(alarm: str, settings: Settings) -> str:
    if settings.alarms is None:
        raise CannotTestError("The settings have no alarms: docs/alarms.md says how to set them.")
    if alarm not in ALARM_IDS:
        raise CannotTestError(f"There is no alarm {alarm!r}; ALARM is one of {IDS}.")
    if not settings.alarms.wants(alarm):
        raise CannotTestError(f"The settings disable {alarm}, so nothing can set it off.")
    return alarm_name(settings.trail_name, alarm)


if __name__ == "__main__":
    main()
