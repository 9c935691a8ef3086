"""A profile with a role and an MFA device: one code is enough, for Terraform too."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import boto3
import pytest

from tools.cdktf import PROJECT
from tools.credentials import with_credentials
from tools.local_aws import local_aws

CONFIG = """\
[profile audit]
role_arn = arn:aws:iam::123456789012:role/Auditor
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/alice
region = us-east-2

[profile base]
aws_access_key_id = local
aws_secret_access_key = local
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A shell in which the profile is chosen, and an AWS that knows the role."""
    config = tmp_path / "config"
    config.write_text(CONFIG)
    with local_aws() as aws:
        there = aws.environment(os.environ)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            del there[name]
        there |= {"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "audit"}
        with (
            patch.dict(os.environ, there, clear=True),
            patch.object(boto3, "DEFAULT_SESSION", None),
        ):
            yield there


PROGRAM = """
import json, os, boto3
from tools.credentials import with_credentials
handed_over = with_credentials(os.environ)
assert with_credentials(os.environ) == handed_over
arn = boto3.client("sts").get_caller_identity()["Arn"]
print(json.dumps([arn, dict(handed_over), dict(os.environ)]))
"""


def test_the_code_is_asked_for_once_and_terraform_gets_the_session(
    environment: dict[str, str],
) -> None:
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT,
        env=environment,
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        assert program.stderr
        # What is typed before the question is thrown away.
        asked = program.stderr.read(len("Enter MFA code"))
        os.write(ours, b"123456\n")
        said, errors = program.communicate(timeout=60)
    os.close(ours)
    os.close(its)
    assert asked == "Enter MFA code", asked + errors
    assert program.returncode == 0, errors
    assert "Enter MFA code" not in errors
    arn, handed_over, shell = json.loads(said)
    assert ":assumed-role/Auditor/" in arn
    assert "AWS_PROFILE" not in handed_over
    assert all(handed_over[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SESSION_TOKEN"))
    assert "AWS_SESSION_TOKEN" not in shell


@pytest.mark.parametrize("command", ["deploy", "diff", "destroy", "verify"])
def test_without_a_terminal_it_is_one_sentence(
    command: str, environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"tools.{command}", "--output", str(tmp_path / "cdktf.out")],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        # Without one that the tests were started in.
        start_new_session=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("The profile asks for the code of an MFA device")


def test_keys_of_the_shell_are_left_as_they_are(environment: dict[str, str]) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    del environment["AWS_PROFILE"]
    with patch.dict(os.environ, {**environment, **keys}, clear=True):
        assert with_credentials(os.environ) is os.environ
