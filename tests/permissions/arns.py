"""Which resource a call is about, by the parameter that names it."""

from typing import Any

from stacks.settings import Settings

from tests.permissions.needs import service_of
from tools.local_aws.cloudtrail import Call

# In the ARN's order: service and region, and what stands after the account.
_NAMED_BY: dict[str, dict[str, str]] = {
    "athena": {"WorkGroup": "workgroup/{}", "Name": "workgroup/{}"},
    "cloudtrail": {"Name": "trail/{}", "TrailName": "trail/{}"},
    "glue": {"DatabaseName": "table/{}/records", "Name": "database/{}"},
    "iam": {"RoleName": "role/{}"},
    "kms": {"AliasName": "{}", "KeyId": "key/{}"},
    "logs": {"logGroupName": "log-group:{}", "logGroupIdentifier": "log-group:{}"},
    "monitoring": {
        "AlarmName": "alarm:{}",
        "AlarmNames": "alarm:{}",
        "DashboardName": "dashboard/{}",
        "DashboardNames": "dashboard/{}",
    },
    "sns": {"Name": "{}", "TopicArn": "{}", "SubscriptionArn": "{}"},
}

# They know no region.
_GLOBAL = ("role/", "dashboard/")


# They ask for whatever there is of a kind; that is one of them.
_WITHOUT_NAME = {"DescribeAlarms": "alarm:any", "ListAlarmMuteRules": "alarm-mute-rule:any"}


def arn_of(call: Call, action: str, settings: Settings) -> str:
    """Returns the ARN that IAM would ask about; `*` where the call names no resource."""
    asked: dict[str, Any] = call.parameters
    # It tells only the ID of what is in the workgroup.
    if "NamedQueryId" in asked and settings.athena:
        return _arn(call, f"workgroup/{settings.athena.database}")
    if action == "iam:PassRole":
        return str(asked["CloudWatchLogsRoleArn"])
    if action == "sts:AssumeRole":
        return str(asked["RoleArn"])
    if action == "kms:TagResource":
        return _arn(call, "key/made-with-tags")
    if call.service.startswith("s3"):
        return _in_s3(asked, of_objects=call.operation.name == "DeleteObjects")
    if call.operation.name == "CreateDatabase":
        asked = {"Name": asked["DatabaseInput"]["Name"]}
    named = _NAMED_BY.get(call.service, {}) | {"ResourceArn": "{}", "ResourceARN": "{}"}
    for parameter, ends in {**named, "resourceArn": "{}", "ResourceIdList": "{}"}.items():
        if value := asked.get(parameter):
            name = value[0] if isinstance(value, list) else value
            arn = name if name.startswith("arn:") else _arn(call, ends.format(name))
            return _asked_of(arn, call)
    if call.operation.name in _WITHOUT_NAME:
        return _arn(call, _WITHOUT_NAME[call.operation.name])
    return "*"


def _asked_of(arn: str, call: Call) -> str:
    """Returns what IAM asks about where the parameter names something else: a topic, a stream."""
    if call.service == "sns":
        return ":".join(arn.split(":")[:6])
    return f"{arn}:log-stream:any" if call.operation.name == "GetLogEvents" else arn


def _arn(call: Call, ends: str) -> str:
    region = "" if ends.startswith(_GLOBAL) else call.region
    return f"arn:aws:{service_of(call)}:{region}:{call.account_id}:{ends}"


def _in_s3(asked: dict[str, Any], *, of_objects: bool) -> str:
    if "Bucket" not in asked:
        return "*"
    key = asked.get("Key") or "any" * of_objects
    return "/".join(filter(None, [f"arn:aws:s3:::{asked['Bucket']}", key]))
