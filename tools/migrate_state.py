"""`make migrate-state`: moves what Terraform remembers from files into a bucket, or back."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.foundation.user_errors import one_sentence
from stacks.settings import Settings, load

import boto3
from attrs import evolve, frozen
from botocore.exceptions import BotoCoreError, ClientError

import main as program
from tools import cdktf
from tools.adopt.adoption import stacks_in
from tools.options import options
from tools.place import here
from tools.shell import ignore_redirection
from tools.stack import Stack
from tools.verify.cannot_look import why


def main() -> None:
    """Moves both states, as Terraform does it; run again, it goes on where it stopped."""
    ignore_redirection(os.environ)
    parser = options("make migrate-state", main.__doc__)
    parser.add_argument("--to-file", action="store_true", help="back from the bucket into files")
    chosen = parser.parse_args()
    with one_sentence():
        settings = load(cdktf.PROJECT / "cdktf.json", os.environ)
    if settings.state is None:
        sys.exit(
            'The settings name no state bucket: "state": {"bucket": "a-name"}. To move back from '
            "one, leave it there until this is done."
        )
    print(f"Moving the states of both stacks, in {here(settings)} ...", flush=True)
    output = cdktf.PROJECT / chosen.output
    in_file, in_bucket = evolve(settings, state=None), settings
    old, new = (in_bucket, in_file) if chosen.to_file else (in_file, in_bucket)
    before, after = (_memories(each, output) for each in (old, new))
    for name in cdktf.STACKS:
        print(_move(before[name], after[name]), flush=True)
    if chosen.to_file:
        print("Now take state out of the settings.")


@frozen
class Memory:
    """A stack that Terraform remembers in one place; its folder can be turned to that place."""

    stack: Stack
    declares: str

    def read(self) -> Mapping[str, Any]:
        """Returns the state; it has no resources where nothing is there."""
        self._turn("-reconfigure")
        written = self.stack.written_state
        return json.loads(written) if written else {"resources": [], "outputs": {}}

    def take_from(self, other: "Memory") -> None:
        """Has Terraform copy the state of another place to this one, where nothing is yet."""
        other._turn("-reconfigure")
        self._turn("-migrate-state", "-force-copy")

    def give_up(self) -> None:
        """Makes sure that nobody takes for the state what was moved; it can be brought back."""
        if self.stack.shares_its_state:
            backend = json.loads(self.declares)["terraform"]["backend"]["s3"]
            s3 = boto3.client("s3", region_name=backend["region"])
            # The bucket keeps its older versions.
            s3.delete_object(Bucket=backend["bucket"], Key=backend["key"])
        elif self.stack.state_file.exists():
            file = self.stack.state_file
            file.rename(file.with_name(f"{file.name}.moved"))

    def _turn(self, *options: str) -> None:
        (self.stack.folder / "cdk.tf.json").write_text(self.declares)
        self.stack.terraform("init", "-input=false", *options)


def _memories(settings: Settings, output: Path) -> Mapping[str, Memory]:
    """Returns each stack, by its name, as it is remembered with these settings."""
    with one_sentence():
        program.build(settings, str(output)).synth()
    return {
        stack.name: Memory(stack, (stack.folder / "cdk.tf.json").read_text())
        for stack in stacks_in(output)
    }


def _move(before: Memory, after: Memory) -> str:
    """Moves one state, and returns a sentence about it.

    Exits where both places know something, unless it is the same.
    """
    name = before.stack.name
    known, there = before.read(), after.read()
    if there["resources"] and known["resources"] and not _is_same(known, there):
        sys.exit(
            f"{name}: {before.stack.state_name} and {after.stack.state_name} both know resources, "
            "and not the same ones. Nothing was moved: one of them is of another deployment, or "
            "older. Look at both, and put the wrong one aside."
        )
    if not known["resources"]:
        return f"{name}: nothing to move; {after.stack.state_name} is used from now on."
    if not there["resources"]:
        after.take_from(before)
        there = after.read()
    if not _is_same(known, there):
        sys.exit(f"{name}: {after.stack.state_name} is not what was to be moved. Run this again.")
    before.give_up()
    return (
        f"{name}: {len(known['resources'])} resources moved to {after.stack.state_name}, and put "
        f"aside in {before.stack.state_name}."
    )


def _is_same(known: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Returns whether both know the same.

    Terraform 1.11 gives a state another lineage where it writes the first one into a bucket.
    """
    return all(known[part] == there[part] for part in ("resources", "outputs"))


if __name__ == "__main__":
    try:
        main()
    except (BotoCoreError, ClientError) as error:
        sys.exit(str(why(error)))
    except KeyboardInterrupt:
        sys.exit(130)
