"""Deploys that are cut off while they take the lock of a shared state, or write it."""

from functools import partial
from pathlib import Path
from signal import SIGKILL

from stacks.foundation.aws_clients import Clients
from stacks.settings import Settings, StateBucket

from tests.aws_cli import run as aws_cli
from tests.chaos.attacks import Attack
from tests.chaos.case import account
from tools.cdktf import STACKS
from tools.kinds import inventory

LOST = Attack("answer lost")
KILLED = Attack("kill -9", "terraform", SIGKILL)


def test_whatever_is_cut_off_the_next_deploy_goes_on_as_it_is_told(tmp_path: Path) -> None:
    settings = Settings(bucket_removal="destroy", state=StateBucket(bucket="team-state"))
    with account(settings, tmp_path) as there:
        there.make_state_bucket()
        before = inventory(Clients(settings.region))
        for call, attack in (
            ("s3:Put lock", LOST),
            ("s3:Put state", KILLED),
            ("s3:Delete lock", KILLED),
        ):
            there.free(partial(there.cut_off, call, attack))
        there.free(partial(there.tool, "deploy"))
        for stack in STACKS:
            there.free(partial(there.terraform, stack, "plan", "-detailed-exitcode"))
        there.free(partial(there.tool, "destroy"))
        _, commands = there.adopt()
        for _, command in commands:
            aws_cli(command)
        assert inventory(Clients(settings.region)) == before
