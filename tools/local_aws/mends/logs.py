"""CloudWatch Logs: saved queries of Logs Insights, which moto does not know.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
"""

import json
import uuid
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.logs.responses import LogsResponse

Definitions = dict[str, dict[str, Any]]


def _definitions(response: LogsResponse) -> Definitions:
    """Returns those of the request's account and region; a reset of the backend forgets them."""
    kept: Definitions = vars(response.logs_backend).setdefault("query_definitions", {})
    return kept


def _put_query_definition(self: LogsResponse) -> str:
    """AWS makes a definition, or replaces the one whose id is given."""
    id_ = self._get_param("queryDefinitionId") or str(uuid.uuid4())
    _definitions(self)[id_] = {
        "queryDefinitionId": id_,
        "name": self._get_param("name"),
        "queryString": self._get_param("queryString"),
        "logGroupNames": self._get_param("logGroupNames") or [],
    }
    return json.dumps({"queryDefinitionId": id_})


def _describe_query_definitions(self: LogsResponse) -> str:
    """AWS describes those whose name begins as asked."""
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    found = [each for each in _definitions(self).values() if each["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": found})


def _delete_query_definition(self: LogsResponse) -> str:
    """AWS says that it has deleted one, or that there is none with this id."""
    if _definitions(self).pop(self._get_param("queryDefinitionId"), None) is None:
        raise JsonRESTError("ResourceNotFoundException", "The query definition does not exist.")
    return json.dumps({"success": True})


MENDS = (
    (LogsResponse, "put_query_definition", _put_query_definition),
    (LogsResponse, "describe_query_definitions", _describe_query_definitions),
    (LogsResponse, "delete_query_definition", _delete_query_definition),
)
