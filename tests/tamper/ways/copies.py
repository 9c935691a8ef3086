"""What is done to the second copy, and to what makes it."""

from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way
from tests.tamper.ways.buckets import LOGS, name_of
from tools.local_aws.replication import start_batch_replication

COPIES = "ReplicaBucket"
RULE = "aws_s3_bucket_replication_configuration.LogBucketReplication"


def _replication(**changes: Any) -> Act:
    """Has the rule say something else."""

    def do(there: Deployed) -> None:
        bucket = name_of(there, LOGS)
        found = there.aws.s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
        configuration: Any = {**found, "Rules": [{**found["Rules"][0], **changes}]}
        there.aws.s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration=configuration)

    return do


def _no_more(there: Deployed) -> None:
    there.aws.s3.delete_bucket_replication(Bucket=name_of(there, LOGS))


def _delete_every_copy(there: Deployed) -> None:
    bucket = name_of(there, COPIES)
    s3 = there.clients_of_bucket(bucket).s3
    for each in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        s3.delete_object(Bucket=bucket, Key=each["Key"])


def _bring_every_copy_back(there: Deployed) -> None:
    bucket = name_of(there, COPIES)
    s3 = there.clients_of_bucket(bucket).s3
    for marker in s3.list_object_versions(Bucket=bucket)["DeleteMarkers"]:
        s3.delete_object(Bucket=bucket, Key=marker["Key"], VersionId=marker["VersionId"])


def _open(there: Deployed) -> None:
    bucket = name_of(there, COPIES)
    there.clients_of_bucket(bucket).s3.delete_public_access_block(Bucket=bucket)


def _without_permission(there: Deployed) -> None:
    role = there.resources["aws_iam_role.LogBucketReplicationRole"]["name"]
    there.aws.iam.delete_role_policy(RoleName=role, PolicyName="CopyRecords")
    _something_to_copy(there)


def _something_to_copy(there: Deployed) -> None:
    """A call in the home region, whose next log file is then one that cannot be copied."""
    there.aws.kms.list_aliases()


def _copy_again(_: Deployed) -> None:
    """The remedy; what failed is copied once a deploy has put the rest back."""
    start_batch_replication()


def _disable_key(there: Deployed) -> None:
    key = there.resources["aws_kms_key.ReplicaKey"]
    there.clients_of(key["arn"]).kms.disable_key(KeyId=key["key_id"])
    _something_to_copy(there)


WAYS = (
    Way(what="copies: paused", do=_replication(Status="Disabled"), resource=RULE, alone=True),
    Way(what="copies: replication deleted", do=_no_more, resource=RULE, alone=True),
    Way(
        what="copies: of nothing but one folder",
        do=_replication(Filter={"Prefix": "nothing/"}),
        resource=RULE,
    ),
    Way(
        what="copies: deleted",
        do=_delete_every_copy,
        check="second copy",
        says="not there any more",
        undo=_bring_every_copy_back,
        alone=True,
    ),
    Way(
        what="copies: public access block deleted",
        do=_open,
        resource="aws_s3_bucket_public_access_block.ReplicaBucketPublicAccessBlock",
    ),
    Way(
        what="copies: the role may nothing any more",
        do=_without_permission,
        check="second copy",
        says="not copied",
        undo=_copy_again,
        alone=True,
    ),
    Way(
        what="copies: key disabled",
        do=_disable_key,
        check="second copy",
        says="not copied",
        undo=_copy_again,
        alone=True,
    ),
)
