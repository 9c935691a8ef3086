"""What must be true of every bucket, whichever feature it is of."""

from collections.abc import Callable, Iterator

from stacks.foundation.aws_clients import Clients
from stacks.foundation.checks import Check, nothing_beside
from stacks.foundation.deployed import Deployed

from botocore.exceptions import ClientError

# S3's answers where a bucket has none of what was asked for.
_NOT_SET = {
    "NoSuchCORSConfiguration",
    "NoSuchWebsiteConfiguration",
    "ObjectLockConfigurationNotFoundError",
    "ReplicationConfigurationNotFoundError",
}


def _bucket_extras(deployed: Deployed, bucket: str) -> Iterator[tuple[str, str]]:
    """Yields what copies, opens or blocks a bucket, and was not deployed with it."""
    aws = deployed.clients_of_bucket(bucket)
    s3 = aws.s3
    delete = f"aws s3api delete-bucket-{{}} --bucket {bucket}"
    copied = {each["bucket"] for each in deployed.of("aws_s3_bucket_replication_configuration")}
    if bucket not in copied and _is_set(lambda: s3.get_bucket_replication(Bucket=bucket)):
        yield "its objects are replicated elsewhere", delete.format("replication")
    if _is_set(lambda: s3.get_bucket_website(Bucket=bucket)):
        yield "it is a website", delete.format("website")
    if _is_set(lambda: s3.get_bucket_cors(Bucket=bucket)):
        yield "web pages of other origins may read it (CORS)", delete.format("cors")
    inventories = s3.list_bucket_inventory_configurations(Bucket=bucket)
    for each in inventories.get("InventoryConfigurationList", []):
        target = each["Destination"]["S3BucketDestination"]["Bucket"]
        yield (
            f"the inventory {each['Id']} lists its objects in {target}",
            f"{delete.format('inventory-configuration')} --id {each['Id']}",
        )
    if s3.get_bucket_request_payment(Bucket=bucket)["Payer"] != "BucketOwner":
        yield (
            "who asks for objects pays, and CloudTrail does not deliver then",
            f"aws s3api put-bucket-request-payment --bucket {bucket} "
            "--request-payment-configuration Payer=BucketOwner",
        )
    locks = {each["bucket"] for each in deployed.of("aws_s3_bucket_object_lock_configuration")}
    if bucket not in locks and _is_set(lambda: _default_lock(aws, bucket)):
        yield (
            "it locks new objects by default, and S3 delivers no access logs then",
            f"aws s3api put-object-lock-configuration --bucket {bucket} "
            "--object-lock-configuration ObjectLockEnabled=Enabled",
        )
    owner = aws.account_id
    points = aws.s3control.list_access_points(AccountId=owner, Bucket=bucket)
    for point in points.get("AccessPointList", []):
        yield (
            f"the access point {point['Name']} is another way into it",
            f"aws s3control delete-access-point --account-id {owner} --name {point['Name']} "
            f"--region {aws.region}",
        )
    acl = s3.get_bucket_acl(Bucket=bucket)
    for grant in acl["Grants"]:
        grantee = grant["Grantee"]
        if grantee.get("ID") != acl["Owner"].get("ID"):
            yield (
                f"its ACL gives {grant['Permission']} to "
                f"{grantee.get('URI') or grantee.get('ID') or 'somebody'}",
                f"aws s3api put-bucket-acl --bucket {bucket} --acl private",
            )


def _default_lock(aws: Clients, bucket: str) -> object:
    answer = aws.s3.get_object_lock_configuration(Bucket=bucket)
    return answer["ObjectLockConfiguration"].get("Rule")


def _is_set(ask: Callable[[], object]) -> bool:
    """Says whether S3 has something to answer."""
    try:
        return bool(ask())
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_SET:
            raise
        return False


CHECKS = (
    Check(
        id="bucket extras",
        title="nothing copies, opens or blocks a bucket beside what was deployed",
        in_archive=True,
        look=nothing_beside("aws_s3_bucket", "bucket", _bucket_extras),
        actions=(
            "s3:GetReplicationConfiguration",
            "s3:GetBucketWebsite",
            "s3:GetBucketCORS",
            "s3:GetInventoryConfiguration",
            "s3:GetBucketRequestPayment",
            "s3:GetBucketObjectLockConfiguration",
            "s3:ListAccessPoints",
            "s3:GetBucketAcl",
        ),
        controls=("CloudTrail.6",),
    ),
)
