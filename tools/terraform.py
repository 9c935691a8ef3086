"""Terraform at work in a folder, in this terminal or unseen."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

Done = subprocess.CompletedProcess[str]


def run(
    folder: Path, environment: Mapping[str, str], *arguments: str, in_terminal: bool = False
) -> Done:
    """Runs Terraform until it ends, and returns how that was, with what it printed unless shown.

    When Ctrl-C is pressed, the terminal tells Terraform too: this waits until it has ended in
    order, and raises `KeyboardInterrupt` then. Exits where there is no Terraform.
    """
    command, *options = arguments
    program = environment.get("TERRAFORM_BINARY_NAME", "terraform")
    colour = [] if in_terminal and sys.stdout.isatty() else ["-no-color"]
    stream = None if in_terminal else subprocess.PIPE
    try:
        with subprocess.Popen(
            [program, f"-chdir={folder}", command, *colour, *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            text=True,
        ) as process:
            interrupted = False
            while True:
                try:
                    printed, errors = process.communicate()
                    break
                except KeyboardInterrupt:
                    interrupted = True
    except OSError as error:
        sys.exit(f"Terraform cannot be run: {error}")
    if interrupted:
        raise KeyboardInterrupt
    return Done(process.args, process.returncode, printed or "", errors or "")
