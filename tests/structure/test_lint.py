"""What `make lint` finds, beside the other tests: it keeps one core busy, and they the other."""

import subprocess

from tools.cdktf import PROJECT


def test_make_lint_finds_nothing() -> None:
    done = subprocess.run(
        ["make", "lint"],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
