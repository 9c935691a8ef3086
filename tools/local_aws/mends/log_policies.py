"""CloudWatch Logs: what masks, rewrites or copies events, and filters that replace each other.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDataProtectionPolicy.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutTransformer.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
"""

import json
from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.metric_filters import MetricFilters
from moto.logs.responses import LogsResponse

_add_filter = MetricFilters.add_filter


def _kept(response: LogsResponse, what: str) -> dict[str, Any]:
    """Returns those of the request's account and region; a reset of the backend forgets them."""
    kept: dict[str, Any] = vars(response.logs_backend).setdefault(what, {})
    return kept


def _group(response: LogsResponse) -> str:
    """Returns the name of the group that a call is about, whether it gives that or an ARN."""
    given = str(response._get_param("logGroupIdentifier"))
    name = given.partition(":log-group:")[2].removesuffix(":*") or given
    if name not in response.logs_backend.groups:
        raise ResourceNotFoundException
    return name


def _put_data_protection_policy(self: LogsResponse) -> str:
    """AWS masks from now on what the policy says; moto has no such call."""
    document = self._get_param("policyDocument")
    _kept(self, "data_protection")[_group(self)] = document
    return json.dumps({"logGroupIdentifier": _group(self), "policyDocument": document})


def _get_data_protection_policy(self: LogsResponse) -> str:
    """AWS answers without a document where there is none."""
    document = _kept(self, "data_protection").get(_group(self))
    return json.dumps({"policyDocument": document} if document else {})


def _delete_data_protection_policy(self: LogsResponse) -> str:
    _kept(self, "data_protection").pop(_group(self), None)
    return ""


def _put_transformer(self: LogsResponse) -> str:
    """AWS rewrites events before the filters see them; moto has no such call."""
    _kept(self, "transformers")[_group(self)] = self._get_param("transformerConfig")
    return ""


def _get_transformer(self: LogsResponse) -> str:
    """AWS answers with nothing where there is none."""
    found = _kept(self, "transformers").get(_group(self))
    return json.dumps({"transformerConfig": found} if found else {})


def _delete_transformer(self: LogsResponse) -> str:
    _kept(self, "transformers").pop(_group(self), None)
    return ""


def _put_account_policy(self: LogsResponse) -> str:
    """AWS applies it to every group that the selection criteria do not leave out."""
    names = ("policyName", "policyType", "policyDocument", "scope", "selectionCriteria")
    policy = {name: value for name in names if (value := self._get_param(name))}
    _kept(self, "account_policies")[f"{policy['policyType']} {policy['policyName']}"] = policy
    return json.dumps({"accountPolicy": policy})


def _describe_account_policies(self: LogsResponse) -> str:
    """AWS describes those of one type."""
    type_ = self._get_param("policyType")
    found = [
        each for each in _kept(self, "account_policies").values() if each["policyType"] == type_
    ]
    return json.dumps({"accountPolicies": found})


def _delete_account_policy(self: LogsResponse) -> str:
    name = f"{self._get_param('policyType')} {self._get_param('policyName')}"
    _kept(self, "account_policies").pop(name, None)
    return ""


def _replace_filter(
    self: MetricFilters, filter_name: str, filter_pattern: str, log_group_name: str, *rest: Any
) -> None:
    """AWS replaces the filter of the same name; moto keeps both, and describes the older one."""
    self.metric_filters = [
        each
        for each in self.metric_filters
        if (each["filterName"], each["logGroupName"]) != (filter_name, log_group_name)
    ]
    _add_filter(self, filter_name, filter_pattern, log_group_name, *rest)


MENDS = (
    (LogsResponse, "put_data_protection_policy", _put_data_protection_policy),
    (LogsResponse, "get_data_protection_policy", _get_data_protection_policy),
    (LogsResponse, "delete_data_protection_policy", _delete_data_protection_policy),
    (LogsResponse, "put_transformer", _put_transformer),
    (LogsResponse, "get_transformer", _get_transformer),
    (LogsResponse, "delete_transformer", _delete_transformer),
    (LogsResponse, "put_account_policy", _put_account_policy),
    (LogsResponse, "describe_account_policies", _describe_account_policies),
    (LogsResponse, "delete_account_policy", _delete_account_policy),
    (MetricFilters, "add_filter", _replace_filter),
)
