"""Athena: missing workgroups, saved queries that can be deleted, resources without tags."""

from typing import Any

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.core.exceptions import JsonRESTError

_get_work_group = AthenaBackend.get_work_group


def _get_an_existing_work_group(self: AthenaBackend, name: str) -> Any:
    """AWS has an error for a workgroup that does not exist; moto answers with none."""
    if name not in self.work_groups:
        raise JsonRESTError("InvalidRequestException", f"WorkGroup {name} is not found.")
    return _get_work_group(self, name)


def _delete_named_query(self: AthenaResponse) -> str:
    """AWS deletes a saved query; moto has no such call."""
    del self.athena_backend.named_queries[self._get_param("NamedQueryId")]
    return "{}"


def _list_tags_for_resource(self: AthenaBackend, resource_arn: str) -> dict[str, Any]:
    """AWS lists no tags where there are none; moto says that there is no such resource."""
    return self.tagger.list_tags_for_resource(resource_arn)


MENDS = (
    (AthenaBackend, "get_work_group", _get_an_existing_work_group),
    (AthenaResponse, "delete_named_query", _delete_named_query),
    (AthenaBackend, "list_tags_for_resource", _list_tags_for_resource),
)
