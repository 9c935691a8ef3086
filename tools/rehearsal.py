"""What a deploy would do, found out on copies: nothing of the deployment itself is touched.

Each stack is planned in a folder that goes afterwards, with a copy of its state, both at once. A
stack that needs what another one is only going to hand over is planned after it, with what that
one's plan says.
"""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stacks.foundation.aws_account import Arguments

from attrs import evolve, frozen

from tools.stack import Stack

EMPTY_STATE = {"version": 4, "serial": 1, "lineage": "rehearsal", "outputs": {}, "resources": []}

Document = Mapping[str, Any]

# What CloudTrail says of a policy that was made a moment ago. The provider waits for that of the
# role only.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
_TOO_YOUNG = re.compile(r"Insufficient(SnsTopic|Encryption|S3Bucket)PolicyException")
_WAITS = (10, 20, 40)


@frozen
class Plan:
    """What Terraform would do to a stack, as its JSON says, and what its state knew before.

    The document is empty where nothing would change. `stack` is the one that was planned, which may
    be a copy. It `waits` when it was made with what the other stack is only going to hand over, and
    is `of_shared` when it was made on a copy of a state that others may change meanwhile.

    https://developer.hashicorp.com/terraform/internals/json-format
    """

    document: Document
    knew: Mapping[str, Arguments]
    stack: Stack
    waits: bool = False
    of_shared: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether it can be carried out as it is."""
        return not (self.waits or (self.of_shared and self.document))

    @property
    def changes(self) -> Sequence[Document]:
        """Every resource that is declared or known, with what would become of it."""
        return changes_in(self.document)

    @property
    def actions(self) -> Set[tuple[str, str]]:
        """The address of each resource that would change, with what would be done to it."""
        done = ((each["address"], ", ".join(each["change"]["actions"])) for each in self.changes)
        return {(address, actions) for address, actions in done if actions not in ("no-op", "read")}

    def carry_out(self, *, on: Stack, doing: str, command: str) -> None:
        """Does what was planned, if anything was; exits with Terraform's status where it fails.

        `on` is the deployed stack, of which the planned one may be a copy; `doing` says in a word
        what is done, and `command` is the one that goes on where this stopped.
        """
        if not self.document:
            return
        print(f"{doing} {on.name} ...", flush=True)
        done = on.show("apply", "-input=false", str(self.stack.folder / "plan"))
        for seconds in _WAITS:
            if not _TOO_YOUNG.search(done.stdout):
                break
            print(f"AWS does not know the new policy yet: again in {seconds} s ...", flush=True)
            time.sleep(seconds)
            if not on.plan() or not self.covers(on.planned()):
                break
            done = on.show("apply", "-input=false", "plan")
        if done.returncode:
            print(
                f"{on.name} is not finished; what Terraform says stands above. Once that is "
                f"mended, {command} goes on from there.",
                file=sys.stderr,
            )
            sys.exit(done.returncode)

    def covers(self, document: Document) -> bool:
        """Returns whether another plan of the stack does nothing that this one does not."""
        return Plan(document, self.knew, self.stack).actions <= self.actions


def changes_in(document: Document) -> Sequence[Document]:
    """Returns every resource that a plan is about, with what would become of it."""
    changes: Sequence[Document] = document.get("resource_changes", [])
    return [each for each in changes if each["mode"] == "managed"]


@contextmanager
def rehearsed(stacks: Sequence[Stack]) -> Iterator[list[Plan]]:
    """Yields the plan of each stack, in the order of deployment; they go afterwards.

    Exits with what Terraform says when it can make no plan.
    """
    with copied(stacks) as copies:
        print(f"Planning {' and '.join(copy.name for copy in copies)} ...", flush=True)
        for copy in copies:
            copy.untaint()
        outputs = {copy.name: copy.state.outputs for copy in copies}
        ready = [
            all(output in outputs.get(name, {}) for name, output in copy.awaits) for copy in copies
        ]
        now = [copy for copy, is_ready in zip(copies, ready, strict=True) if is_ready]
        with ThreadPoolExecutor(len(copies)) as pool:
            made = dict(zip((copy.name for copy in now), pool.map(_plan, now), strict=True))
        yield [
            evolve(plan, of_shared=stack.shares_its_state)
            for stack, plan in zip(stacks, _in_order(copies, made), strict=True)
        ]


@contextmanager
def copied(stacks: Sequence[Stack]) -> Iterator[list[Stack]]:
    """Copies the stacks, ready for Terraform, with their states; the copies go afterwards."""
    with TemporaryDirectory(prefix="rehearsal-") as scratch:
        yield [_copy(stack, Path(scratch)) for stack in stacks]


def _plan(copy: Stack) -> Plan:
    document = copy.planned() if copy.plan() else {}
    return Plan(document, copy.state.resources, copy)


def _in_order(copies: Sequence[Stack], made: Mapping[str, Plan]) -> Iterator[Plan]:
    """Yields the plans; anew that of a stack to which another one is going to hand over more."""
    going_to_change: set[str] = set()
    for copy in copies:
        plan = made.get(copy.name)
        if plan is None or going_to_change.intersection(name for name, _ in copy.awaits):
            plan = evolve(_plan(copy), waits=True)
        if any(each["actions"] != ["no-op"] for each in _outputs(plan.document)):
            going_to_change.add(copy.name)
            _hand_over(plan.document, copy)
        yield plan


def _outputs(document: Document) -> Sequence[Document]:
    return list(document.get("output_changes", {}).values())


def _copy(stack: Stack, scratch: Path) -> Stack:
    stack.initialise()
    folder = scratch / "cdktf.out/stacks" / stack.name
    folder.mkdir(parents=True)
    shutil.copy(stack.folder / "cdk.tf.json", folder)
    copy = Stack(folder, stack.environment)
    copy.take_over(stack)
    return copy


def _hand_over(document: Document, stack: Stack) -> None:
    """Writes into the copy of the state what the stack will hand over when it is deployed."""
    file = stack.state_file
    empty = not file.exists() or file.stat().st_size == 0
    state: dict[str, Any] = dict(EMPTY_STATE) if empty else json.loads(file.read_bytes())
    outputs: Document = document.get("planned_values", {}).get("outputs", {})
    state["outputs"] = {
        name: {
            "value": output.get("value", _not_yet_known(name, stack.name)),
            "type": "string",
            "sensitive": output["sensitive"],
        }
        for name, output in outputs.items()
    }
    file.write_text(json.dumps(state))


def _not_yet_known(output: str, stack: str) -> str:
    """Returns what stands for a value until its stack is deployed; an ARN must look like one."""
    name = f"known-after-{stack}"
    return f"arn:aws:kms:us-east-1:000000000000:{name}" if output.endswith("arn") else name
