"""Terraform and the project's tools, in the folder of one deployment."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.settings import Settings

from attrs import frozen

from tests.integration.deployment import Deployment, deployment_to
from tools.cdktf import STACKS
from tools.local_aws import LocalAws
from tools.terraform import Done

PLAN = "transition.tfplan"

# What `-detailed-exitcode` exits with when the plan is not empty.
CHANGES = 2


@frozen
class Programs:
    """What can be run with these settings."""

    settings: Settings
    aws: LocalAws
    folder: Path

    def synthesise(self) -> None:
        """Writes both stacks for these settings."""
        self._deployment.synthesise()

    def terraform(self, stack: str, command: str, *options: str) -> str:
        """Runs Terraform in a stack's folder, which must succeed, and returns what it printed."""
        return _succeeded(self._deployment.terraform(stack, command, *options))

    def plan(self, stack: str) -> dict[str, Any]:
        """Returns Terraform's plan, which `apply` then carries out; nothing if it is empty."""
        done = self._deployment.terraform(stack, "plan", "-detailed-exitcode", f"-out={PLAN}")
        if done.returncode != CHANGES:
            _succeeded(done)
            return {}
        plan: dict[str, Any] = json.loads(self.terraform(stack, "show", "-json", PLAN))
        return plan

    def apply(self, stack: str) -> None:
        """Carries out the plan."""
        self.terraform(stack, "apply", PLAN)

    def settled(self, *stacks: str) -> None:
        """Raises unless Terraform has nothing left to do."""
        for stack in stacks:
            self.terraform(stack, "plan", "-detailed-exitcode")

    def adopt(self) -> str:
        """Adopts what is in AWS and not in the state, and returns what `make adopt` printed."""
        return _succeeded(self._deployment.tool("adopt", "--auto-approve"))

    def try_plan(self, stack: str) -> Done:
        """Plans a stack, which may fail."""
        return self._deployment.terraform(stack, "plan")

    def try_deploy(self) -> Done:
        """Deploys as `make deploy` does, which may fail."""
        return self._deployment.tool("deploy", "--auto-approve")

    def states(self) -> Mapping[str, bytes]:
        """Returns what Terraform remembers of each stack."""
        files = [self.folder / f"terraform.{stack}.tfstate" for stack in STACKS]
        return {file.name: file.read_bytes() for file in files}

    @property
    def _deployment(self) -> Deployment:
        return deployment_to(self.aws, self.settings, self.folder)


def _succeeded(done: Done) -> str:
    if done.returncode:
        command = " ".join(done.args)
        raise AssertionError(f"{command}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout
