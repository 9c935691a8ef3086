"""Reads what a stack declares, in the synthesised document."""

from typing import Any

TRAIL_ARN = (
    "arn:${data.aws_partition.Partition.partition}:cloudtrail:us-east-2:"
    "${data.aws_caller_identity.Account.account_id}:trail/CloudTrail"
)
ACCOUNT = "${data.aws_caller_identity.Account.account_id}"
# In `everything` the trail is an organisation's.
MANAGER = "123456789012"


def resource(stack: Any, address: str) -> Any:
    kind, name = address.split(".")
    return stack["resource"][kind][name]


def all_of(stack: Any, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = stack["resource"].get(kind, {})
    return found


def statements(stack: Any, document: str) -> dict[str | None, Any]:
    rendered = stack["data"]["aws_iam_policy_document"][document]["statement"]
    return {statement.get("sid"): statement for statement in rendered}


def conditions(statement: Any) -> set[tuple[str, str, tuple[str, ...]]]:
    return {
        (each["test"], each["variable"], tuple(each["values"]))
        for each in statement.get("condition", [])
    }
