"""One process of the AWS provider for many commands of Terraform, which else start one each.

A command then takes a third of the time: most of it goes into checking the provider's 700 MB
against the lock file, and into starting it.

https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from stacks.settings import Settings

from tools.provider_mirror import PROVIDER, VERSION

VARIABLE = "TF_REATTACH_PROVIDERS"

# Terraform and the provider read the description of every resource of AWS again each time, and
# spend a fifth of that on keeping their memory small.
SPENDTHRIFT = {"GOGC": "400"}

# Its input ends with this process, however that ends.
_UNTIL_WE_END = '"$0" -debug & read -r _; kill $!'


def provider_for(
    environment: Mapping[str, str], *every: Settings
) -> AbstractContextManager[Mapping[str, str]]:
    """Yields `environment` with a provider that lasts, unless these settings need two at once.

    With a log archive, one asks each account; with a replication, one asks each region.
    """
    several = any(settings.log_archive or settings.replication for settings in every)
    return nullcontext(environment) if several else lasting_provider(environment)


@contextmanager
def lasting_provider(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Runs the provider, and yields `environment` with what leads Terraform to it.

    One for each deployment: it keeps the configuration of whoever used it last, and takes
    credentials and endpoints from this environment, whatever Terraform's own says.
    """
    with subprocess.Popen(
        [
            "sh",
            "-c",
            _UNTIL_WE_END,
            _executable(tuple(without_lasting_provider(environment).items())),
        ],
        env={**environment, **SPENDTHRIFT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Ctrl-C reaches it only through this process.
        process_group=0,
    ) as provider:
        assert provider.stdout
        found = (re.search(f"{VARIABLE}='(.*)'", line) for line in provider.stdout)
        where = next(match[1] for match in found if match)
        yield {**environment, **SPENDTHRIFT, VARIABLE: where}


def without_lasting_provider(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns `environment` with which every command of Terraform starts a provider of its own."""
    return {name: value for name, value in environment.items() if name != VARIABLE}


@cache
def _executable(environment: tuple[tuple[str, str], ...]) -> Path:
    """Returns the provider's program, from wherever Terraform takes it."""
    declared = {"aws": {"source": PROVIDER, "version": VERSION}}
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        document = {"terraform": {"required_providers": declared}}
        (folder / "main.tf.json").write_text(json.dumps(document))
        subprocess.run(
            ["terraform", "init", "-input=false"],
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        pattern = f".terraform/providers/{PROVIDER}/{VERSION}/*/terraform-provider-aws*"
        (executable,) = folder.glob(pattern)
        return executable.resolve()
