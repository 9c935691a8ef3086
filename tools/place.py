"""The one account and region that a deployment is in; no command goes anywhere else."""

import sys
from collections.abc import Iterable

from stacks.settings import Settings

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.stack import Stack
from tools.verify.cannot_look import why

OWN = "another {what} needs a deployment of its own, in a folder of its own."


def refuse_another_place(settings: Settings, stacks: Iterable[Stack]) -> None:
    """Exits with one sentence when the credentials or the settings lead to another place."""
    if reason := another_place(settings, stacks):
        sys.exit(reason)


def another_place(settings: Settings, stacks: Iterable[Stack]) -> str:
    """Returns why the credentials or the settings lead to another place; nothing if they do not.

    Asks AWS only who the caller is (`sts:GetCallerIdentity`, which needs no permission).
    """
    try:
        caller = boto3.client("sts", region_name=settings.region).get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        return str(why(error))
    # Not before: a state may be in a bucket.
    states = [stack.state for stack in stacks]
    accounts = {account for state in states for account in state.accounts}
    regions = {region for state in states for region in state.regions}
    if regions and settings.region not in regions:
        return (
            f"This deployment is in {_listed(regions)}, and region is {settings.region}: set "
            f"region back; {OWN.format(what='region')}"
        )
    if settings.account_id not in (None, caller):
        return (
            f"account_id allows no account but {settings.account_id}, and the credentials are for "
            f"{caller}: use those of {settings.account_id}."
        )
    if accounts and caller not in accounts:
        return (
            f"This deployment is in account {_listed(accounts)}, and the credentials are for "
            f"{caller}: use those of {_listed(accounts)}; {OWN.format(what='account')}"
        )
    return ""


def here(settings: Settings) -> str:
    """Returns where the credentials and the settings lead, for people."""
    caller = boto3.client("sts", region_name=settings.region).get_caller_identity()["Account"]
    return f"account {caller}, region {settings.region}"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
