"""CloudTrail: one trail per name, found and deleted by its name or its ARN."""

import json
from typing import Any

from stacks.features.event_selection.default_selection import selects_every_management_event

from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

_create_trail = CloudTrailBackend.create_trail
_describe_trails = CloudTrailResponse.describe_trails
_description = Trail.description
_get_event_selectors = Trail.get_event_selectors


def _create_trail_once(self: CloudTrailBackend, *args: Any, **kwargs: Any) -> Any:
    """AWS refuses a name that is taken; moto replaces the trail that has it."""
    name = kwargs.get("name") or args[0]
    if name in self.trails:
        raise JsonRESTError(
            "TrailAlreadyExistsException",
            f"Trail {name} already exists for customer: {self.account_id}",
        )
    return _create_trail(self, *args, **kwargs)


def _delete_trail_by_name_or_arn(self: CloudTrailBackend, name: str) -> None:
    """AWS takes the ARN too, which is what Terraform sends; moto then deletes nothing."""
    del self.trails[self.get_trail(name).trail_name]


def _describe_the_trails_asked_for(self: CloudTrailResponse) -> str:
    """AWS describes the trails whose names or ARNs are asked for; moto describes all of them."""
    wanted = self._get_param("trailNameList")
    trails = json.loads(_describe_trails(self))["trailList"]
    return json.dumps(
        {
            "trailList": [
                trail
                for trail in trails
                if not wanted or trail["Name"] in wanted or trail["TrailARN"] in wanted
            ]
        }
    )


def _all_management_events_by_default(self: Trail) -> Any:
    """AWS says what a trail without selectors of its own records; moto says nothing."""
    basic, advanced = _get_event_selectors(self)
    if not basic and not advanced:
        basic = [
            {
                "ReadWriteType": "All",
                "IncludeManagementEvents": True,
                "DataResources": [],
                "ExcludeManagementEventSources": [],
            }
        ]
    return basic, advanced


def _with_whether_selectors_are_custom(self: Trail, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """AWS says whether a trail has selectors of its own; moto says that none has.

    Terraform's provider reads them only then.
    """
    basic, advanced = _all_management_events_by_default(self)
    custom = bool(advanced) or not (
        len(basic) == 1
        and selects_every_management_event(basic)
        and not basic[0].get("DataResources")
    )
    return {
        **_description(self, *args, **kwargs),
        "HasCustomEventSelectors": custom,
        "HasInsightSelectors": bool(self.insight_selectors),
    }


def _put_selectors_of_one_sort(
    self: Trail, event_selectors: Any, advanced_event_selectors: Any
) -> None:
    """AWS keeps the sort that was put last, and refuses none at all; moto keeps both sorts.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
    """
    if not event_selectors and not advanced_event_selectors:
        raise JsonRESTError(
            "InvalidEventSelectorsException",
            "Specify EventSelectors or AdvancedEventSelectors, with at least one selector.",
        )
    self.event_selectors = event_selectors or []
    self.advanced_event_selectors = advanced_event_selectors or []


def _put_these_insights(self: Trail, insight_selectors: Any) -> None:
    """AWS looks for what was put last, and for nothing where that is nothing; moto adds it."""
    self.insight_selectors = insight_selectors


def _insights_if_any(self: Trail) -> Any:
    """AWS has an error for a trail without any.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
    """
    if not self.insight_selectors:
        raise JsonRESTError(
            "InsightNotEnabledException",
            f"Trail {self.trail_name} does not have Insights enabled.",
        )
    return self.insight_selectors


MENDS = (
    (CloudTrailBackend, "create_trail", _create_trail_once),
    (CloudTrailBackend, "delete_trail", _delete_trail_by_name_or_arn),
    (Trail, "description", _with_whether_selectors_are_custom),
    (Trail, "put_event_selectors", _put_selectors_of_one_sort),
    (Trail, "put_insight_selectors", _put_these_insights),
    (Trail, "get_insight_selectors", _insights_if_any),
    (Trail, "get_event_selectors", _all_management_events_by_default),
    (CloudTrailResponse, "describe_trails", _describe_the_trails_asked_for),
)
