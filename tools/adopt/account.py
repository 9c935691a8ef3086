"""The accounts of a deployment, with what its stacks declare and know."""

from collections.abc import Mapping, Sequence

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.settings import Settings

from tools.stack import Stack


def accounts(settings: Settings, stacks: Sequence[Stack]) -> Mapping[str, Account]:
    """Returns the account of each stack by its name; stacks in one account have the same."""
    caller = Clients(settings.region)
    found = {stack.aws.account_id: stack.aws for stack in stacks}
    every = {
        id_: account(
            aws,
            settings,
            caller=caller.account_id,
            there=[stack for stack in stacks if stack.aws.account_id == id_],
            every=stacks,
        )
        for id_, aws in found.items()
    }
    return {stack.name: every[stack.aws.account_id] for stack in stacks}


def account(
    aws: Clients,
    settings: Settings,
    *,
    caller: str,
    there: Sequence[Stack],
    every: Sequence[Stack],
) -> Account:
    """Returns one account: `there` are the stacks that `caller` deploys to it, out of `every`."""
    return Account(
        aws=aws,
        trail_name=settings.trail_name,
        trail_account=settings.trail_scope(caller=caller).account_id,
        tags=settings.tags,
        ignored_tags=settings.place.ignored_tags,
        declared={at: what for stack in there for at, what in stack.declared.items()},
        known={at: what for stack in every for at, what in stack.state.resources.items()},
    )
