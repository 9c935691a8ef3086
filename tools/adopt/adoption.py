"""Looks for what the states do not know, shows what would follow, and imports it."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stacks.foundation.aws_account import Account
from stacks.foundation.gone import unless_gone
from stacks.foundation.kinds import Existing
from stacks.foundation.user_errors import one_sentence
from stacks.settings import Settings, load

from attrs import frozen
from botocore.exceptions import BotoCoreError, ClientError

import main as program
from tools import cdktf
from tools.adopt.account import At, accounts
from tools.adopt.leftovers import leftovers
from tools.adopt.whose import whose
from tools.credentials import with_credentials
from tools.kinds import KINDS
from tools.place import refuse_another_place
from tools.rehearsal import copied
from tools.shell import answer_to
from tools.stack import Stack

NOT_ASKED = """\
Nothing was adopted. To adopt what is listed above: make adopt ARGS=--auto-approve
(or run it in a terminal, where it asks)."""


ADOPTED = {kind.type: kind for kind in KINDS if kind.adoption}


@frozen
class Found:
    """A resource that a stack declares, that AWS has, and that the stack's state does not know."""

    stack: Stack
    address: str
    noun: str
    name: str
    setting: str
    existing: Existing

    def __str__(self) -> str:
        return f"{self.noun} {self.name}"


def adopt(chosen: argparse.Namespace) -> str:
    """Adopts what it may, and returns the stack that must be deployed before it can do the rest.

    Exits with what to do where something is in the way that is not ours to adopt.
    """
    settings, stacks = synthesised(chosen)
    refuse_another_place(settings, stacks)
    for stack in stacks:
        stack.untaint()
    try:
        where = accounts(settings, stacks)
        found = [each for stack in stacks for each in _found(stack, where)]
        # Resources of one place have the same, which is asked once.
        different = {(account.id, account.region): account for account in where.values()}
        left = [(account, each) for account in different.values() for each in leftovers(account)]
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"AWS cannot be asked what exists: {error}")

    several = len({account.id for account in different.values()}) > 1
    for account, leftover in left:
        where_else = f" in account {account.id}" if several else ""
        print(f"Left over{where_else}, unless another deployment uses it: {leftover.what}")
        print(*(f"    {command}\n" for command in leftover.commands), sep="", end="")
    if not found:
        print("Nothing to adopt: AWS has nothing that the state should know and does not.")
        return ""
    refused = [sentence for each in found if (sentence := _refusal(each, where))]
    if refused:
        sys.exit("\n".join(refused))
    first = ""
    for stack in stacks:
        ours = [each for each in found if each.stack is stack]
        if ours and (awaited := _awaited(stack, stacks)):
            first = awaited
            print(*(_found_again_after(awaited, each) for each in ours), sep="\n", flush=True)
        elif ours:
            _adopt(stack, ours, stacks, approved=chosen.auto_approve)
    return first


def synthesised(chosen: argparse.Namespace) -> tuple[Settings, Sequence[Stack]]:
    """Returns the settings, and the stacks as they have just been written.

    Exits with one sentence where the settings are not valid.
    """
    output = cdktf.PROJECT / chosen.output
    with one_sentence():
        settings = load(cdktf.PROJECT / "cdktf.json", os.environ)
        program.build(settings, str(output)).synth()
    stacks = stacks_in(output)
    for stack in stacks:
        stack.clean()
        stack.refuse_state_elsewhere()
    return settings, stacks


def stacks_in(output: Path) -> Sequence[Stack]:
    """Returns the stacks of an output folder, which need not exist: their states are beside it."""
    environment = cdktf.environment(with_credentials(os.environ), cdktf.PROJECT / ".tools")
    return [Stack(output / "stacks" / name, environment) for name in cdktf.STACKS]


def _found(stack: Stack, where: Mapping[At, Account]) -> Iterator[Found]:
    for address, arguments in stack.declared.items():
        kind = ADOPTED.get(address.partition(".")[0])
        if kind and kind.adoption and address not in stack.state.resources:
            names = [stack.value(arguments, name) for name in kind.adoption.arguments]
            existing = None
            with unless_gone():
                existing = kind.adoption.find(where[stack.name, address], *names)
            if existing:
                name = [existing.id, *names][-1]
                yield Found(stack, address, kind.noun, name, kind.adoption.setting, existing)


def _refusal(found: Found, where: Mapping[At, Account]) -> str:
    if why := whose(found.existing, where[found.stack.name, found.address]):
        return (
            f"The {found} exists and is not this deployment's: it {why}. "
            f"Choose another {found.setting}, or remove it."
        )
    return f"The {found} {found.existing.in_the_way}" if found.existing.in_the_way else ""


def _found_again_after(awaited: str, found: Found) -> str:
    return (
        f"The {found} exists and is not in the state of {found.stack.name}. It can be adopted once "
        f"{awaited} is deployed; make deploy does both."
    )


def _awaited(stack: Stack, stacks: Sequence[Stack]) -> str:
    """Returns the name of a stack that must be deployed before this one can be planned."""
    outputs = {each.name: each.state.outputs for each in stacks}
    return next((name for name, output in stack.awaits if output not in outputs[name]), "")


def _adopt(
    stack: Stack, found: Sequence[Found], stacks: Sequence[Stack], *, approved: bool
) -> None:
    ids = {each.address: each.existing.id for each in found}
    for each in found:
        print(
            f"The {each} exists and is not in the state of {stack.name}: left by an interrupted "
            "deploy, or kept when its feature was switched off?"
        )
    print("With it in the state, this plan would follow:", flush=True)
    with copied(stacks) as copies:
        copies[stacks.index(stack)].plan_import(ids)
    if not approved:
        if not sys.stdin.isatty():
            sys.exit(NOT_ASKED)
        if answer_to("Bring it into the state? AWS is not changed by that. (yes/no) ") != "yes":
            sys.exit("Nothing was adopted.")
    stack.adopt(ids)
    for each in found:
        print(f"Adopted: {each}.", flush=True)
