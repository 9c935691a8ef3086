"""CloudWatch: rules that mute alarms, and what became of an alarm before.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
"""

from itertools import pairwise
from typing import Any

from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

Rules = dict[str, dict[str, Any]]


def _rules(response: CloudWatchResponse) -> Rules:
    """Returns those of the request's account and region; a reset of the backend forgets them."""
    kept: Rules = vars(response.cloudwatch_backend).setdefault("alarm_mute_rules", {})
    return kept


def _put_alarm_mute_rule(self: CloudWatchResponse) -> ActionResult:
    """AWS makes a rule, or replaces the one of this name."""
    name = self._get_param("Name")
    _rules(self)[name] = {
        "Name": name,
        "AlarmMuteRuleArn": (
            f"arn:{self.partition}:cloudwatch:{self.region}:{self.current_account}"
            f":alarm-mute-rule:{name}"
        ),
        "Rule": self._get_param("Rule"),
        "MuteTargets": self._get_param("MuteTargets"),
        "Status": "ACTIVE",
    }
    return EmptyResult()


def _list_alarm_mute_rules(self: CloudWatchResponse) -> ActionResult:
    """AWS lists the rules without their alarms."""
    shown = ("AlarmMuteRuleArn", "Status")
    rules = [{name: rule[name] for name in shown} for rule in _rules(self).values()]
    return ActionResult({"AlarmMuteRuleSummaries": rules})


def _get_alarm_mute_rule(self: CloudWatchResponse) -> ActionResult:
    """AWS says of one rule which alarms it mutes."""
    return ActionResult(_rules(self)[self._get_param("AlarmMuteRuleName")])


def _delete_alarm_mute_rule(self: CloudWatchResponse) -> ActionResult:
    """AWS deletes a rule, also one that is not there."""
    _rules(self).pop(self._get_param("AlarmMuteRuleName"), None)
    return EmptyResult()


def _describe_alarm_history(self: CloudWatchResponse) -> ActionResult:
    """AWS tells of each change of an alarm's state, the newest first; moto keeps it to itself."""
    alarm = self.cloudwatch_backend.alarms[self._get_param("AlarmName")]
    states = [(value, since) for _, _, _, value, since in alarm.history]
    states.append((alarm.state_value, alarm.state_updated_timestamp))
    items = [
        {
            "AlarmName": alarm.name,
            "HistoryItemType": "StateUpdate",
            "Timestamp": since,
            "HistorySummary": f"Alarm updated from {before} to {now}",
        }
        for (before, _), (now, since) in pairwise(states)
    ]
    return ActionResult({"AlarmHistoryItems": items[::-1]})


MENDS = (
    (CloudWatchResponse, "describe_alarm_history", _describe_alarm_history),
    (CloudWatchResponse, "put_alarm_mute_rule", _put_alarm_mute_rule),
    (CloudWatchResponse, "list_alarm_mute_rules", _list_alarm_mute_rules),
    (CloudWatchResponse, "get_alarm_mute_rule", _get_alarm_mute_rule),
    (CloudWatchResponse, "delete_alarm_mute_rule", _delete_alarm_mute_rule),
)
