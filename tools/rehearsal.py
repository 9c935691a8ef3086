"""What a deploy would do, found out on copies: nothing of the deployment itself is touched.

Each stack is planned in a folder that goes afterwards, with a copy of its state. A stack that needs
what another one is going to hand over is planned with what that one's plan says of it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stacks.foundation.aws_account import Arguments

from attrs import frozen

from tools.adopt.stack import Stack

EMPTY_STATE = {"version": 4, "serial": 1, "lineage": "rehearsal", "outputs": {}, "resources": []}


@frozen
class Plan:
    """What Terraform would do to a stack, as its JSON says, and what its state knew before.

    https://developer.hashicorp.com/terraform/internals/json-format
    """

    document: Mapping[str, Any]
    knew: Mapping[str, Arguments]

    @property
    def changes(self) -> Sequence[Mapping[str, Any]]:
        """Every resource that is declared or known, with what would become of it."""
        changes: Sequence[Mapping[str, Any]] = self.document.get("resource_changes", [])
        return [each for each in changes if each["mode"] == "managed"]


def rehearse(stacks: Sequence[Stack], *, show: bool) -> list[Plan]:
    """Returns the plan of each stack, in the order of deployment; with `show` prints them, too.

    Exits with what Terraform says when it can make no plan.
    """
    plans = []
    with copied(stacks) as copies:
        for copy in copies:
            print(f"Planning {copy.name} ...", flush=True)
            copy.untaint()
            plans.append(Plan(copy.planned(show=show), copy.state.resources))
            _hand_over(plans[-1].document, copy)
    return plans


@contextmanager
def copied(stacks: Sequence[Stack]) -> Iterator[list[Stack]]:
    """Copies the stacks, ready for Terraform, with their states; the copies go afterwards."""
    with TemporaryDirectory(prefix="rehearsal-") as scratch:
        yield [_copy(stack, Path(scratch)) for stack in stacks]


def _copy(stack: Stack, scratch: Path) -> Stack:
    stack.initialise()
    folder = scratch / "cdktf.out/stacks" / stack.name
    folder.mkdir(parents=True)
    shutil.copy(stack.folder / "cdk.tf.json", folder)
    (folder / ".terraform").symlink_to((stack.folder / ".terraform").resolve())
    copy = Stack(folder, stack.environment)
    for original, target in (
        (stack.folder / ".terraform.lock.hcl", folder / ".terraform.lock.hcl"),
        (stack.state_file, copy.state_file),
    ):
        if original.exists():
            shutil.copy(original, target)
    return copy


def _hand_over(document: Mapping[str, Any], stack: Stack) -> None:
    """Writes into the copy of the state what the stack will hand over when it is deployed."""
    file = stack.state_file
    empty = not file.exists() or file.stat().st_size == 0
    state: dict[str, Any] = dict(EMPTY_STATE) if empty else json.loads(file.read_bytes())
    outputs: Mapping[str, Any] = document.get("planned_values", {}).get("outputs", {})
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
