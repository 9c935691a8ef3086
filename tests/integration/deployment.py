"""A deployment for real: the command line, Terraform, and an AWS on this machine."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from stacks.settings import Settings

import attrs

import main
from tests import preloaded
from tests.permissions.recording import COMMAND, recorded
from tools import cdktf
from tools.local_aws import LocalAws, local_aws
from tools.terraform import Done


@attrs.frozen
class Deployment:
    """Where a scenario is deployed: its settings, its folder, its AWS and how to reach that."""

    settings: Settings
    folder: Path
    aws: LocalAws
    environment: Mapping[str, str]

    def cdktf(self, *arguments: str) -> Done:
        """Runs the pinned command line and returns what it printed, in `stdout`."""
        return cdktf.run(
            *arguments,
            *("--output", str(self.folder / "cdktf.out"), "--no-color"),
            environment=self.environment,
            stdout=subprocess.PIPE,
        )

    def tool(self, name: str, *options: str, **environment: str) -> Done:
        """Runs one of the project's own commands on what is deployed here."""
        return self.run(name, "--output", str(self.folder / "cdktf.out"), *options, **environment)

    def run(self, name: str, *options: str, **environment: str) -> Done:
        """Runs one of the project's own commands and returns what it printed, in `stdout`."""
        return preloaded.run(
            name, *options, environment={**self.environment, COMMAND: name, **environment}
        )

    def deploy(self) -> None:
        """Deploys both stacks with Terraform alone; fails, with what it printed, if it does."""
        self.initialise()
        for stack in cdktf.STACKS:
            done = self.terraform(stack, "apply", "-auto-approve")
            assert done.returncode == 0, done.stdout

    def initialise(self) -> None:
        """Synthesises both stacks and makes their folders ones that Terraform can work in."""
        self.synthesise()
        for stack in cdktf.STACKS:
            done = self.terraform(stack, "init")
            assert done.returncode == 0, done.stdout

    def synthesise(self) -> None:
        """Writes both stacks for these settings."""
        main.build(self.settings, str(self.folder / "cdktf.out")).synth()

    def plan(self, stack: str) -> Done:
        """Returns Terraform's plan; its exit status is 0 when it is empty and 2 when it is not."""
        return self.terraform(stack, "plan", "-detailed-exitcode")

    def terraform(self, stack: str, command: str, *options: str) -> Done:
        """Runs Terraform in a stack's folder and returns what it printed, in `stdout`."""
        return subprocess.run(
            ["terraform", command, "-no-color", *options],
            cwd=self.folder / "cdktf.out" / "stacks" / stack,
            env={**self.environment, "TF_INPUT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=preloaded.PATIENCE,
            check=False,
        )

    @property
    def outputs(self) -> dict[str, str]:
        """What the deployment shows its user, of both stacks."""
        states = [
            json.loads((self.folder / f"terraform.{stack}.tfstate").read_text())
            for stack in cdktf.STACKS
        ]
        return {
            name: output["value"]
            for state in states
            for name, output in state["outputs"].items()
            if not output.get("sensitive")
        }


@contextmanager
def deployed(settings: Settings, folder: Path) -> Iterator[Deployment]:
    """Deploys to an empty AWS, with Terraform alone; boto3 in this process reaches it too."""
    with deployable(settings, folder) as deployment:
        deployment.deploy()
        yield deployment


@contextmanager
def deployable(settings: Settings, folder: Path) -> Iterator[Deployment]:
    """A deployment that can be made to an empty AWS, which boto3 reaches too, in this process."""
    with local_aws() as aws:
        deployment = deployment_to(aws, settings, folder)
        with patch.dict(os.environ, deployment.environment, clear=True), recorded(aws):
            yield deployment


def deployment_to(aws: LocalAws, settings: Settings, folder: Path) -> Deployment:
    """Returns a deployment that can be made to `aws`."""
    environment = cdktf.environment(aws.environment(os.environ), folder)
    return Deployment(settings, folder, aws, environment | _as_environment(settings))


def _as_environment(settings: Settings) -> dict[str, str]:
    """Returns the variables that make the program read these settings."""
    values = attrs.asdict(settings)
    return {
        f"LOGGING_{key.upper()}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
    }
