"""S3: conditions of policies, locks of buckets in use, lists of versions, and what moto lacks."""

import json
from typing import Any
from unittest.mock import patch

from moto.iam.access_control import IAMPolicy
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

_get_bucket_notification = S3Response.get_bucket_notification
_bucket_response_delete = S3Response._bucket_response_delete
_bucket_response_get = S3Response._bucket_response_get
_bucket_response_put = S3Response._bucket_response_put
_delete_object = S3Backend.delete_object
_list_object_versions = S3Backend.list_object_versions
_put_object_lock_configuration = S3Backend.put_object_lock_configuration


def _permission_without_conditions(self: FakeBucket, action: str, resource: str) -> Any:
    """AWS leaves a statement out when its condition does not hold; moto denies the request.

    The deny of plain http is such a statement: this server stands for AWS's TLS endpoint.
    """
    policy = json.loads(self.policy or b'{"Statement": []}')
    unconditional = [each for each in policy["Statement"] if "Condition" not in each]
    return IAMPolicy(json.dumps({"Statement": unconditional})).is_action_permitted(action, resource)


def _lock_a_bucket_in_use(self: S3Backend, bucket_name: str, *args: Any, **kwargs: Any) -> None:
    """AWS changes the lock of a bucket that holds objects, since November 2023; moto refuses."""
    bucket = self.get_bucket(bucket_name)
    with patch.object(bucket, "keys", type(bucket.keys)()):
        _put_object_lock_configuration(self, bucket_name, *args, **kwargs)


def _get_the_notification_to_eventbridge_too(self: S3Response) -> Any:
    """AWS says that a bucket's events go to EventBridge; moto keeps it to itself.

    Terraform would set it in every plan.
    """
    configuration = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if configuration is None or configuration.event_bridge is None:
        return _get_bucket_notification(self)
    serialized = self.serialized

    def with_eventbridge(answer: Any) -> Any:
        answer.result["EventBridgeConfiguration"] = {}
        return serialized(answer)

    with patch.object(self, "serialized", with_eventbridge):
        return _get_bucket_notification(self)


def _get_what_moto_lacks(self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    """AWS says who pays for requests; moto answers with the list of objects."""
    if "requestPayment" not in querystring:
        return _bucket_response_get(self, bucket_name, querystring)
    payer = vars(self.backend.get_bucket(bucket_name)).get("payer", "BucketOwner")
    return f"<RequestPaymentConfiguration><Payer>{payer}</Payer></RequestPaymentConfiguration>"


def _put_what_moto_lacks(
    self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]
) -> Any:
    """AWS charges who asks, if that is what the request says; moto makes the bucket anew."""
    if "requestPayment" not in querystring:
        return _bucket_response_put(self, request, bucket_name, querystring)
    bucket = self.backend.get_bucket(bucket_name)
    vars(bucket)["payer"] = "Requester" if b"Requester" in self.body else "BucketOwner"
    return ""


def _delete_what_moto_lacks(self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    """AWS deletes the inventory that is named; moto deletes the bucket."""
    if "inventory" not in querystring:
        return _bucket_response_delete(self, bucket_name, querystring)
    self.backend.get_bucket(bucket_name).inventory_configs.pop(querystring["id"][0], None)
    return 204, {}, ""


def _delete_a_version_of_a_suspended_bucket(
    self: S3Backend, bucket_name: str, key_name: str, version_id: str | None = None, **more: Any
) -> Any:
    """AWS deletes the version that is named; moto all of them, and fails at delete markers."""
    bucket = self.get_bucket(bucket_name)
    if version_id is None or bucket.versioning_status != "Suspended":
        return _delete_object(self, bucket_name, key_name, version_id, **more)
    with patch.object(bucket, "versioning_status", "Enabled"):
        return _delete_object(self, bucket_name, key_name, version_id, **more)


def _list_versions_after_a_key(
    self: S3Backend, bucket_name: str, key_marker: str | None = None, **more: Any
) -> Any:
    """AWS lists what comes after a key; moto leaves out the first of it.

    A page is as long as is asked for on AWS, and here as long as it takes.
    """
    if key_marker is None or more.get("version_id_marker"):
        return _list_object_versions(self, bucket_name, key_marker=key_marker, **more)
    versions, folders, markers, _, _ = _list_object_versions(
        self, bucket_name, **{**more, "max_keys": None}
    )
    after = ([each for each in found if each.name > key_marker] for found in (versions, markers))
    return next(after), folders, next(after), None, None


MENDS = (
    (S3Backend, "delete_object", _delete_a_version_of_a_suspended_bucket),
    (S3Backend, "list_object_versions", _list_versions_after_a_key),
    (S3Response, "_bucket_response_delete", _delete_what_moto_lacks),
    (S3Response, "_bucket_response_get", _get_what_moto_lacks),
    (S3Response, "_bucket_response_put", _put_what_moto_lacks),
    (FakeBucket, "get_permission", _permission_without_conditions),
    (S3Backend, "put_object_lock_configuration", _lock_a_bucket_in_use),
    (S3Response, "get_bucket_notification", _get_the_notification_to_eventbridge_too),
)
