"""What was done to the deployment in the last 90 days: a stop and start in between, for example."""

import json
from collections.abc import Iterator
from datetime import timedelta

from stacks.features.trail.verify.who_did_what import NoRecordError, who_did_what
from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed

# CloudTrail remembers management events for 90 days, whatever its trails record.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
REMEMBERED = timedelta(days=90)

_OF_KEYS = ("DisableKey", "ScheduleKeyDeletion")

# What no deploy does while the deployment stays. Two questions a second are answered.
CALLS = (
    "StopLogging",
    "DeleteTrail",
    *_OF_KEYS,
    "DeleteLogGroup",
    "DeleteLogStream",
    "PutSubscriptionFilter",
    "PutDataProtectionPolicy",
    "PutTransformer",
    "SetAlarmState",
    "DisableAlarmActions",
    "PutAlarmMuteRule",
    "Unsubscribe",
)

# As `make test-alarm` says why it sets an alarm off.
_TEST = "make test-alarm"

# By what each type of resource is called in the parameters of a call.
_NAMES = {
    "aws_cloudtrail": ("name", "arn"),
    "aws_kms_key": ("key_id",),
    "aws_cloudwatch_log_group": ("name",),
    "aws_cloudwatch_metric_alarm": ("alarm_name",),
    "aws_sns_topic": ("arn",),
}


def _calls_against_it(deployed: Deployed) -> Iterator[Finding]:
    """Yields the calls of the last day that weaken the deployment, and how many there were before.

    A call whose record cannot be read is left to the check that reads the records.
    """
    names = {
        str(attributes[name])
        for type_, attributes_of in _NAMES.items()
        for attributes in deployed.of(type_)
        for name in attributes_of
    }
    earlier: list[str] = []
    recent = 0
    asked = [(deployed.aws, call) for call in CALLS]
    if deployed.has_log_archive:
        # Each account remembers its own.
        asked += [(deployed.archive, call) for call in _OF_KEYS]
    for aws, call in asked:
        answer = aws.cloudtrail.lookup_events(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": call}],
            StartTime=deployed.now - REMEMBERED,
        )
        for event in answer["Events"]:
            told = event.get("CloudTrailEvent", "")
            if _TEST in told or not any(_is_in(name, told) for name in names):
                continue
            try:
                said = who_did_what(json.loads(told))
            except (ValueError, RecursionError, NoRecordError):
                continue
            if deployed.is_recent(event["EventTime"]):
                recent += 1
                yield Finding(resource=call, observed=said, result=Result.FAILED)
            else:
                earlier.append(said)
    if not recent:
        before = f"the last of {len(earlier)}: {earlier[0]}" if earlier else "none in 90 days"
        yield Finding(resource=deployed.trail_arn, observed=f"none since yesterday; {before}")


def _is_in(name: str, told: str) -> bool:
    """Says whether a record names a resource, by its name alone or at the end of its ARN."""
    return any(f'{before}{name}"' in told for before in '"/:')


CHECKS = (
    Check(
        id="history",
        title="nobody has stopped, silenced or diverted it since yesterday",
        look=_calls_against_it,
        actions=("cloudtrail:LookupEvents",),
        remedy="Find out why; make deploy puts back what is still different. What was done before "
        "yesterday is told, and no failure any more.",
    ),
)
