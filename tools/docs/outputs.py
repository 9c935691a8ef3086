"""Every output, from the stacks themselves with every feature that adds one."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from stacks.settings import Alarms, Athena, Notifications, Replication, Settings

import main
from tools.cdktf import STACKS

EVERYTHING = Settings(
    alarms=Alarms(email="security@example.com"),
    athena=Athena(),
    notifications=Notifications(),
    replication=Replication(region="us-west-2"),
)


def rows() -> Iterator[tuple[str, ...]]:
    """Yields name and description of each output, without what only the stacks hand over."""
    with TemporaryDirectory() as outdir:
        main.build(EVERYTHING, outdir).synth()
        for stack in STACKS:
            written = json.loads(Path(outdir, "stacks", stack, "cdk.tf.json").read_text())
            for name, output in written["output"].items():
                if not output.get("sensitive"):
                    yield f"`{name}`", output["description"]
