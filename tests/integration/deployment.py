"""A scenario deployed for real: the command line, Terraform, and an AWS on this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.settings import Settings

import attrs

from tests.permissions.recording import COMMAND, recorded
from tools import cdktf
from tools.local_aws import LocalAws, local_aws


@attrs.frozen
class Deployment:
    """Where a scenario is deployed: its settings, its folder, its AWS and how to reach that."""

    settings: Settings
    folder: Path
    aws: LocalAws
    environment: Mapping[str, str]

    def cdktf(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the pinned command line and returns what it printed, in `stdout`."""
        return cdktf.run(
            *arguments,
            *("--output", str(self.folder / "cdktf.out"), "--no-color"),
            environment=self.environment,
            stdout=subprocess.PIPE,
        )

    def tool(
        self, name: str, *options: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs one of the project's own commands on what is deployed here."""
        return self.run(name, "--output", str(self.folder / "cdktf.out"), *options, **environment)

    def run(self, name: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs one of the project's own commands and returns what it printed, in `stdout`."""
        return subprocess.run(
            [sys.executable, "-m", f"tools.{name}", *options],
            cwd=cdktf.PROJECT,
            env={**self.environment, COMMAND: name, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def deploy(self) -> None:
        """Deploys both stacks and fails, with what was printed, unless that works."""
        done = self.cdktf(
            "deploy",
            *cdktf.STACKS,
            "--auto-approve",
            "--outputs-file",
            str(self.folder / "outputs.json"),
        )
        assert done.returncode == 0, done.stdout

    def plan(self, stack: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Returns Terraform's plan; its exit status is 0 when it is empty and 2 when it is not."""
        return subprocess.run(
            ["terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color", *options],
            cwd=self.folder / "cdktf.out" / "stacks" / stack,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @property
    def outputs(self) -> dict[str, str]:
        """What the deployment showed its user, of both stacks."""
        by_stack: dict[str, Any] = json.loads((self.folder / "outputs.json").read_text())
        return {name: value for stack in by_stack.values() for name, value in stack.items()}


@contextmanager
def deployed(settings: Settings, folder: Path) -> Iterator[Deployment]:
    """Deploys to an empty AWS that boto3 then reaches too, in this process."""
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
