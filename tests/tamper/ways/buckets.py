"""What is done to the log bucket, to the one for access logs, and to the one for answers."""

import json
from typing import Any

from stacks.foundation.deployed import Deployed

from tests.tamper.way import Act, Way

LOGS, READERS, ANSWERS = "LogBucket", "AccessLogBucket", "AthenaResults"


def name_of(there: Deployed, bucket: str) -> str:
    return str(there.resources[f"aws_s3_bucket.{bucket}"]["bucket"])


def _s3(operation: str, bucket: str = LOGS, **arguments: Any) -> Act:
    return lambda there: getattr(there.aws.s3, operation)(
        Bucket=name_of(there, bucket), **arguments
    )


def _rules(*rules: dict[str, Any]) -> Act:
    """Puts further rules beside those that are there."""

    def do(there: Deployed) -> None:
        bucket = name_of(there, LOGS)
        answer = there.aws.s3.get_bucket_lifecycle_configuration(Bucket=bucket)
        both: Any = [*answer["Rules"], *rules]
        there.aws.s3.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": both}
        )

    return do


def _policy(change: Any, bucket: str = LOGS) -> Act:
    def do(there: Deployed) -> None:
        name = name_of(there, bucket)
        policy = json.loads(there.aws.s3.get_bucket_policy(Bucket=name)["Policy"])
        policy["Statement"] = change(policy["Statement"], name)
        there.aws.s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))

    return do


def _refuse_everybody(statements: list[Any], bucket: str) -> list[Any]:
    refusal = {
        "Sid": "X",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return [*statements, refusal]


def _for_another_trail(statements: list[Any], _: str) -> list[Any]:
    changed: list[Any] = json.loads(json.dumps(statements).replace(":trail/", ":trail/another-"))
    return changed


def _without_refusals(statements: list[Any], _: str) -> list[Any]:
    return [each for each in statements if each["Effect"] != "Deny"]


def _public_by_acl(there: Deployed) -> None:
    bucket = name_of(there, LOGS)
    there.aws.s3.delete_public_access_block(Bucket=bucket)
    there.aws.s3.put_bucket_ownership_controls(
        Bucket=bucket,
        OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
    )
    there.aws.s3.put_bucket_acl(Bucket=bucket, ACL="public-read")


def _inventory(there: Deployed) -> None:
    there.aws.s3.put_bucket_inventory_configuration(
        Bucket=name_of(there, LOGS),
        Id="all",
        InventoryConfiguration={
            "Id": "all",
            "IsEnabled": True,
            "IncludedObjectVersions": "All",
            "Schedule": {"Frequency": "Daily"},
            "Destination": {
                "S3BucketDestination": {"Bucket": "arn:aws:s3:::else", "Format": "CSV"}
            },
        },
    )


def _replication(there: Deployed) -> None:
    """Copies the answers into the log bucket, where nobody would look for them."""
    rule = {
        "ID": "out",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{name_of(there, LOGS)}"},
    }
    configuration: Any = {"Role": f"arn:aws:iam::{there.account}:role/out", "Rules": [rule]}
    there.aws.s3.put_bucket_replication(
        Bucket=name_of(there, ANSWERS), ReplicationConfiguration=configuration
    )


def _access_point(there: Deployed) -> None:
    there.aws.s3control.create_access_point(
        AccountId=there.account, Name="way-in", Bucket=name_of(there, LOGS)
    )


def _without_access_point(there: Deployed) -> None:
    there.aws.s3control.delete_access_point(AccountId=there.account, Name="way-in")


def _payer(payer: str) -> Act:
    return _s3("put_bucket_request_payment", RequestPaymentConfiguration={"Payer": payer})


_CORS = {
    "CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}]
}
_WEBSITE = {"IndexDocument": {"Suffix": "index.html"}}
_LOCK = {
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
}
_ALL_OFF = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
)
_TOMORROW: dict[str, Any] = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}}


