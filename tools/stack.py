"""One synthesised stack: what it declares, and Terraform at work on it."""

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from stacks.foundation.aws_account import Arguments
from stacks.foundation.aws_clients import Clients
from stacks.foundation.state_file import state_file

from attrs import define, field

from tools.sessions import clients
from tools.state import State
from tools.terraform import Done, explained, run, sentence

# Within a stack: ${aws_glue_catalog_database.TrailDatabase.name}
_REFERENCE = re.compile(r"\$\{(\w+)\.(\w+)\.(\w+)\}")
# How CDKTF names what reads the state of another stack, and what that one hands over.
_READ_STATE = "cross-stack-reference-input-"
_HANDED_OVER = re.compile(rf"{_READ_STATE}(\w+)\.outputs\.([\w-]+)")

# What a kill left behind of a `make adopt` that wrote its questions to Terraform into this folder;
# the next deploy would have imported it unasked.
_STALE = "adopt.tf.json"

# Which versions of the providers Terraform chose.
_LOCK = ".terraform.lock.hcl"

# What `-detailed-exitcode` exits with when the plan is not empty.
_CHANGES = 2


@define(slots=False)
class Stack:
    """A stack in the folder that it was synthesised into."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """What people type after `cdktf deploy`."""
        return self.folder.name

    @property
    def state_file(self) -> Path:
        """Where Terraform remembers the stack, unless the state is shared."""
        return Path(os.path.normpath(self.folder / state_file(self.name)))

    @property
    def shares_its_state(self) -> bool:
        """Whether Terraform remembers the stack in a bucket."""
        return "s3" in self._backend

    @cached_property
    def state(self) -> State:
        """What Terraform remembered when it was first looked at."""
        return State.of(self.written_state, self.state_name)

    @property
    def written_state(self) -> bytes:
        """What Terraform remembers, as it has written it; empty where there is nothing yet."""
        if not self.shares_its_state:
            return self._state_in_file
        self.initialise()
        return self.terraform("state pull").strip().encode()

    @property
    def _state_in_file(self) -> bytes:
        # Read here, because to ask Terraform would cost every deploy some seconds for each stack.
        return _content(self.state_file)

    def refuse_state_elsewhere(self, file: Path | None = None) -> None:
        """Exits with what to do where Terraform's memory of the stack is not where it belongs.

        `file` is where it would be if it were not shared, unless that is beside this folder.
        """
        unwritten = self.folder / "errored.tfstate"
        if unwritten.exists():
            sys.exit(
                f"Terraform could not write the state of {self.name} to its place and left it in "
                f"{unwritten}. Bring it there, and remove that file:\n    terraform "
                f"-chdir={self.folder} state push errored.tfstate && rm {unwritten}"
            )
        file = file or self.state_file
        if self.shares_its_state and State.of(_content(file), file.name).resources:
            sys.exit(
                f"The settings have a state bucket, and {file.name} still knows what is deployed: "
                "make migrate-state moves it into the bucket."
            )

    @property
    def state_name(self) -> str:
        """What the state is called, for people."""
        if not self.shares_its_state:
            return self.state_file.name
        return "s3://{bucket}/{key}".format(**self._backend["s3"])

    @property
    def _backend(self) -> dict[str, Any]:
        backend: dict[str, Any] = self._document.get("terraform", {}).get("backend", {})
        return backend

    @cached_property
    def declared(self) -> Mapping[str, Arguments]:
        """The arguments of each resource, by its address."""
        return {
            f"{kind}.{name}": arguments
            for kind, resources in self._document["resource"].items()
            for name, arguments in resources.items()
        }

    @cached_property
    def aws(self) -> Clients:
        """What reaches the account that the stack is deployed in; a role is assumed once.

        Raises `CannotLookError` where it cannot be.
        """
        return clients(self._provider["region"], self.role)

    def clients_of(self, arguments: Arguments) -> Clients:
        """Returns what reaches the region that a resource with these arguments is in."""
        alias = str(arguments.get("provider", "")).removeprefix("aws.")
        provider = next(each for each in self._providers if each.get("alias", "") == alias)
        return self.aws.in_region(provider["region"])

    @property
    def allowed_accounts(self) -> Sequence[str]:
        """The only accounts that the stack may be deployed to; any, if none."""
        allowed: Sequence[str] = self._provider.get("allowed_account_ids", ())
        return allowed

    @property
    def role(self) -> Mapping[str, str]:
        """The role of another account that is assumed to deploy, if one is: `role_arn`."""
        role: Mapping[str, str] = next(iter(self._provider.get("assume_role", ())), {})
        return role

    @property
    def _provider(self) -> Mapping[str, Any]:
        return self._providers[0]

    @property
    def _providers(self) -> Sequence[Mapping[str, Any]]:
        providers: Sequence[Mapping[str, Any]] = self._document["provider"]["aws"]
        return providers

    @property
    def is_protected(self) -> bool:
        """Whether Terraform refuses to destroy something of it."""
        return any(
            arguments.get("lifecycle", {}).get("prevent_destroy")
            for arguments in self.declared.values()
        )

    @cached_property
    def awaits(self) -> frozenset[tuple[str, str]]:
        """The outputs of other stacks that this one cannot be planned without."""
        return frozenset(_HANDED_OVER.findall(json.dumps(self._document)))

    @cached_property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.folder / "cdk.tf.json").read_bytes())
        return document

    def value(self, arguments: Arguments, name: str) -> str:
        """Returns an argument, or what it refers to in another resource of this stack."""
        value = str(arguments[name])
        if reference := _REFERENCE.fullmatch(value):
            kind, resource, argument = reference.groups()
            return self.value(self.declared[f"{kind}.{resource}"], argument)
        return value

    def initialise(self) -> None:
        """Makes the folder one that Terraform can work in, as `cdktf` does; once, if it can."""
        if self._is_initialised():
            return
        # Only after an upgrade of the provider: it would ask the registry each time.
        upgrade = [] if self._locked_as_declared() else ["-upgrade"]
        self.terraform("init", "-input=false", *upgrade)

    def take_over(self, original: "Stack") -> None:
        """Brings what Terraform knows in another folder of the stack into this one, by copying.

        A shared state becomes a file here, so that nothing that is done here reaches it.
        """
        if self.shares_its_state:
            self.state_file.write_bytes(original.written_state)
            self._remember_in_a_file()
            self.borrow_providers(original)
            self.initialise()
            return
        if (original.folder / ".terraform").is_dir():
            (self.folder / ".terraform").symlink_to((original.folder / ".terraform").resolve())
        self._copy_lock(original)
        if written := original._state_in_file:
            self.state_file.write_bytes(written)

    def borrow_providers(self, original: "Stack") -> None:
        """Uses those of another folder again, instead of fetching hundreds of megabytes."""
        providers = (original.folder / ".terraform/providers").resolve()
        if providers.is_dir():
            (self.folder / ".terraform").mkdir()
            (self.folder / ".terraform/providers").symlink_to(providers)
        self._copy_lock(original)

    def _copy_lock(self, original: "Stack") -> None:
        if (original.folder / _LOCK).exists():
            shutil.copy(original.folder / _LOCK, self.folder / _LOCK)

    def _remember_in_a_file(self) -> None:
        """Writes the stack anew, a copy, with a file for its state, and for those that it reads."""
        document = self._document
        document["terraform"]["backend"] = {"local": {"path": state_file(self.name)}}
        for reference, read in document["data"].get("terraform_remote_state", {}).items():
            other = reference.removeprefix(_READ_STATE)
            read |= {"backend": "local", "config": {"path": state_file(other)}}
            read.pop("lifecycle", None)
        document["data"].pop("aws_s3_objects", None)
        (self.folder / "cdk.tf.json").write_text(json.dumps(document))

    def _is_initialised(self) -> bool:
        """Says whether Terraform has what it needs for what is declared now."""
        made = self.folder / ".terraform/terraform.tfstate"
        providers = self.folder.glob(f".terraform/providers/{'*/' * 5}terraform-provider-*")
        if not made.exists() or not any(each.exists() for each in providers):
            return False
        chosen = json.loads(made.read_bytes()).get("backend", {})
        declared = self._document["terraform"]["backend"].get(chosen.get("type"))
        given = {name: value for name, value in chosen.get("config", {}).items() if value}
        return given == declared and self._locked_as_declared()

    def _locked_as_declared(self) -> bool:
        """Says whether the versions that Terraform chose here are those that are declared now."""
        lock = self.folder / _LOCK
        providers = self._document["terraform"]["required_providers"].values()
        locked = lock.read_text() if lock.exists() else None
        return locked is None or all(f'"{each["version"]}"' in locked for each in providers)

    def clean(self) -> None:
        """Removes what would be read as a part of the stack and is none."""
        (self.folder / _STALE).unlink(missing_ok=True)

    def plan(self, *options: str) -> bool:
        """Plans into the file `plan`, and says whether something would change."""
        arguments = ("plan", "-input=false", "-detailed-exitcode", "-out=plan", *options)
        done = run(self.folder, self.environment, *arguments)
        if done.returncode not in (0, _CHANGES):
            sys.exit(explained(done, self.folder))
        return done.returncode == _CHANGES

    def planned(self) -> dict[str, Any]:
        """Returns the plan that was made, as Terraform's JSON."""
        document: dict[str, Any] = json.loads(self.terraform("show", "-json", "plan"))
        return document

    def show(self, *arguments: str) -> Done:
        """Runs Terraform in this terminal, and returns how it ended, with what it printed.

        Says what to do below where Terraform's own words do not.
        """
        done = run(self.folder, self.environment, *arguments, in_terminal=True)
        if done.returncode and (more := sentence(done, self.folder)):
            print(more, flush=True)
        return done

    def plan_import(self, ids: Mapping[str, str]) -> None:
        """Shows the plan that would follow if the resources were imported by these IDs.

        Writes into the folder, which must be a copy: Terraform would read it at every later run.
        """
        blocks = [{"to": address, "id": id_} for address, id_ in ids.items()]
        (self.folder / "import.tf.json").write_text(json.dumps({"import": blocks}))
        if status := self.show("plan", "-input=false").returncode:
            sys.exit(status)

    def untaint(self) -> None:
        """Has Terraform complete what it gave up, instead of replacing it.

        A bucket that it gave up may be full of records by now. The replacement of a topic would
        get the same name, which means the same topic, and what is destroyed after that would be
        the replacement.
        """
        if self.state.to_untaint:
            self.initialise()
        for address in self.state.to_untaint:
            self.terraform("untaint", address)
            print(f"{address} was not completely made, or is marked so: make deploy completes it.")

    def adopt(self, ids: Mapping[str, str]) -> None:
        """Imports each resource into the state, and changes nothing in AWS."""
        # Terraform's import takes the state at its word, and fails over what it does not know yet
        # of a resource whose creation was cut off, such as its ARN. A plan would ask AWS again. Not
        # `apply -refresh-only`, which Terraform 1.11 refuses when nothing but an output differs.
        self.terraform("refresh", "-input=false")
        for address, id_ in ids.items():
            self.terraform("import", "-input=false", address, id_)

    def terraform(self, *arguments: str) -> str:
        """Returns what Terraform printed; exits with that, and with its errors, if it fails."""
        done = run(self.folder, self.environment, *arguments)
        if done.returncode:
            sys.exit(explained(done, self.folder))
        return done.stdout


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.exists() else b""
    except OSError as error:
        sys.exit(f"{file.name} cannot be read: {error.strerror}")
