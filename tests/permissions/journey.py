"""Every command once, each told apart by its calls, against a state in a bucket."""

import subprocess
import sys

from stacks.settings import StateBucket

import attrs

from tests.integration.deployment import Deployment
from tests.integration.lasting_provider import without_lasting_provider
from tests.permissions.recording import COMMAND
from tests.scenarios import SCENARIOS
from tools.cdktf import PROJECT

SETTINGS = attrs.evolve(SCENARIOS["everything"], state=StateBucket(bucket="team-state"))

COMMANDS = (
    ("state_bucket",),
    ("deploy", "--auto-approve"),
    ("verify",),
    ("plan",),
    ("adopt", "--auto-approve"),
    ("test_alarm", "root_usage"),
    ("destroy", "--auto-approve"),
)

# These find everything in the settings.
_WITHOUT_OUTPUT = {"state_bucket", "test_alarm"}


def travel(deployment: Deployment) -> None:
    """Runs every command, which must succeed."""
    for command, *options in COMMANDS:
        deployment.aws.deliver()
        if command not in _WITHOUT_OUTPUT:
            options += ["--output", str(deployment.folder / "cdktf.out")]
        done = subprocess.run(
            [sys.executable, "-m", f"tools.{command}", *options],
            cwd=PROJECT,
            # A provider of its own tells whose calls it makes.
            env={**without_lasting_provider(deployment.environment), COMMAND: command},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
