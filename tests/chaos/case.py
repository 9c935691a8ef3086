"""One deploy that is cut off, and everything that must hold afterwards."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

from stacks.foundation.aws_clients import Clients
from stacks.settings import Settings

import boto3
from attrs import evolve, frozen
from botocore.exceptions import ClientError
from moto.moto_api._internal.models import moto_api_backend

from tests import preloaded
from tests.aws_cli import run as aws_cli
from tests.chaos.attacks import Attack, wait_until_gone
from tests.chaos.proxy import Fate, Proxy, loses, proxy, unreliable
from tests.integration.deployment import Deployment, deployment_to
from tests.transitions.holdings import sessions
from tools import cdktf
from tools.cdktf import STACKS
from tools.kinds import inventory
from tools.local_aws import local_aws
from tools.local_aws.organization import found_organization
from tools.state_bucket import make

# Longer than anything here takes; what is still under way then hangs.
PATIENCE = 300

# For so many seconds nothing was written: longer than Terraform takes for a state.
_WRITTEN = 1

# What `make adopt` lists, with the account, if it says one, and the commands below.
_LEFT = re.compile(r"^Left over(?: in account (\d+))?, .*\n((?:    .*\n)*)", re.MULTILINE)

# A lock, in our own words or in Terraform's.
_LOCKED = re.compile(
    r"-chdir=\S*/(\w+) force-unlock ([0-9a-f-]+)"
    r"|ID: +(\S+).*?Path: +\S*/(\w+)\.tfstate",
    re.DOTALL,
)


@frozen
class Outcome:
    """What became of a case: how it was finished, and what went wrong, if anything did."""

    says: str
    failure: str = ""


@frozen
class Account:
    """An account behind a proxy, with a deployment that can be made to it."""

    deployment: Deployment
    proxy: Proxy

    @property
    def _stacks(self) -> Path:
        return self.deployment.folder / "cdktf.out"

    @property
    def _printed(self) -> Path:
        return self.deployment.folder / "printed"

    def start(self, *command: str, cwd: Path = cdktf.PROJECT) -> subprocess.Popen[str]:
        """Starts a program in a process group of its own; what it prints goes to a file."""
        with self._printed.open("w") as printed:
            return subprocess.Popen(
                command,
                cwd=cwd,
                env=self.deployment.environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                text=True,
                process_group=0,
            )

    def printed(self) -> str:
        """Returns what the last program printed."""
        return self._printed.read_text()

    def run(self, *command: str, cwd: Path = cdktf.PROJECT) -> str:
        """Returns what a program printed, which must succeed."""
        status = self.start(*command, cwd=cwd).wait(PATIENCE)
        printed = self.printed()
        if status:
            raise AssertionError(f"{' '.join(command)}: exit status {status}\n{printed}")
        return printed

    def tool(self, name: str) -> str:
        """Runs one of the project's tools and returns what it printed."""
        options = ("--auto-approve", "--output", str(self._stacks))
        done = preloaded.run(name, *options, environment=self.deployment.environment)
        if done.returncode:
            raise AssertionError(f"{name}: exit status {done.returncode}\n{done.stdout}")
        return done.stdout

    def terraform(self, stack: str, *arguments: str) -> str:
        """Runs Terraform in a stack's folder and returns what it printed."""
        command = ("terraform", *arguments, "-input=false", "-no-color")
        return self.run(*command, cwd=self._stacks / "stacks" / stack)

    def make_state_bucket(self) -> None:
        """Makes the bucket that the settings share a state in, if they do."""
        if self.deployment.settings.state:
            make(self.deployment.settings)

    def free(self, attempt: Callable[[], str]) -> str:
        """Returns what an attempt prints, after what Terraform or our tools say stands in its way.

        That is a lock that nobody holds any more, and a state that could not be written.
        """
        for _ in STACKS:
            try:
                return attempt()
            except AssertionError as error:
                said = str(error)
                if lock := _LOCKED.search(said):
                    stack, id_ = (lock[1], lock[2]) if lock[1] else (lock[4], lock[3])
                    command = ["terraform", "force-unlock", "-force", id_]
                    self.run(*command, cwd=self._stacks / "stacks" / stack)
                elif unwritten := re.search(r"^ +(terraform .* && rm .*)$", said, re.MULTILINE):
                    self.run("sh", "-c", unwritten[1])
                else:
                    raise
        return attempt()

    def forget(self, stack: str) -> None:
        """Empties the state of a stack."""
        if state := self.deployment.settings.place.state:
            s3 = boto3.client("s3", region_name=state.region)
            s3.put_object(Bucket=state.bucket, Key=state.key(stack), Body=b"")
        else:
            (self.deployment.folder / f"terraform.{stack}.tfstate").write_text("")

    def start_deploy(self, stack: str, *, cli: bool) -> subprocess.Popen[str]:
        """Starts the deploy of one stack, as the command line does it or Terraform alone."""
        if cli:
            options = ("--auto-approve", "--ignore-missing-stack-dependencies", "--output")
            return self.start(str(cdktf.CDKTF), "deploy", stack, *options, str(self._stacks))
        apply = ("terraform", "apply", "-auto-approve", "-input=false", "-no-color")
        return self.start(*apply, cwd=self._stacks / "stacks" / stack)

    def initialise(self) -> None:
        """Synthesises the stacks and makes their folders ones that Terraform can work in."""
        self.deployment.initialise()

    def interrupt(
        self, pid: int, wait: Callable[[float], object], call: str, attack: Attack
    ) -> None:
        """Cuts a deploy off while the call is under way, and waits until all of it has ended."""
        endpoint = self.proxy.endpoint_url
        struck = threading.Event()

        def strike() -> None:
            self._wait_for_states()
            attack.strike(pid, endpoint)
            struck.set()

        self.proxy.meanwhile = strike
        self.proxy.fate = loses(call)
        wait(PATIENCE)
        wait_until_gone(endpoint, PATIENCE)
        was_called = struck.wait(10)
        self.proxy.reset()
        if not was_called:
            raise AssertionError(f"{call} was never called\n{self.printed()}")

    def _wait_for_states(self) -> None:
        """Waits until no state is written: half of one, which a kill leaves, has to be restored."""
        for file in self.deployment.folder.glob("terraform.*.tfstate"):
            while time.time() - file.stat().st_mtime < _WRITTEN:
                time.sleep(0.1)

    def cut_off(self, call: str, attack: Attack) -> str:
        """Returns what `make deploy` printed until it was cut off in this call."""
        options = ("--auto-approve", "--output", str(self._stacks))
        environment = self.deployment.environment
        with preloaded.under_way(
            "deploy", *options, environment=environment, printed=self._printed
        ) as deploy:
            assert deploy.pid
            self.interrupt(deploy.pid, deploy.join, call, attack)
            # None of one that hangs, and 0 of one that has deployed.
            assert deploy.exitcode, self.printed()
        return self.printed()

    def adopt(self) -> tuple[list[str], list[tuple[str, str]]]:
        """Returns what `make adopt` brought in, and the commands that remove what it listed.

        Each with the account that it is for, where there is more than one.
        """
        printed = self.free(partial(self.tool, "adopt"))
        adopted = re.findall(r"^Adopted: (.*)\.$", printed, re.MULTILINE)
        return adopted, [
            (each[1] or "", command)
            for each in _LEFT.finditer(printed)
            for command in re.findall(r"^    (aws .*)$", each[2], re.MULTILINE)
        ]