WAYS = (
    Way(
        what="records go after a day",
        do=_rules({**_TOMORROW, "Expiration": {"Days": 1}}),
        resource="aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle",
    ),
    Way(
        what="records freeze in Deep Archive after a day",
        do=_rules({**_TOMORROW, "Transitions": [{"Days": 1, "StorageClass": "DEEP_ARCHIVE"}]}),
        resource="aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle",
    ),
    Way(
        what="lifecycle deleted",
        do=_s3("delete_bucket_lifecycle"),
        resource="aws_s3_bucket_lifecycle_configuration.LogBucketLifecycle",
    ),
    Way(
        what="policy for another trail",
        do=_policy(_for_another_trail),
        resource="aws_s3_bucket_policy.LogBucketPolicy",
    ),
    Way(
        what="policy without the refusal of plain http",
        do=_policy(_without_refusals),
        resource="aws_s3_bucket_policy.LogBucketPolicy",
    ),
    Way(
        what="policy deleted",
        do=_s3("delete_bucket_policy"),
        resource="aws_s3_bucket_policy.LogBucketPolicy",
    ),
    Way(
        what="policy refuses every reader",
        do=_policy(_refuse_everybody),
        resource="aws_s3_bucket_policy.LogBucketPolicy",
        alone=True,
    ),
    Way(
        what="public access block deleted",
        do=_s3("delete_public_access_block"),
        resource="aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock",
    ),
    Way(
        what="public access block all off",
        do=_s3("put_public_access_block", PublicAccessBlockConfiguration=_ALL_OFF),
        resource="aws_s3_bucket_public_access_block.LogBucketPublicAccessBlock",
    ),
    Way(
        what="versioning suspended",
        do=_s3("put_bucket_versioning", READERS, VersioningConfiguration={"Status": "Suspended"}),
        resource="aws_s3_bucket_versioning.AccessLogBucketVersioning",
    ),
    Way(
        what="public by ACL",
        do=_public_by_acl,
        check="bucket extras",
        says="its ACL",
        resource="audit-records-",
        undo=_s3("put_bucket_acl", ACL="private"),
    ),
    Way(
        what="no lock for new records",
        do=_s3(
            "put_object_lock_configuration",
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"},
        ),
        resource="aws_s3_bucket_object_lock_configuration.LogBucketObjectLock",
    ),
    Way(
        what="encryption back to S3's key",
        do=_s3("delete_bucket_encryption"),
        resource="aws_s3_bucket_server_side_encryption_configuration.LogBucketEncryption",
    ),
    Way(
        what="changes of objects are no events any more",
        do=_s3("put_bucket_notification_configuration", NotificationConfiguration={}),
        resource="aws_s3_bucket_notification.LogBucketEvents",
    ),
    Way(
        what="access logs off",
        do=_s3("put_bucket_logging", BucketLoggingStatus={}),
        resource="aws_s3_bucket_logging.LogBucketLogging",
    ),
    Way(
        what="requester pays",
        do=_payer("Requester"),
        check="bucket extras",
        says="pays",
        resource="audit-records-",
        undo=_payer("BucketOwner"),
    ),
    Way(
        what="CORS for every origin",
        do=_s3("put_bucket_cors", CORSConfiguration=_CORS),
        check="bucket extras",
        says="CORS",
        resource="audit-records-",
        undo=_s3("delete_bucket_cors"),
    ),
    Way(
        what="a website",
        do=_s3("put_bucket_website", WebsiteConfiguration=_WEBSITE),
        check="bucket extras",
        says="website",
        resource="audit-records-",
        undo=_s3("delete_bucket_website"),
    ),
    Way(
        what="an inventory that goes elsewhere",
        do=_inventory,
        check="bucket extras",
        says="inventory",
        resource="audit-records-",
        undo=_s3("delete_bucket_inventory_configuration", Id="all"),
    ),
    Way(
        what="replication elsewhere",
        do=_replication,
        check="bucket extras",
        says="replicated",
        resource="audit-answers-",
        undo=_s3("delete_bucket_replication", ANSWERS),
    ),
    Way(
        what="an access point",
        do=_access_point,
        check="bucket extras",
        says="access point",
        resource="audit-records-",
        undo=_without_access_point,
    ),
    Way(
        what="tags replaced",
        do=_s3("put_bucket_tagging", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}),
        resource="aws_s3_bucket.LogBucket",
    ),
    Way(
        what="access logs: policy deleted",
        do=_s3("delete_bucket_policy", READERS),
        resource="aws_s3_bucket_policy.AccessLogBucketPolicy",
    ),
    Way(
        what="access logs: public access block deleted",
        do=_s3("delete_public_access_block", READERS),
        resource="aws_s3_bucket_public_access_block.AccessLogBucketPublicAccessBlock",
    ),
    Way(
        what="answers: public access block deleted",
        do=_s3("delete_public_access_block", ANSWERS),
        resource="aws_s3_bucket_public_access_block.AthenaResultsPublicAccessBlock",
    ),
    Way(
        what="answers: access logs off",
        do=_s3("put_bucket_logging", ANSWERS, BucketLoggingStatus={}),
        resource="aws_s3_bucket_logging.AthenaResultsLogging",
    ),
)
