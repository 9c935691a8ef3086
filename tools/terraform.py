"""Terraform at work in a folder, in this terminal or unseen."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

Done = subprocess.CompletedProcess[str]

# What stacks hand over to each other is `(sensitive value)` to Terraform, and looks like a secret.
_HANDED_OVER = "cross-stack-output-"


def run(
    folder: Path, environment: Mapping[str, str], *arguments: str, in_terminal: bool = False
) -> Done:
    """Runs Terraform until it ends, and returns how that was, with what it printed.

    When Ctrl-C is pressed, the terminal tells Terraform too: this waits until it has ended in
    order, and raises `KeyboardInterrupt` then. Exits where there is no Terraform.
    """
    command, *options = arguments
    program = environment.get("TERRAFORM_BINARY_NAME", "terraform")
    colour = [] if in_terminal and sys.stdout.isatty() else ["-no-color"]
    wait = _shown if in_terminal else subprocess.Popen.communicate
    try:
        with subprocess.Popen(
            [program, f"-chdir={folder}", *command.split(), *colour, *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            # In one stream with the rest where people read both.
            stderr=subprocess.STDOUT if in_terminal else subprocess.PIPE,
            text=True,
        ) as process:
            interrupted = False
            while True:
                try:
                    printed, errors = wait(process)
                    break
                except KeyboardInterrupt:
                    interrupted = True
    except OSError as error:
        sys.exit(f"Terraform cannot be run: {error}")
    if interrupted:
        raise KeyboardInterrupt
    return Done(process.args, process.returncode, printed or "", errors or "")


def _shown(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Prints what Terraform says, as it says it, but for what means nothing to the reader."""
    said = []
    for line in process.stdout or ():
        said.append(line)
        if _HANDED_OVER not in line:
            print(line, end="", flush=True)
    process.wait()
    return "".join(said), ""


# Who has the lock, as Terraform words it in the box around its errors.
_HELD = re.compile(
    r"Error acquiring the state lock.*?ID: +(\S+).*?Path: +(\S+).*?Who: +(\S+)"
    r".*?Created: +(\S+ \S+)",
    re.DOTALL,
)


def explained(done: Done, folder: Path) -> str:
    """Returns why Terraform failed: its own words, or a sentence where they need one."""
    return sentence(done, folder) or done.stdout + done.stderr


def sentence(done: Done, folder: Path) -> str:
    """Returns what to do where Terraform's own words do not say it; else nothing."""
    said = done.stdout + done.stderr
    if held := _HELD.search(said):
        id_, path, who, since = held.groups()
        return (
            f"{who} has the lock of {path} since {since.partition('.')[0]} UTC: wait until that is "
            "done. If nobody is at work there any more, take the lock away:\n    terraform "
            f"-chdir={folder} force-unlock {id_}"
        )
    if "Backend configuration changed" in said:
        return (
            f"Terraform remembers {folder.name} elsewhere than the settings now say: set state "
            "back, or move it with make migrate-state (ARGS=--to-file: back into files)."
        )
    if "S3 bucket" in said and "does not exist" in said:
        return "The state bucket of the settings does not exist: make state-bucket makes it."
    return ""
