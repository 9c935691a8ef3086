"""One synthesised stack: what it declares, what its state knows, and Terraform's own import."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

# Within a stack: ${aws_glue_catalog_database.TrailDatabase.name}
_REFERENCE = re.compile(r"\$\{(\w+)\.(\w+)\.(\w+)\}")
# To what another stack hands over, wherever it appears.
_HANDED_OVER = re.compile(r"cross-stack-reference-input-(\w+)\.outputs\.([\w-]+)")

Arguments = Mapping[str, Any]


@frozen
class State:
    """What Terraform remembers of a stack: its outputs, and its resources by their addresses.

    Read from the file itself, because Terraform shows it only after an `init`, which would cost
    every deploy some seconds for each stack.
    """

    resources: Mapping[str, Arguments]
    outputs: Mapping[str, Any]

    @classmethod
    def of(cls, file: Path) -> "State":
        """Returns the state in the file; a deployment that never was has none."""
        # Empty is what a `kill -9` leaves before the first resource; Terraform begins anew then.
        if not file.exists() or file.stat().st_size == 0:
            return cls({}, {})
        try:
            document = json.loads(file.read_bytes())
            if document["version"] != 4:
                raise ValueError(f"version {document['version']} of the format is not known")
            resources = {
                f"{each['type']}.{each['name']}": each["instances"][0]["attributes"]
                for each in document["resources"]
                if each["mode"] == "managed" and each["instances"]
            }
            return cls(resources, document["outputs"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            sys.exit(
                f"{file.name} cannot be read: {error}; if a deploy was cut off while it wrote it, "
                f"restore it from {file.name}.backup"
            )


@define(slots=False)
class Stack:
    """A stack in the folder that it was synthesised into."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """What people type after `cdktf deploy`."""
        return self.folder.name

    @cached_property
    def state(self) -> State:
        """What Terraform remembered when it was first looked at."""
        # As AwsStack has it: beside the folder that the stacks are synthesised into.
        return State.of(self.folder.parents[2] / f"terraform.{self.name}.tfstate")

    @cached_property
    def declared(self) -> Mapping[str, Arguments]:
        """The arguments of each resource, by its address."""
        return {
            f"{kind}.{name}": arguments
            for kind, resources in self._document["resource"].items()
            for name, arguments in resources.items()
        }

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
        """Makes the folder one that Terraform can work in, as `cdktf` does."""
        # Silent unless it fails: what it says is for people who write Terraform.
        self._terraform("init", "-input=false", quiet=True)

    def plan(self, ids: Mapping[str, str]) -> None:
        """Shows the plan that would follow if the resources were imported by these IDs."""
        with self._import_blocks(ids):
            self._terraform("plan", "-input=false")

    def adopt(self, ids: Mapping[str, str]) -> None:
        """Imports each resource into the state, and changes nothing in AWS."""
        # Terraform's import takes the state at its word, and fails over what it does not know yet
        # of a resource whose creation was cut off, such as its ARN. A plan would ask AWS again. Not
        # `apply -refresh-only`, which Terraform 1.11 refuses when nothing but an output differs.
        self._terraform("refresh", "-input=false", quiet=True)
        for address, id_ in ids.items():
            self._terraform("import", "-input=false", address, id_, quiet=True)

    @contextmanager
    def _import_blocks(self, ids: Mapping[str, str]) -> Iterator[None]:
        file = self.folder / "adopt.tf.json"
        blocks = [{"to": address, "id": id_} for address, id_ in ids.items()]
        file.write_text(json.dumps({"import": blocks}))
        try:
            yield
        finally:
            file.unlink()

    def _terraform(self, *arguments: str, quiet: bool = False) -> None:
        command, *rest = arguments
        colour = [] if sys.stdout.isatty() and not quiet else ["-no-color"]
        with subprocess.Popen(
            ["terraform", f"-chdir={self.folder}", command, *colour, *rest],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
        ) as process:
            interrupted = False
            while True:
                try:
                    printed, _ = process.communicate()
                    break
                except KeyboardInterrupt:
                    # The terminal has told Terraform too, which then ends in order.
                    interrupted = True
        if interrupted:
            raise KeyboardInterrupt
        if process.returncode:
            sys.exit(printed or process.returncode)
