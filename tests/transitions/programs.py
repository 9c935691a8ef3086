"""Terraform and the project's tools, in the folder of one deployment."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.settings import Settings

from attrs import frozen

import main
from tests.integration.deployment import deployment_to
from tests.permissions.recording import COMMAND
from tools.cdktf import PROJECT, STACKS
from tools.local_aws import LocalAws

# Longer than anything here takes, with all cores busy; what is still under way then hangs.
PATIENCE = 900

PLAN = "transition.tfplan"

# What `-detailed-exitcode` exits with when the plan is not empty.
CHANGES = 2

Done = subprocess.CompletedProcess[str]


@frozen
class Programs:
    """What can be run with these settings."""

    settings: Settings
    aws: LocalAws
    folder: Path

    def synthesise(self) -> None:
        """Writes both stacks for these settings."""
        main.build(self.settings, str(self._output)).synth()

    def terraform(self, stack: str, command: str, *options: str) -> str:
        """Runs Terraform in a stack's folder, which must succeed, and returns what it printed."""
        return _succeeded(self._terraform(stack, command, "-input=false", "-no-color", *options))

    def plan(self, stack: str) -> dict[str, Any]:
        """Returns Terraform's plan, which `apply` then carries out; nothing if it is empty."""
        options = ("-input=false", "-no-color", "-detailed-exitcode", f"-out={PLAN}")
        done = self._terraform(stack, "plan", *options)
        if done.returncode != CHANGES:
            _succeeded(done)
            return {}
        plan: dict[str, Any] = json.loads(_succeeded(self._terraform(stack, "show", "-json", PLAN)))
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
        return _succeeded(self._tool("adopt"))

    def try_plan(self, stack: str) -> Done:
        """Plans a stack, which may fail."""
        return self._terraform(stack, "plan", "-input=false", "-no-color")

    def try_deploy(self) -> Done:
        """Deploys as `make deploy` does, which may fail."""
        return self._tool("deploy")

    def states(self) -> Mapping[str, bytes]:
        """Returns what Terraform remembers of each stack."""
        files = [self.folder / f"terraform.{stack}.tfstate" for stack in STACKS]
        return {file.name: file.read_bytes() for file in files}

    @property
    def _output(self) -> Path:
        return self.folder / "cdktf.out"

    def _terraform(self, stack: str, *arguments: str) -> Done:
        return self._run("terraform", *arguments, cwd=self._output / "stacks" / stack)

    def _tool(self, name: str) -> Done:
        options = ("--auto-approve", "--output", str(self._output))
        return self._run(sys.executable, "-m", f"tools.{name}", *options, name=name)

    def _run(self, *command: str, cwd: Path = PROJECT, name: str = "") -> Done:
        return subprocess.run(
            command,
            cwd=cwd,
            env={
                **deployment_to(self.aws, self.settings, self.folder).environment,
                COMMAND: name,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def _succeeded(done: Done) -> str:
    if done.returncode:
        command = " ".join(done.args)
        raise AssertionError(f"{command}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout
