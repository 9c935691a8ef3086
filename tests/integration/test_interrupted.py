"""Deploys that are cut off one after the other, and the one that finishes what they began.

The few of `make chaos` that a run of the tests has time for, here with the whole command line.
"""

import re
import sys
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGKILL

from stacks.settings import Settings, StateBucket

from tests.aws_cli import run as aws_cli
from tests.chaos.attacks import Attack
from tests.chaos.case import Account, account
from tests.chaos.proxy import unreliable
from tools.cdktf import STACKS
from tools.kinds import inventory

LOST = Attack("answer lost")
KILLED = Attack("kill -9", "terraform", SIGKILL)
CTRL_C = Attack("Ctrl-C", signal=SIGINT)


def cut_off(there: Account, call: str, attack: Attack) -> str:
    """Returns what `make deploy` printed until it was cut off in this call."""
    options = ("--auto-approve", "--output", str(there.deployment.folder / "cdktf.out"))
    deploy = there.start(sys.executable, "-m", "tools.deploy", *options)
    there.interrupt(deploy, call, attack)
    assert deploy.returncode != 0, there.printed()
    return there.printed()


def test_whatever_cuts_off_a_deploy_the_next_one_goes_on(tmp_path: Path) -> None:
    settings = Settings(encryption="kms", bucket_removal="destroy", tags={"Owner": "security"})
    with account(settings, tmp_path) as there:
        cut_off(there, "s3:Put bucket", KILLED)
        printed = cut_off(there, "kms:CreateAlias", KILLED)
        assert re.search("^Left over, unless .*: bucket central-logs-", printed, re.MULTILINE)
        printed = cut_off(there, "logs:CreateLogGroup", LOST)
        assert "Adopted: key alias alias/CloudTrail." in printed
        printed = cut_off(there, "cloudtrail:CreateTrail", CTRL_C)
        assert "Adopted: log group TrailLog." in printed

        there.proxy.fate = unreliable(0.1, seed=1)
        printed = there.tool("deploy")
        assert there.proxy.faults
        there.proxy.reset()
        assert "Adopted: trail CloudTrail." in printed
        assert "cross-stack-output" not in printed
        for stack in STACKS:
            there.terraform(stack, "plan", "-detailed-exitcode")

        destroyed = there.deployment.cdktf("destroy", *STACKS, "--auto-approve")
        assert destroyed.returncode == 0, destroyed.stdout
        _, commands = there.adopt()
        for command in commands:
            aws_cli(command)
        assert inventory(settings.region) == set()


def test_where_a_team_shares_the_state_it_goes_on_too(tmp_path: Path) -> None:
    settings = Settings(bucket_removal="destroy", state=StateBucket(bucket="team-state"))
    with account(settings, tmp_path) as there:
        there.make_state_bucket()
        before = inventory(settings.region)
        for call, attack in (
            ("s3:Put lock", LOST),
            ("s3:Put state", KILLED),
            ("s3:Put lock", KILLED),
            ("s3:Delete lock", KILLED),
        ):
            there.free(partial(cut_off, there, call, attack))
        there.free(partial(there.tool, "deploy"))
        for stack in STACKS:
            there.terraform(stack, "plan", "-detailed-exitcode")
        there.tool("destroy")
        _, commands = there.adopt()
        for command in commands:
            aws_cli(command)
        assert inventory(settings.region) == before
