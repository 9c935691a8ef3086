"""The AWS provider, kept running for many commands of Terraform, which else start it each time.

A command then takes a third of the time: most of it goes into checking the provider's 700 MB
against the lock file, and into starting it.

https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from stacks.settings import Settings

from tools.cdktf import PROJECT
from tools.provider_mirror import PROVIDER, VERSION

VARIABLE = "TF_REATTACH_PROVIDERS"

# Terraform and the provider read the description of every resource of AWS again each time, and
# spend a fifth of that on keeping their memory small.
SPENDTHRIFT = {"GOGC": "400"}


@contextmanager
def lasting_provider(environment: Mapping[str, str], *every: Settings) -> Iterator[dict[str, str]]:
    """Runs the provider, and yields `environment` with what leads Terraform to it.

    One for each deployment, which may have each of these settings in turn: it takes credentials and
    endpoints from this environment, whatever Terraform's own says.
    """
    configurations = max(map(_configurations, every), default=1)
    program = _executable(tuple(without_lasting_provider(environment).items()))
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.integration.provider_pool",
            str(program),
            str(configurations),
        ],
        cwd=PROJECT,
        env={**environment, **SPENDTHRIFT},
        # Ends with this process, however that ends, and the pool with it.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches it only through this process.
        process_group=0,
    ) as pool:
        assert pool.stdout
        yield {**environment, **SPENDTHRIFT, VARIABLE: pool.stdout.readline().strip()}
        assert pool.stdin
        pool.stdin.close()


def _configurations(settings: Settings) -> int:
    """Returns how many a stack uses: its own, and those of other regions and accounts."""
    state_region = settings.place.state and settings.place.state.region
    return 1 + sum(
        (
            settings.replication is not None,
            settings.log_archive is not None,
            state_region not in (None, settings.region),
        )
    )


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
