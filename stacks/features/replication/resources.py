"""`replication`: S3 copies each record into a bucket of another region, and nothing out of it."""

import json

from stacks.features.replication.policies import (
    s3_may_assume,
    s3_may_copy,
    s3_may_copy_older,
    s3_may_encrypt,
)
from stacks.features.replication.settings import Replication
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.deployed_to import remembers
from stacks.foundation.names import REPLICATION_ROLE_PREFIX
from stacks.foundation.policy_document import policy_document
from stacks.foundation.private_bucket import PrivateBucket

from cdktf import Postcondition, TerraformResource
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket_replication_configuration import (
    S3BucketReplicationConfigurationA,
    S3BucketReplicationConfigurationRule as Rule,
    S3BucketReplicationConfigurationRuleDeleteMarkerReplication as DeleteMarkers,
    S3BucketReplicationConfigurationRuleDestination as Destination,
    S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration as Encryption,
    S3BucketReplicationConfigurationRuleFilter as Filter,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteria as Criteria,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects as Encrypted,
)


def replicated_to(stack: AwsStack, id_: str, *, region: str) -> TerraformResource:
    """Remembers the region of the copies, and refuses another one while they are made there.

    Terraform would look for their bucket in the other region, and make a second one.
    """
    return remembers(
        stack,
        id_,
        first={"region": region},
        refuses=[
            Postcondition(
                condition=f'${{self.output.region == "{region}"}}',
                error_message=(
                    "The copies are in ${self.output.region}, and replication.region is "
                    f"{region}: set it back. Or begin anew in {region}: take replication away, "
                    "deploy, set it again, and the copies so far stay where they are."
                ),
            )
        ],
    )


def replication(
    stack: AwsStack,
    id_: str,
    *,
    of: PrivateBucket,
    to: PrivateBucket,
    settings: Replication,
    key: KmsKey | None,
    permissions_boundary: str | None,
) -> None:
    """Has S3 copy every new object of one bucket into another, mostly within 15 minutes.

    With a `key`, the other bucket's, it also copies what is encrypted with the first one's.
    Deletions are not copied: neither the markers nor the end of a version.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
    """
    role = IamRole(
        stack,
        f"{id_}Role",
        name_prefix=REPLICATION_ROLE_PREFIX,
        description="Lets S3 copy the records of CloudTrail to another region",
        assume_role_policy=policy_document(stack, f"{id_}RoleTrust", s3_may_assume()),
        permissions_boundary=permissions_boundary,
    )
    bucket_arn, replica_arn = of.bucket.arn, to.bucket.arn
    s3 = stack.s3_in(settings.region)
    may_encrypt = [s3_may_encrypt(key_arn=key.arn, replica_arn=replica_arn, s3=s3)] if key else []
    role_policy = IamRolePolicy(
        stack,
        f"{id_}RolePolicy",
        name="CopyRecords",
        role=role.id,
        policy=policy_document(
            stack,
            f"{id_}RolePolicyDocument",
            *s3_may_copy(bucket_arn=bucket_arn, replica_arn=replica_arn),
            *s3_may_copy_older(bucket_arn=bucket_arn),
            *may_encrypt,
        ),
    )
    S3BucketReplicationConfigurationA(
        stack,
        id_,
        bucket=of.bucket.bucket,
        role=role.arn,
        rule=[
            Rule(
                id="SecondCopy",
                status="Enabled",
                filter=Filter(prefix=""),
                delete_marker_replication=DeleteMarkers(status="Disabled"),
                source_selection_criteria=_encrypted_too() if key else None,
                destination=Destination(
                    bucket=replica_arn,
                    storage_class=settings.storage_class,
                    encryption_configuration=(
                        Encryption(replica_kms_key_id=key.arn) if key else None
                    ),
                ),
            )
        ],
        depends_on=[of.versioning, to.versioning, to.policy, role_policy],
    )
    stack.output(
        "ReplicaBucketName", to.bucket.bucket, "with `replication`: the bucket of the second copy"
    )
    stack.output(
        "CopyOlderRecords",
        _copy_older(account_id=stack.account_id, region=stack.region, role=role, of=of),
        "with `replication`: the command that copies what was there before",
    )


def _encrypted_too() -> Criteria:
    return Criteria(sse_kms_encrypted_objects=Encrypted(status="Enabled"))


def _copy_older(*, account_id: str, region: str, role: IamRole, of: PrivateBucket) -> str:
    """Returns the command of the AWS CLI that starts a job of S3 Batch Replication.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
    """
    manifest = {
        "S3JobManifestGenerator": {
            "SourceBucket": of.bucket.arn,
            "EnableManifestOutput": False,
            "Filter": {
                "EligibleForReplication": True,
                "ObjectReplicationStatuses": ["NONE", "FAILED"],
            },
        }
    }
    return (
        f"aws s3control create-job --account-id {account_id} --region {region} "
        f"--role-arn {role.arn} --priority 1 --no-confirmation-required "
        f"--operation '{json.dumps({'S3ReplicateObject': {}})}' "
        f"--report '{json.dumps({'Enabled': False})}' "
        f"--manifest-generator '{json.dumps(manifest)}'"
    )
