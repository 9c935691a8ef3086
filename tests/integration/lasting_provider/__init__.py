"""The AWS provider, kept running for many commands of Terraform, which else start it each time.

`terraform validate` takes 0.2 s then, and 4 s else. Most of that goes into checking the provider's
700 MB against the lock file, into starting it, and into its description of all resources of AWS.

https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.bindings import imported_by_the_stacks
from tools import cdktf
from tools.provider_mirror import PROVIDER, VERSION

VARIABLE = "TF_REATTACH_PROVIDERS"

# What that has to be, once the provider runs.
_REACHED = "LASTING_PROVIDER"

# Of Terraform and of the provider, both of which spend a quarter of their time on it.
# https://pkg.go.dev/runtime#hdr-Environment_Variables
_LESS_GARBAGE_COLLECTION = {"GOGC": "400"}


@contextmanager
def lasting_provider() -> Iterator[None]:
    """Leads every Terraform that this process starts to a provider that runs already.

    To that of the process which has started this one, or else to one of its own.
    """
    with (
        nullcontext() if _REACHED in os.environ else shared_provider(),
        patch.dict(os.environ, {VARIABLE: os.environ[_REACHED], **_LESS_GARBAGE_COLLECTION}),
    ):
        yield


@contextmanager
def shared_provider() -> Iterator[None]:
    """Runs the provider for this process, and for all that it starts, if they want it.

    It serves any number of deployments: it takes credentials and endpoints from the environment of
    the process of Terraform that asks. It knows only the resources that the stacks declare.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.lasting_provider", _program(), *declared_kinds()],
        cwd=cdktf.PROJECT,
        # Ends with this process, however that ends.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches it only through this process.
        process_group=0,
    ) as provider:
        assert provider.stdin
        assert provider.stdout
        with patch.dict(os.environ, {_REACHED: provider.stdout.readline().strip()}):
            yield
        provider.stdin.close()


def without_lasting_provider(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns `environment` with which every command of Terraform starts a provider of its own."""
    return {name: value for name, value in environment.items() if name != VARIABLE}


def declared_kinds() -> list[str]:
    """Returns the kinds of resources and data sources that the stacks can declare."""
    return sorted({f"aws_{each.removeprefix('data_aws_')}" for each in imported_by_the_stacks()})


def folder_with_provider(folder: Path, environment: Mapping[str, str]) -> None:
    """Makes a folder in which Terraform knows the provider, and nothing is declared."""
    declared = {"aws": {"source": PROVIDER, "version": VERSION}}
    document = {"terraform": {"required_providers": declared}}
    (folder / "main.tf.json").write_text(json.dumps(document))
    subprocess.run(
        ["terraform", "init", "-input=false"],
        cwd=folder,
        env=cdktf.environment(environment, folder),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _program() -> Path:
    """Returns the provider's program, from wherever Terraform takes it."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder_with_provider(folder, os.environ)
        pattern = f".terraform/providers/{PROVIDER}/{VERSION}/*/terraform-provider-aws*"
        (program,) = folder.glob(pattern)
        return program.resolve()
