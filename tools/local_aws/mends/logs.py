"""CloudWatch Logs: saved queries of Logs Insights, and the key of a group, given and taken away.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html
"""

import json
import uuid
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup
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


def _associate_kms_key(self: LogsResponse) -> str:
    """AWS encrypts with this key what a group takes in from now on; moto has no such call."""
    _group(self).kms_key_id = self._get_param("kmsKeyId")
    return ""


def _disassociate_kms_key(self: LogsResponse) -> str:
    """AWS encrypts what comes with its own key again; for what is there it needs the old one."""
    _group(self).kms_key_id = None
    return ""


def _group(response: LogsResponse) -> LogGroup:
    """Returns the group that a call is about; AWS has an error if there is none."""
    name = response._get_param("logGroupName")
    if name not in response.logs_backend.groups:
        raise ResourceNotFoundException
    group: LogGroup = response.logs_backend.groups[name]
    return group


MENDS = (
    (LogsResponse, "put_query_definition", _put_query_definition),
    (LogsResponse, "describe_query_definitions", _describe_query_definitions),
    (LogsResponse, "delete_query_definition", _delete_query_definition),
    (LogsResponse, "associate_kms_key", _associate_kms_key),
    (LogsResponse, "disassociate_kms_key", _disassociate_kms_key),
)