@contextmanager
def account(settings: Settings, folder: Path) -> Iterator[Account]:
    """An empty account; boto3 in this process reaches it too, past the proxy."""
    with (
        local_aws() as aws,
        proxy(aws.endpoint_url) as running,
        patch.dict(os.environ, aws.environment(os.environ)),
    ):
        deployment = deployment_to(evolve(aws, endpoint_url=running.endpoint_url), settings, folder)
        yield Account(deployment, running)


@frozen
class Bench:
    """One stack to attack, with what it needs already there."""

    account: Account
    stack: str

    def prepare(self) -> None:
        """Starts anew: an empty account, no state, and the other stack deployed if it is needed."""
        moto_api_backend.reset()
        found_organization()
        self.account.proxy.reset()
        folder = self.account.deployment.folder
        for file in folder.glob("*.tfstate*"):
            file.unlink()
        self.account.make_state_bucket()
        self.account.initialise()
        for before in STACKS[: STACKS.index(self.stack)]:
            self.account.terraform(before, "apply", "-auto-approve")

    def calls(self) -> list[str]:
        """Returns every kind of call by which an undisturbed deploy changes something."""
        proxy = self.account.proxy
        proxy.changes.clear()
        self.account.terraform(self.stack, "apply", "-auto-approve")
        calls = list(proxy.changes)
        self.account.terraform(self.stack, "destroy", "-auto-approve")
        return calls

    def cut_off(self, call: str, attack: Attack) -> Outcome:
        """Cuts a deploy off in this call; then adopt, deploy, an empty plan, destroy, nothing left.

        What `make adopt` listed as left over is removed as it says.
        """

        def interrupted() -> str:
            deploy = self.account.start_deploy(self.stack, cli=attack.cli)
            self.account.interrupt(deploy.pid, deploy.wait, call, attack)
            return ""

        return self._finishes(interrupted)

    def suffers(self, probability: float, seed: int) -> Outcome:
        """Deploys while a share of all calls is refused, and then checks the same."""

        def deployed() -> str:
            proxy = self.account.proxy
            proxy.fate = unreliable(probability, seed)
            self.account.terraform(self.stack, "apply", "-auto-approve")
            faults = proxy.faults
            proxy.reset()
            return f"{faults} refused"

        return self._finishes(deployed)

    def forgets(self) -> Outcome:
        """Deploys, empties the state, and then checks the same."""

        def forgotten() -> str:
            self.account.terraform(self.stack, "apply", "-auto-approve")
            self.account.forget(self.stack)
            return ""

        return self._finishes(forgotten)

    def _accounts(self) -> dict[str, boto3.Session]:
        settings = self.account.deployment.settings
        return {Clients(settings.region, each).account_id: each for each in sessions(settings)}

    def _inventory(self) -> set[str]:
        region = self.account.deployment.settings.region
        every = self._accounts().values()
        return {each for session in every for each in inventory(Clients(region, session))}

    def _finishes(self, trouble: Callable[[], str]) -> Outcome:
        before, start = self._inventory(), time.monotonic()
        try:
            notes = [trouble()]
            adopted, commands = self.account.adopt()
            apply = partial(self.account.terraform, self.stack, "apply", "-auto-approve")
            self.account.free(apply)
            self.account.terraform(self.stack, "plan", "-detailed-exitcode")
            self.account.terraform(self.stack, "destroy", "-auto-approve")
            for account_id, command in commands:
                aws_cli(command, self._accounts().get(account_id))
            left = self._inventory() - before
            assert not left, f"left and not listed: {', '.join(sorted(left))}"
        except (AssertionError, ClientError, subprocess.TimeoutExpired) as error:
            return Outcome("FAILED", str(error))
        notes += [f"adopted {', '.join(adopted)}"] if adopted else []
        notes += [f"listed {' '.join(commands[-1][1].split()[1:3])}"] if commands else []
        seconds = time.monotonic() - start
        return Outcome(f"{'; '.join(filter(None, notes)) or 'deployed again'} ({seconds:.0f} s)")


__all__ = ["Account", "Bench", "Fate", "Outcome", "account"]
