"""The organisation of the local AWS: its account manages two others."""

from collections.abc import Sequence
from unittest.mock import patch

from moto.cloudtrail.models import Trail
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.organizations import utils
from moto.organizations.models import organizations_backends

ORGANIZATION_ID = "o-localaws00"
MEMBERS = ("111122223333", "444455556666")

# The role that AWS makes in every account that an organisation makes.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
ACCESS_ROLE = "OrganizationAccountAccessRole"

# moto gives the management account an id of chance first, and makes a role there.
_BEFORE = "000000000000"


def found_organization(members: Sequence[str] = MEMBERS) -> None:
    """Makes the account one that manages an organisation, which trusts CloudTrail."""
    organizations = organizations_backends[DEFAULT_ACCOUNT_ID]["aws"]
    with (
        patch.object(utils, "make_random_org_id", return_value=ORGANIZATION_ID),
        patch.object(utils, "make_random_account_id", side_effect=[_BEFORE, *members]),
    ):
        organizations.create_organization(region="us-east-1", FeatureSet="ALL")
        for member in members:
            organizations.create_account(AccountName=member, Email=f"{member}@example.com")
    organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")


def manager_of(account_id: str) -> str:
    """Returns the account that manages the organisation of this one; its own id without any."""
    manager, _ = organizations_backends.master_accounts.get(account_id, (account_id, ""))
    return str(manager)


def delegated_administrators(manager: str) -> set[str]:
    """Returns the accounts that may manage trails of this one's organisation; to be added to."""
    # Beside what moto keeps, so that it goes with that.
    admins: set[str] = vars(organizations_backends[manager]["aws"]).setdefault(
        "cloudtrail_admins", set()
    )
    return admins


def organization_of(trail: Trail) -> str:
    """Returns the id of the organisation that a trail records; nothing if it records an account."""
    organization = organizations_backends[trail.account_id]["aws"].org
    return organization.id if organization and trail.is_org_trail else ""
