"""Without credentials that AWS accepts, every command says so in one sentence, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.preloaded import run, start
from tools.terraform import Done

COMMANDS = ("deploy", "diff", "adopt", "destroy")
NO_CREDENTIALS = "There are no AWS credentials; set AWS_PROFILE, or whatever brings yours.\n"


def said(command: str, folder: Path, how: Callable[..., Done] = run, **environment: str) -> str:
    """Returns what the command printed, which must fail."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = how(
        *(command, "--output", str(folder / "cdktf.out")),
        environment={
            **bare,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            **environment,
        },
    )
    assert done.returncode == 1, done.stdout
    assert not list(folder.glob("*.tfstate"))
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_there_are_none(command: str, tmp_path: Path) -> None:
    assert said(command, tmp_path) == NO_CREDENTIALS


def test_a_process_that_has_just_started_finds_none_either(tmp_path: Path) -> None:
    assert said("deploy", tmp_path, start) == NO_CREDENTIALS


def test_the_profile_is_a_wrong_one(tmp_path: Path) -> None:
    assert said("deploy", tmp_path, AWS_PROFILE="audit") == (
        "The config profile (audit) could not be found; set AWS_PROFILE to one that exists.\n"
    )
