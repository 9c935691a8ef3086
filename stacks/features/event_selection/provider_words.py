"""The selectors of a trail in the words of AWS, from those of Terraform's provider."""

from collections.abc import Mapping, Sequence
from typing import Any

ADVANCED, INSIGHTS = "advanced_event_selector", "insight_selector"

_OPERATORS = {
    "equals": "Equals",
    "not_equals": "NotEquals",
    "starts_with": "StartsWith",
    "not_starts_with": "NotStartsWith",
    "ends_with": "EndsWith",
    "not_ends_with": "NotEndsWith",
}
OPERATORS = tuple(_OPERATORS.values())


def advanced_selectors(trail: Mapping[str, Any]) -> Sequence[Any]:
    """Returns the advanced selectors that the attributes of a trail have, as AWS takes them.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
    """
    return [
        {
            "Name": each["name"],
            "FieldSelectors": [_field_selector(one) for one in each["field_selector"]],
        }
        for each in trail.get(ADVANCED) or []
    ]


def insight_selectors(trail: Mapping[str, Any]) -> Sequence[Any]:
    """Returns the insights that the attributes of a trail have, as AWS takes them."""
    return [{"InsightType": each["insight_type"]} for each in trail.get(INSIGHTS) or []]


def _field_selector(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "Field": condition["field"],
        **{word: condition[name] for name, word in _OPERATORS.items() if condition.get(name)},
    }
