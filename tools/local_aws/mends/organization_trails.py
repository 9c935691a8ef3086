"""CloudTrail of an organisation: who may manage its trails, and in whose account they are.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
"""

import json

from moto.cloudtrail.models import CloudTrailBackend, cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.organizations.models import organizations_backends
from moto.organizations.responses import OrganizationsResponse

from tools.local_aws.organization import delegated_administrators, manager_of

_create_trail = CloudTrailResponse.create_trail
_update_trail = CloudTrailResponse.update_trail


def _register(self: CloudTrailResponse) -> str:
    """AWS makes a member a delegated administrator; moto does not know the call."""
    _admins_of(self).add(str(self._get_param("MemberAccountId")))
    return "{}"


def _deregister(self: CloudTrailResponse) -> str:
    _admins_of(self).discard(str(self._get_param("DelegatedAdminAccountId")))
    return "{}"


def _admins_of(response: CloudTrailResponse) -> set[str]:
    account = response.current_account
    if manager_of(account) != account:
        raise _not_the_manager(account)
    return delegated_administrators(account)


def _where_the_trails_are(self: CloudTrailResponse) -> CloudTrailBackend:
    """AWS keeps an organisation's trails in the management account, whoever makes them.

    Here a delegated administrator has no trails of its own beside them.
    """
    account, manager = self.current_account, manager_of(self.current_account)
    owner = manager if account in delegated_administrators(manager) else account
    return cloudtrail_backends[owner][self.region]


def _create_by_those_who_may(self: CloudTrailResponse) -> str:
    """AWS lets no other member make a trail of the organisation."""
    _must_manage(self)
    return _create_trail(self)


def _update_by_those_who_may(self: CloudTrailResponse) -> str:
    _must_manage(self)
    return _update_trail(self)


def _must_manage(response: CloudTrailResponse) -> None:
    account, manager = response.current_account, manager_of(response.current_account)
    may = {manager, *delegated_administrators(manager)}
    if response._get_bool_param("IsOrganizationTrail", False) and account not in may:
        raise _not_the_manager(account)


def _list_for_those_who_may(self: OrganizationsResponse) -> str:
    """AWS lists the accounts to a delegated administrator too, and refuses other members.

    moto lists none to any of them.
    """
    account, manager = self.current_account, manager_of(self.current_account)
    if account not in {manager, *delegated_administrators(manager)}:
        raise JsonRESTError(
            "AccessDeniedException", "You don't have permissions to access this resource."
        )
    accounts, next_token = organizations_backends[manager]["aws"].list_accounts(
        max_results=self._get_int_param("MaxResults"), next_token=self._get_param("NextToken")
    )
    return json.dumps({"Accounts": accounts, "NextToken": next_token})


def _not_the_manager(account: str) -> JsonRESTError:
    return JsonRESTError(
        "NotOrganizationMasterAccountException",
        f"The account {account} is neither the management account of an organization nor a "
        "delegated administrator.",
    )


MENDS = (
    (CloudTrailResponse, "register_organization_delegated_admin", _register),
    (CloudTrailResponse, "deregister_organization_delegated_admin", _deregister),
    (CloudTrailResponse, "cloudtrail_backend", property(_where_the_trails_are)),
    (CloudTrailResponse, "create_trail", _create_by_those_who_may),
    (CloudTrailResponse, "update_trail", _update_by_those_who_may),
    (OrganizationsResponse, "list_accounts", _list_for_those_who_may),
)
