"""S3 copies what is put into a bucket with a replication, if the policies as deployed let it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from moto.iam.models import Role, iam_backends
from moto.s3.models import FakeBucket, FakeKey, S3Backend, s3_backends

from tools.iam_simulator import Call, Decision, Document, Simulator
from tools.local_aws.kms_keys import key_of, refusal

# An attribute of an object: how far its copy is.
STATUS = "replication_status"

_S3 = "s3.amazonaws.com"
_FROM_AWS = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def replication_of(bucket: FakeBucket) -> Mapping[str, Any] | None:
    """Returns the rule by which the objects of a bucket are copied, if there is one that is on."""
    replication = vars(bucket).get("replication") or {}
    rules = (rule for rule in replication.get("Rule", []) if rule["Status"] == "Enabled")
    rule = next(rules, None)
    return rule and {**rule, "Role": replication["Role"]}


def replicate(iam: Simulator) -> None:
    """Copies everything that waits for it, and notes of each object what became of it."""
    for backend, bucket, rule in _replicated_buckets():
        for key in _versions(bucket):
            if vars(key).get(STATUS) == "PENDING":
                copied = _may_copy(bucket, key, rule, iam) and _copy(backend, key, rule)
                vars(key)[STATUS] = "COMPLETED" if copied else "FAILED"


def start_batch_replication() -> None:
    """Has what was there before, and what could not be copied, wait for its copy.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
    """
    for _, bucket, _ in _replicated_buckets():
        for key in _versions(bucket):
            if vars(key).get(STATUS) in (None, "FAILED"):
                vars(key)[STATUS] = "PENDING"


def _replicated_buckets() -> Iterator[tuple[S3Backend, FakeBucket, Mapping[str, Any]]]:
    for backends in list(s3_backends.values()):
        for backend in list(backends.values()):
            for bucket in list(backend.buckets.values()):
                if rule := replication_of(bucket):
                    yield backend, bucket, rule


def _versions(bucket: FakeBucket) -> list[FakeKey]:
    """Returns every version of every object, without the delete markers, which are not copied."""
    found = [each for _, versions in list(bucket.keys.lists()) for each in versions]
    return [each for each in found if isinstance(each, FakeKey)]


def _copy(backend: S3Backend, key: FakeKey, rule: Mapping[str, Any]) -> bool:
    target = _target(rule)
    if target is None or not target.is_versioned:
        return False
    to = rule["Destination"]
    encrypted = to.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID")
    copy = backend.put_object(
        target.name,
        key.name,
        key.value,
        storage=to.get("StorageClass"),
        encryption=key.encryption,
        kms_key_id=encrypted if key.encryption == "aws:kms" else None,
        lock_mode=key.lock_mode,
        lock_legal_status=key.lock_legal_status,
        lock_until=key.lock_until,
    )
    copy.set_metadata(key.metadata)
    copy.last_modified = key.last_modified
    copy._version_id = key.version_id
    vars(copy)[STATUS] = "REPLICA"
    return True


def _target(rule: Mapping[str, Any]) -> FakeBucket | None:
    name = rule["Destination"]["Bucket"].rpartition(":")[2]
    owner = s3_backends.bucket_accounts.get(name)
    if owner is None:
        return None
    partition, account = owner
    return s3_backends[account][partition].buckets.get(name)


def _may_copy(bucket: FakeBucket, key: FakeKey, rule: Mapping[str, Any], iam: Simulator) -> bool:
    role = _role(rule["Role"])
    target = _target(rule)
    if role is None or target is None:
        return False
    calls = [
        Call(
            principal=_S3,
            action="sts:AssumeRole",
            resource=role.arn,
            account=role.account_id,
            context={},
            resource_policy=json.loads(role.assume_role_policy_document),
        ),
        *_on_buckets(bucket, target, key, role),
    ]
    if key.encryption == "aws:kms":
        criteria = rule.get("SourceSelectionCriteria", {}).get("SseKmsEncryptedObjects", {})
        to = rule["Destination"].get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID")
        if criteria.get("Status") != "Enabled" or not to or not key.kms_key_id:
            return False
        if any(refusal(key_of(each).key_state) for each in (key.kms_key_id, to)):
            return False
        calls += _on_key(key.kms_key_id, "kms:Decrypt", bucket, key, role)
        calls += _on_key(to, "kms:Encrypt", target, key, role)
        calls += _on_key(to, "kms:GenerateDataKey", target, key, role)
    return set(iam.decide(calls)) == {Decision.ALLOWED}


def _role(arn: str) -> Role | None:
    backend = iam_backends[arn.split(":")[4]][arn.split(":")[1]]
    return next((role for role in backend.roles.values() if role.arn == arn), None)


def _on_buckets(bucket: FakeBucket, target: FakeBucket, key: FakeKey, role: Role) -> Iterator[Call]:
    for action in ("GetReplicationConfiguration", "ListBucket"):
        yield _call(role, f"s3:{action}", bucket.arn, _policy(bucket), _FROM_AWS)
    locked = ("GetObjectRetention", "GetObjectLegalHold") if bucket.object_lock_enabled else ()
    for action in (
        "GetObjectVersionForReplication",
        "GetObjectVersionAcl",
        "GetObjectVersionTagging",
        *locked,
    ):
        arn = f"{bucket.arn}/{key.name}"
        yield _call(role, f"s3:{action}", arn, _policy(bucket), _FROM_AWS)
    for action in ("ReplicateObject", "ReplicateTags"):
        arn = f"{target.arn}/{key.name}"
        yield _call(role, f"s3:{action}", arn, _policy(target), _FROM_AWS)


def _on_key(
    key_arn: str, action: str, bucket: FakeBucket, key: FakeKey, role: Role
) -> Iterator[Call]:
    region = key_arn.split(":")[3]
    # The bucket's own key is for all of its objects.
    bound_to = bucket.arn if key.bucket_key_enabled else f"{bucket.arn}/{key.name}"
    context = {
        "kms:ViaService": f"s3.{region}.amazonaws.com",
        "kms:CallerAccount": role.account_id,
        "kms:EncryptionContext:aws:s3:arn": bound_to,
    }
    yield _call(role, action, key_arn, json.loads(key_of(key_arn).policy), context)


def _call(
    role: Role,
    action: str,
    resource: str,
    policy: Document | None,
    context: Mapping[str, str],
) -> Call:
    return Call(
        principal=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/s3-replication",
        action=action,
        resource=resource,
        account=role.account_id,
        context=context,
        identity_policies=tuple(json.loads(each) for each in role.policies.values()),
        resource_policy=policy,
    )


def _policy(bucket: FakeBucket) -> Document | None:
    return json.loads(bucket.policy) if bucket.policy else None
