"""The accounts and the region that a deployment is in; no command goes anywhere else."""

import sys
from collections.abc import Iterable

from stacks.foundation.aws_clients import default_session
from stacks.settings import Settings

from botocore.exceptions import BotoCoreError, ClientError

from tools.stack import Stack
from tools.verify.cannot_look import CannotLookError, why

OWN = "another {what} needs a deployment of its own, in a folder of its own."


def refuse_another_place(settings: Settings, stacks: Iterable[Stack]) -> None:
    """Exits with one sentence when the credentials or the settings lead to another place."""
    if reason := another_place(settings, stacks):
        sys.exit(reason)


def another_place(settings: Settings, stacks: Iterable[Stack]) -> str:
    """Returns why the credentials or the settings lead to another place; nothing if they do not.

    Asks AWS only who the caller is (`sts:GetCallerIdentity`, which needs no permission), and for
    the role of a log archive.
    """
    every = list(stacks)
    try:
        accounts = [stack.aws.account_id for stack in every]
    except CannotLookError as reason:
        return str(reason)
    except (BotoCoreError, ClientError) as error:
        return str(why(error))
    # Not before: a state may be in a bucket.
    regions = {region for stack in every for region in stack.state.regions}
    if regions and settings.region not in regions:
        return (
            f"This deployment is in {_listed(regions)}, and region is {settings.region}: set "
            f"region back; {OWN.format(what='region')}"
        )
    deployed = {account for stack in every for account in stack.state.accounts}
    found = (
        _another_account(stack, account, also_here=account in deployed)
        for stack, account in zip(every, accounts, strict=True)
    )
    return next(filter(None, found), "")


def _another_account(stack: Stack, account: str, *, also_here: bool) -> str:
    before = stack.state.accounts
    if stack.allowed_accounts and account not in stack.allowed_accounts:
        return (
            f"account_id allows no account but {_listed(stack.allowed_accounts)}, and the "
            f"credentials are for {account}: use those of {_listed(stack.allowed_accounts)}."
        )
    if not before or account in before:
        return ""
    if stack.role or also_here:
        return (
            f"{stack.name} is deployed in account {_listed(before)}, and log_archive leads to "
            f"{account}: set it back, as records do not move. docs/log-archive.md says how to "
            "begin in another account."
        )
    return (
        f"This deployment is in account {_listed(before)}, and the credentials are for "
        f"{account}: use those of {_listed(before)}; {OWN.format(what='account')}"
    )


def here(settings: Settings) -> str:
    """Returns where the credentials and the settings lead, for people."""
    sts = default_session().client("sts", region_name=settings.region)
    elsewhere = f", records in {settings.log_archive.account_id}" if settings.log_archive else ""
    return f"account {sts.get_caller_identity()['Account']}, region {settings.region}{elsewhere}"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
