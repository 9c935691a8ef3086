"""CloudWatch: rules that mute alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
"""

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


MENDS = (
    (CloudWatchResponse, "put_alarm_mute_rule", _put_alarm_mute_rule),
    (CloudWatchResponse, "list_alarm_mute_rules", _list_alarm_mute_rules),
    (CloudWatchResponse, "get_alarm_mute_rule", _get_alarm_mute_rule),
    (CloudWatchResponse, "delete_alarm_mute_rule", _delete_alarm_mute_rule),
)
