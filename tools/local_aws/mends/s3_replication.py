"""S3: copies wait for their time, and what moto forgets of how they are made."""

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeBucket, FakeKey, S3Backend
from moto.s3.responses import S3Response

from tools.local_aws.replication import STATUS, replication_of

_get_bucket_replication = S3Response.get_bucket_replication
_put_bucket_replication = S3Backend.put_bucket_replication
_put_object = S3Backend.put_object
_response_dict = vars(FakeKey)["response_dict"]

# What a rule may have beside what every rule has.
_OPTIONS = ("SourceSelectionCriteria", "DeleteMarkerReplication", "Destination")


def _put_an_object_that_waits(self: S3Backend, bucket_name: str, *args: Any, **more: Any) -> Any:
    """AWS copies an object some time after it was put; moto never."""
    key = _put_object(self, bucket_name, *args, **more)
    if replication_of(self.get_bucket(bucket_name)):
        vars(key)[STATUS] = "PENDING"
    return key


def _headers_with_the_status(self: FakeKey) -> dict[str, Any]:
    """AWS says of each object how far its copy is."""
    headers: dict[str, Any] = _response_dict.fget(self)
    status = vars(self).get(STATUS)
    return headers | ({"x-amz-replication-status": status} if status else {})


def _put_what_can_work(self: S3Backend, bucket_name: str, replication: dict[str, Any]) -> None:
    """AWS refuses a replication without versions, and a locked bucket's into one without locks."""
    _put_bucket_replication(self, bucket_name, replication)
    source = self.get_bucket(bucket_name)
    for rule in replication["Rule"]:
        name = rule["Destination"]["Bucket"].rpartition(":")[2]
        if problem := _problem(source, self.get_bucket(name)):
            self.delete_bucket_replication(bucket_name)
            raise S3ClientError("InvalidRequest", problem)


def _problem(source: FakeBucket, target: FakeBucket) -> str:
    if not source.is_versioned or not target.is_versioned:
        return "Versioning must be 'Enabled' on the bucket to apply a replication configuration"
    if source.object_lock_enabled and not target.object_lock_enabled:
        return "Destination bucket must have Object Lock enabled"
    return ""


def _get_all_of_it(self: S3Response) -> Any:
    """AWS gives back what was put; moto leaves out which encrypted objects are copied."""
    replication = self.backend.get_bucket_replication(self.bucket_name)
    if not replication:
        return _get_bucket_replication(self)
    self.data["Action"] = "GetBucketReplication"
    rules = [
        {name: rule[name] for name in ("ID", "Priority", "Status")}
        | {"Filter": {"Prefix": (rule.get("Filter") or {}).get("Prefix") or ""}}
        | {name: rule[name] for name in _OPTIONS if name in rule}
        for rule in replication["Rule"]
    ]
    configuration = {"Role": replication["Role"], "Rules": rules}
    return self.serialized(ActionResult({"ReplicationConfiguration": configuration}))


MENDS = (
    (FakeKey, "response_dict", property(_headers_with_the_status)),
    (S3Backend, "put_bucket_replication", _put_what_can_work),
    (S3Backend, "put_object", _put_an_object_that_waits),
    (S3Response, "get_bucket_replication", _get_all_of_it),
)
