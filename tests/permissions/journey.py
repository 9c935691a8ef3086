"""Every command once, each told apart by its calls, against a state in a bucket."""

from stacks.settings import StateBucket

import attrs

from tests.integration.deployment import Deployment
from tests.scenarios import WITH_FEW_ALARMS

SETTINGS = attrs.evolve(WITH_FEW_ALARMS["everything"], state=StateBucket(bucket="team-state"))

COMMANDS = (
    ("state_bucket",),
    ("deploy", "--auto-approve"),
    ("verify",),
    ("validate",),
    ("evidence", "--folder", "{folder}/evidence"),
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
        run = deployment.run if command in _WITHOUT_OUTPUT else deployment.tool
        done = run(command, *(each.format(folder=deployment.folder) for each in options))
        assert done.returncode == 0, f"{command}\n{done.stdout}"
