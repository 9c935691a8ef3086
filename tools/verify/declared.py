"""What was deployed is still so: a row for each resource, with what differs, if anything does."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stacks.foundation.checks import Result
from stacks.foundation.deployed import Deployed
from stacks.foundation.hostile_text import harmless

from tools.verify.rows import Row
from tools.verify.terraform import Plan

_SET_BACK = "Somebody changed it, or the settings have changed: make deploy sets it as declared."
_MAKE_AGAIN = "make deploy makes it again."
_LONGEST = 160

# The id of these rows.
DECLARED = "as deployed"


def as_deployed_rows(plans: Mapping[str, Plan], deployed: Deployed) -> Iterator[Row]:
    """Yields a row for each resource of every stack."""
    for stack, plan in plans.items():
        account = plan.aws.account_id if deployed.has_log_archive else ""
        yield from declared_rows(stack, plan, account)


def declared_rows(stack: str, plan: Plan, account: str = "") -> Iterator[Row]:
    """Yields a row for each resource of a stack, which are all in one account."""
    for address, reason in plan.unread.items():
        yield Row(
            check=DECLARED,
            resource=address,
            stack=stack,
            account=account,
            result=Result.NOT_CHECKED,
            observed=_short(reason),
            remedy="The caller needs the permission to read it.",
        )
    for each in plan.changes:
        if each["address"] in plan.unread:
            continue
        problem, remedy = _problem(each["change"])
        yield Row(
            check=DECLARED,
            resource=each["address"],
            stack=stack,
            account=account,
            result=Result.FAILED if problem else Result.OK,
            observed=problem or "unchanged",
            remedy=remedy,
        )


def _problem(change: Mapping[str, Any]) -> tuple[str, str]:
    """Returns what a deploy would mend, and a sentence on how; nothing where all is as declared."""
    match change["actions"]:
        case ["no-op"] | ["read"]:
            return "", ""
        case ["create"]:
            return "is gone, or is going to be deleted", _MAKE_AGAIN
        case ["delete"] | ["forget"]:
            return "is deployed and not declared any more", "make deploy settles that."
        case _:
            before, after = change["before"], change["after"]
            unknown = change.get("after_unknown") or {}
            found = [_said(*each) for each in _differences(before, after, unknown)]
            return "; ".join(found) or "depends on another resource that differs", _SET_BACK


def _differences(
    before: Any, after: Any, unknown: Any, at: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yields each argument that differs: its path, what AWS holds, and what is declared."""
    before, after = _document(before), _document(after)
    if before == after or unknown is True:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        unknown = unknown if isinstance(unknown, dict) else {}
        # Terraform has the tags twice; these are those of the resource and of the provider.
        twice = {"tags"} if "tags_all" in after else set()
        for name in sorted((before.keys() | after.keys()) - twice):
            yield from _differences(
                before.get(name),
                after.get(name),
                unknown.get(name),
                f"{at}.{name}" if at else str(name),
            )
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        unknown = unknown if isinstance(unknown, list) else [None] * len(after)
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            there = unknown[number] if number < len(unknown) else None
            yield from _differences(one, other, there, f"{at}[{number}]")
    else:
        yield at, before, after


def _document(value: Any) -> Any:
    """Returns a policy as a document; its statements by their names, whatever their order."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return value
    statements = document.get("Statement")
    if isinstance(statements, list) and all(isinstance(each, dict) for each in statements):
        named = {str(each.get("Sid", number)): each for number, each in enumerate(statements)}
        if len(named) == len(statements):
            return {**document, "Statement": named}
    return document


def _said(path: str, found: Any, declared: Any) -> str:
    return f"{path} is {_short(found)}, and {_short(declared)} was deployed"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    text = harmless("none" if text in ("null", "") else text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
