"""The account of the caller, with what both stacks declare and know."""

from collections.abc import Iterable

from stacks.foundation.aws_account import Account
from stacks.settings import Settings

import boto3

from tools.stack import Stack


def account(settings: Settings, stacks: Iterable[Stack]) -> Account:
    """Returns the account of the caller's credentials."""
    caller = boto3.client("sts", region_name=settings.region).get_caller_identity()
    every = list(stacks)
    return Account(
        id=caller["Account"],
        partition=caller["Arn"].split(":")[1],
        region=settings.region,
        trail_name=settings.trail_name,
        trail_account=settings.trail_scope(caller=caller["Account"]).account_id,
        tags=settings.tags,
        ignored_tags=settings.place.ignored_tags,
        declared={at: what for stack in every for at, what in stack.declared.items()},
        known={at: what for stack in every for at, what in stack.state.resources.items()},
    )
