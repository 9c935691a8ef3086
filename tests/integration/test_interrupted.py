"""Deploys that are cut off one after the other, and the one that finishes what they began.

The few of `make chaos` that a run of the tests has time for, here with the whole command line.
"""

import re
from pathlib import Path
from signal import SIGINT, SIGKILL

from stacks.foundation.aws_clients import Clients
from stacks.settings import Settings

from tests.aws_cli import run as aws_cli
from tests.chaos.attacks import Attack
from tests.chaos.case import account
from tests.chaos.proxy import unreliable
from tools.cdktf import STACKS
from tools.kinds import inventory

LOST = Attack("answer lost")
KILLED = Attack("kill -9", "terraform", SIGKILL)
CTRL_C = Attack("Ctrl-C", signal=SIGINT)


def test_whatever_cuts_off_a_deploy_the_next_one_goes_on(tmp_path: Path) -> None:
    settings = Settings(encryption="kms", bucket_removal="destroy", tags={"Owner": "security"})
    with account(settings, tmp_path) as there:
        there.cut_off("s3:Put bucket", KILLED)
        printed = there.cut_off("kms:CreateAlias", KILLED)
        assert re.search("^Left over, unless .*: bucket central-logs-", printed, re.MULTILINE)
        printed = there.cut_off("logs:CreateLogGroup", LOST)
        assert "Adopted: key alias alias/CloudTrail." in printed
        printed = there.cut_off("cloudtrail:CreateTrail", CTRL_C)
        assert "Adopted: log group TrailLog." in printed

        there.proxy.fate = unreliable(0.1, seed=1)
        printed = there.tool("deploy")
        assert there.proxy.faults
        there.proxy.reset()
        assert "Adopted: trail CloudTrail." in printed
        assert "cross-stack-output" not in printed
        for stack in STACKS:
            there.terraform(stack, "plan", "-detailed-exitcode")

        there.tool("destroy")
        _, commands = there.adopt()
        for _, command in commands:
            aws_cli(command)
        assert inventory(Clients(settings.region)) == set()
