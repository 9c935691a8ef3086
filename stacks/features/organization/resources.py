"""`organization`: which accounts there are, and what their members may read."""

from collections.abc import Iterator

from stacks.features.organization.settings import Organization
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.names import records_prefix
from stacks.foundation.policy_document import Condition, Statement

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_organizations_organization import (
    DataAwsOrganizationsOrganization,
)

ENABLE = "aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com"
REGISTER = "aws cloudtrail register-organization-delegated-admin --member-account-id"


def every_account(stack: AwsStack, id_: str, *, settings: Organization) -> str:
    """Returns the folders of all accounts below `AWSLogs`, with a comma between them.

    The first one is the management account's own, with what a trail has recorded there before it
    was the organisation's; those of the organisation are the accounts of the last deploy.

    Whoever deploys must be allowed `organizations:DescribeOrganization`, `ListAccounts`,
    `ListRoots` and `ListAWSServiceAccessForOrganization`. Terraform stops where the credentials
    belong to another organisation, and where AWS would refuse the trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
    """
    organization = DataAwsOrganizationsOrganization(
        stack,
        id_,
        provider=stack.caller.provider,
        lifecycle=TerraformResourceLifecycle(
            postcondition=[
                Postcondition(
                    condition=f'${{self.id == "{settings.id}"}}',
                    error_message=(
                        "The credentials belong to the organisation ${self.id}, and "
                        f"organization.id is {settings.id}: set the right one."
                    ),
                ),
                Postcondition(
                    condition=f'${{self.master_account_id == "{settings.management_account_id}"}}',
                    error_message=(
                        "The organisation is managed by the account ${self.master_account_id}, and "
                        "organization.management_account_id is "
                        f"{settings.management_account_id}: set the right one."
                    ),
                ),
                Postcondition(
                    # No other member may list the accounts.
                    condition="${try(length(self.accounts), 0) > 0}",
                    error_message=(
                        "This account is neither the one that manages the organisation nor a "
                        f"delegated administrator. In the management account: {REGISTER} "
                        f"${{{stack.caller.account_id}}}"
                    ),
                ),
                Postcondition(
                    # Only the management account is told.
                    condition=(
                        f"${{{stack.caller.account_id} != self.master_account_id || "
                        'contains(self.aws_service_access_principals, "cloudtrail.amazonaws.com")}'
                    ),
                    error_message=(
                        "CloudTrail may not look at the accounts of the organisation. In the "
                        f"management account: {ENABLE}"
                    ),
                ),
            ]
        ),
    )
    ids = f"data.aws_organizations_organization.{organization.friendly_unique_id}.accounts[*].id"
    own, below = settings.management_account_id, f"{settings.id}/%s"
    return f'${{join(",", concat(["{own}"], formatlist("{below}", sort({ids}))))}}'


def members_may_read(
    settings: Organization | None, *, bucket_arn: str, s3_key_prefix: str | None
) -> Iterator[Statement]:
    """Yields what lets each account of the organisation list and read its own records, if wanted.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
    """
    if settings is None or not settings.members_read_own:
        return
    of_organization = Condition("StringEquals", "aws:PrincipalOrgID", [settings.id])
    # The ampersand is how Terraform's own policy documents write IAM's variables.
    own = f"{records_prefix(s3_key_prefix, settings.id)}/&{{aws:PrincipalAccount}}/*"
    yield Statement(
        sid="MembersListTheirRecords",
        principals=[("AWS", "*")],
        actions=["s3:ListBucket"],
        resources=[bucket_arn],
        conditions=[of_organization, Condition("StringLike", "s3:prefix", [own])],
    )
    yield Statement(
        sid="MembersReadTheirRecords",
        principals=[("AWS", "*")],
        actions=["s3:GetObject"],
        resources=[f"{bucket_arn}/{own}"],
        conditions=[of_organization],
    )


def members_may_decrypt(settings: Organization | None, *, s3: str) -> Iterator[Statement]:
    """Yields what lets S3 decrypt for the accounts of the organisation what it lets them read."""
    if settings is None or not settings.members_read_own:
        return
    yield Statement(
        sid="MembersReadThroughS3",
        principals=[("AWS", "*")],
        actions=["kms:Decrypt"],
        # In a key's policy, the star is the key itself.
        resources=["*"],
        conditions=[
            Condition("StringEquals", "aws:PrincipalOrgID", [settings.id]),
            Condition("StringEquals", "kms:ViaService", [s3]),
        ],
    )
