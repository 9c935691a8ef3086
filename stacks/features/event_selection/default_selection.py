"""Which events a trail selects: every management event, or fewer.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import EventSelectorOutputTypeDef, EventSelectorTypeDef

# What a trail has to which nobody gave other selectors.
EVERY_MANAGEMENT_EVENT: "EventSelectorTypeDef" = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
}


def selects_every_management_event(selectors: Iterable["EventSelectorOutputTypeDef"]) -> bool:
    """Says whether one of these basic selectors leaves no management event out."""
    return any(
        EVERY_MANAGEMENT_EVENT.items() <= each.items()
        and not each.get("ExcludeManagementEventSources")
        for each in selectors
    )
