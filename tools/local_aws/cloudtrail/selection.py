"""Which events a trail selects, by its basic or its advanced event selectors.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moto.cloudtrail.models import Trail

from tools.local_aws.cloudtrail.events import Event

# Who asks is not excluded by any of the first, and let in by one of the others.
_REFUSES: Mapping[str, Callable[[str, str], bool]] = {
    "NotEquals": str.__eq__,
    "NotStartsWith": str.startswith,
    "NotEndsWith": str.endswith,
}
_ACCEPTS: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": str.__eq__,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}


def selects(trail: Trail, event: Event) -> bool:
    """Says whether a trail records an event of its account and region."""
    basic, advanced = trail.get_event_selectors()
    if advanced:
        return any(_all_hold(each["FieldSelectors"], event) for each in advanced)
    return any(_selects(each, event) for each in basic)


def _selects(selector: Mapping[str, Any], event: Event) -> bool:
    kind = selector.get("ReadWriteType", "All")
    if kind != "All" and (kind == "ReadOnly") != event["readOnly"]:
        return False
    if event["eventCategory"] == "Management":
        left_out = selector.get("ExcludeManagementEventSources") or []
        return (
            selector.get("IncludeManagementEvents", True) and event["eventSource"] not in left_out
        )
    return any(
        arn.startswith(value)
        for each in selector.get("DataResources") or []
        for value in each["Values"]
        for arn in _values(event, "resources.ARN")
        if each["Type"] in _values(event, "resources.type")
    )


def _all_hold(conditions: Iterable[Mapping[str, Any]], event: Event) -> bool:
    return all(_holds(each, event) for each in conditions)


def _holds(condition: Mapping[str, Any], event: Event) -> bool:
    values = _values(event, condition["Field"])
    refused = any(
        matches(value, other)
        for operator, matches in _REFUSES.items()
        for other in condition.get(operator) or []
        for value in values
    )
    wanted = [
        any(matches(value, other) for value in values)
        for operator, matches in _ACCEPTS.items()
        for other in condition.get(operator) or []
    ]
    return not refused and (any(wanted) or not wanted)


def _values(event: Event, field: str) -> list[str]:
    """Returns what an event has in a field; of what it is about, the first resource alone."""
    if field.startswith("resources."):
        resources = event.get("resources") or [{}]
        return [str(resources[0].get(field.removeprefix("resources."), ""))]
    value = event.get(field)
    return [str(value).lower() if isinstance(value, bool) else str(value)]
