"""Athena: workgroups that are missing or change, saved queries that are missing or go, no tags."""

from typing import Any

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.core.exceptions import JsonRESTError

_get_work_group = AthenaBackend.get_work_group
_get_named_query = AthenaBackend.get_named_query


def _get_an_existing_work_group(self: AthenaBackend, name: str) -> Any:
    """AWS has an error for a workgroup that does not exist; moto answers with none."""
    if name not in self.work_groups:
        raise JsonRESTError("InvalidRequestException", f"WorkGroup {name} is not found.")
    return _get_work_group(self, name)


def _get_an_existing_named_query(self: AthenaBackend, query_id: str) -> Any:
    """AWS has an error for a saved query that does not exist; moto fails over it."""
    if query_id not in self.named_queries:
        raise JsonRESTError("InvalidRequestException", f"NamedQuery {query_id} does not exist.")
    return _get_named_query(self, query_id)


def _delete_named_query(self: AthenaResponse) -> str:
    """AWS deletes a saved query; moto has no such call.

    It can come twice: the SDK calls again when an answer did not arrive.
    """
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return "{}"


def _update_work_group(self: AthenaResponse) -> str:
    """AWS changes what it is told to change of a workgroup; moto has no such call.

    https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfigurationUpdates.html
    """
    workgroup = self.athena_backend.work_groups[self._get_param("WorkGroup")]
    workgroup.description = self._get_param("Description", workgroup.description)
    workgroup.state = self._get_param("State", workgroup.state)
    updates = dict(self._get_param("ConfigurationUpdates", {}))
    of_results = updates.pop("ResultConfigurationUpdates", {})
    results = _updated(workgroup.configuration.get("ResultConfiguration", {}), of_results)
    workgroup.configuration = _updated(workgroup.configuration, updates) | {
        "ResultConfiguration": results
    }
    return "{}"


def _updated(configuration: dict[str, Any], updates: dict[str, Any]) -> dict[str, Any]:
    """Returns the fields with their new values, without those that a `Remove...` takes away."""
    switches = {name for name in updates if name.startswith("Remove")}
    removed = {name.removeprefix("Remove") for name in switches if updates[name]}
    both = configuration | updates
    return {name: value for name, value in both.items() if name not in switches | removed}


def _list_tags_for_resource(self: AthenaBackend, resource_arn: str) -> dict[str, Any]:
    """AWS lists no tags where there are none; moto says that there is no such resource."""
    return self.tagger.list_tags_for_resource(resource_arn)


MENDS = (
    (AthenaBackend, "get_work_group", _get_an_existing_work_group),
    (AthenaBackend, "get_named_query", _get_an_existing_named_query),
    (AthenaResponse, "delete_named_query", _delete_named_query),
    (AthenaResponse, "update_work_group", _update_work_group),
    (AthenaBackend, "list_tags_for_resource", _list_tags_for_resource),
)
