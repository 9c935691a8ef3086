"""What a person reads on a machine where something is missing or too old."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tools.cdktf import PROJECT

HAS = {
    "python3": "exit 0",
    "node": "exit 0",
    "npm": "exit 0",
    "terraform": "echo Terraform v1.8.0",
}


def check(
    folder: Path, environment: Mapping[str, str] | None = None, /, **commands: str
) -> subprocess.CompletedProcess[str]:
    """Runs the check on a machine that has these commands; an empty one is not there at all."""
    for name, body in {**HAS, **commands}.items():
        if body:
            (folder / name).write_text(f"#!/bin/sh\n{body}\n")
            (folder / name).chmod(0o755)
    (folder / "grep").symlink_to(str(shutil.which("grep")))
    return subprocess.run(
        ["/bin/sh", PROJECT / "tools/prerequisites.sh"],
        env={"PATH": str(folder), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_said_when_nothing_is_missing(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("command", "body", "message"),
    [
        ("python3", "", "Python 3.11 or newer is needed: install it"),
        ("python3", "exit 1", "Python 3.11 or newer is needed: install it"),
        ("node", "", "Node.js 20 or newer with npm is needed: install it"),
        ("node", "exit 1", "Node.js 20 or newer with npm is needed: install it"),
        ("npm", "", "Node.js 20 or newer with npm is needed: install it"),
        ("terraform", "", "Terraform 1.8 or newer is needed: install it"),
        ("terraform", "echo Terraform v1.7.5", "Terraform 1.8 or newer is needed: install it"),
        ("terraform", "echo Terraform v0.15.0", "Terraform 1.8 or newer is needed: install it"),
    ],
)
def test_what_is_missing_is_one_line_that_says_what_to_install(
    command: str, body: str, message: str, tmp_path: Path
) -> None:
    done = check(tmp_path, **{command: body})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(message)


@pytest.mark.parametrize("version", ["v1.8.0", "v1.11.4", "v1.10.0-beta1", "v2.0.0"])
def test_newer_versions_of_terraform_are_welcome(version: str, tmp_path: Path) -> None:
    assert check(tmp_path, terraform=f"echo Terraform {version}").returncode == 0


def test_terraform_may_have_another_name_as_for_cdktf(tmp_path: Path) -> None:
    """https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables."""
    name = "TERRAFORM_BINARY_NAME"
    done = check(
        tmp_path, {name: "terraform-1"}, **{"terraform": "", "terraform-1": "echo Terraform v1.8.0"}
    )
    assert done.returncode == 0
    (tmp_path / "grep").unlink()
    done = check(tmp_path, {name: "terraform-0"})
    assert done.returncode == 1
    assert done.stderr.startswith("Terraform 1.8 or newer is needed as terraform-0: install it")


@pytest.mark.parametrize("target", ["test", "deploy-local", "synth", "deploy"])
def test_a_target_stops_at_what_is_missing(target: str, tmp_path: Path) -> None:
    """On a fresh clone without Node.js, with everything else as it is here."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("Makefile", "Pipfile.lock", "package-lock.json", "tools"):
        (clone / name).symlink_to(PROJECT / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("make", "sh", "terraform", "grep"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "python3").symlink_to(Path(sys.executable).resolve())
    done = subprocess.run(
        ["make", target],
        cwd=clone,
        env={"PATH": str(tools), "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    first, *_ = done.stderr.splitlines()
    assert first.startswith("Node.js 20 or newer with npm is needed")
