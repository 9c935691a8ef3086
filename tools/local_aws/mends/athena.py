"""Athena: saved queries that can be deleted, and resources without tags."""

from typing import Any

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse


def _delete_named_query(self: AthenaResponse) -> str:
    """AWS deletes a saved query; moto has no such call."""
    del self.athena_backend.named_queries[self._get_param("NamedQueryId")]
    return "{}"


def _list_tags_for_resource(self: AthenaBackend, resource_arn: str) -> dict[str, Any]:
    """AWS lists no tags where there are none; moto says that there is no such resource."""
    return self.tagger.list_tags_for_resource(resource_arn)


MENDS = (
    (AthenaResponse, "delete_named_query", _delete_named_query),
    (AthenaBackend, "list_tags_for_resource", _list_tags_for_resource),
)
