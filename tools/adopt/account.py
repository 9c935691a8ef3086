"""The accounts of a deployment, with what its stacks declare and know."""

from collections.abc import Mapping, Sequence

from stacks.foundation.aws_account import Account, Arguments
from stacks.foundation.aws_clients import Clients
from stacks.settings import Settings

from tools.stack import Stack

# A stack by its name, and one of its addresses.
At = tuple[str, str]


def accounts(settings: Settings, stacks: Sequence[Stack]) -> Mapping[At, Account]:
    """Returns the account of each resource; resources of one account and region have the same."""
    caller = Clients(settings.region)
    where = {
        (stack.name, address): stack.clients_of(arguments)
        for stack in stacks
        for address, arguments in stack.declared.items()
    }
    found = {(aws.account_id, aws.region): aws for aws in where.values()}
    every = {
        place: account(
            aws,
            settings,
            caller=caller.account_id,
            declared={
                address: arguments
                for stack in stacks
                for address, arguments in stack.declared.items()
                if _place(where[stack.name, address]) == place
            },
            stacks=stacks,
        )
        for place, aws in found.items()
    }
    return {at: every[_place(aws)] for at, aws in where.items()}


def account(
    aws: Clients,
    settings: Settings,
    *,
    caller: str,
    declared: Mapping[str, Arguments],
    stacks: Sequence[Stack],
) -> Account:
    """Returns one account with what is `declared` there; `caller` deploys to it all `stacks`."""
    return Account(
        aws=aws,
        trail_name=settings.trail_name,
        trail_account=settings.trail_scope(caller=caller).account_id,
        trail_region=settings.region,
        tags=settings.tags,
        ignored_tags=settings.place.ignored_tags,
        declared=declared,
        known={at: what for stack in stacks for at, what in stack.state.resources.items()},
    )


def _place(aws: Clients) -> tuple[str, str]:
    return aws.account_id, aws.region
