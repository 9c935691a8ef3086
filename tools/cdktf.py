"""Runs the pinned `cdktf` command line: `python -m tools.cdktf deploy LogBucketStack`."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from stacks.foundation.home import can_be_written

from tools.provider_mirror import cli_configuration
from tools.shell import ignore_redirection

PROJECT = Path(__file__).parent.parent
CDKTF = PROJECT / "node_modules/.bin/cdktf"

# In the order in which they are deployed.
STACKS = ("LogBucketStack", "CloudtrailStack")


def environment(base: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Returns `base` with what `cdktf` needs on this machine; may write a file into `scratch`."""
    result = {
        # Terraform and the CLI would otherwise ask on every run whether a newer version exists.
        "CHECKPOINT_DISABLE": "1",
        **base,
    }
    if not can_be_written(".terraform.d"):
        # The CLI keeps the providers there, and ends with a stack trace where it cannot.
        result["CDKTF_DISABLE_PLUGIN_CACHE_ENV"] = "1"
    if not sys.stdout.isatty():
        # The CLI then leaves out its animation, ten lines a second in a log.
        result["CI"] = "true"
    configuration = cli_configuration(base)
    if configuration is not None:
        scratch.mkdir(parents=True, exist_ok=True)
        file = scratch / "terraform.tfrc"
        file.write_text(configuration, "utf-8", "surrogateescape")
        result |= {
            "TF_CLI_CONFIG_FILE": str(file),
            # The lock would be filled from the registry, which may be out of reach.
            "CDKTF_SKIP_PROVIDER_LOCK": "true",
            # And without it, Terraform would unpack 700 MB again for the second stack.
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "true",
        }
    return result


def run(
    *arguments: str, environment: Mapping[str, str], stdout: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `cdktf` in the project and returns when it, and all that it started, has ended.

    An interrupt of this process reaches it as one interrupt, which it answers by letting Terraform
    finish what is under way.
    """
    with subprocess.Popen(
        [CDKTF, *arguments],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout else None,
        text=True,
        # A group of its own: Ctrl-C would otherwise come twice, from the terminal and from here,
        # and the second one makes the CLI leave Terraform alone.
        process_group=0,
    ) as process:
        try:
            output, _ = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, output)


def become(*arguments: str) -> NoReturn:
    """Becomes `cdktf` with these arguments."""
    os.chdir(PROJECT)
    os.execve(CDKTF, [str(CDKTF), *arguments], environment(os.environ, PROJECT / ".tools"))


def main() -> None:
    """Becomes `cdktf` with this program's arguments."""
    ignore_redirection(os.environ)
    become(*sys.argv[1:])


if __name__ == "__main__":
    main()
