"""What Terraform says of a stack: what it knows, what AWS holds now, and where the two differ.

It looks with a plan of its own, in a folder that goes afterwards, with a copy of the state, and
without the lock: nothing of the deployment is touched, and no deploy has to wait.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from stacks.foundation.aws_clients import Clients
from stacks.foundation.hostile_text import harmless

from attrs import field, frozen

from tools.rehearsal import changes_in
from tools.stack import Stack
from tools.terraform import run
from tools.verify.cannot_look import CannotLookError

Document = Mapping[str, Any]


@frozen
class Plan:
    """What a deploy would change now, and what could not be read, with the reason, by address.

    `aws` reaches the account of the stack, and `read_at` is when Terraform had read all resources.
    """

    document: Document
    unread: Mapping[str, str]
    aws: Clients = field(repr=False, eq=False)
    read_at: datetime = field(factory=lambda: datetime.now(UTC), eq=False)

    @property
    def outputs(self) -> Mapping[str, str]:
        """What the last deploy showed."""
        found = self._values.get("outputs", {})
        return {name: output["value"] for name, output in found.items()}

    @property
    def resources(self) -> Mapping[str, Document]:
        """The attributes of every resource that the state knows, as AWS has them now."""
        found = self._values.get("root_module", {}).get("resources", [])
        return {each["address"]: each["values"] for each in found if each.get("mode") == "managed"}

    @property
    def gone(self) -> Mapping[str, Document]:
        """The last attributes of what the state knows and AWS no longer has, or soon will not."""
        drift = self.document.get("resource_drift", [])
        return {
            each["address"]: each["change"]["before"]
            for each in drift
            if each["change"]["actions"] == ["delete"]
        }

    @property
    def changes(self) -> Sequence[Document]:
        """Every resource that is declared or known, with what a deploy would do to it."""
        return changes_in(self.document)

    @property
    def _values(self) -> Document:
        values: Document = self.document.get("prior_state", {}).get("values", {})
        return values


def plan(stack: Stack) -> Plan:
    """Returns the plan of a stack whose folder is a copy; what cannot be read is left out of it.

    Raises `CannotLookError` when Terraform can make none.
    """
    unread = _errors(stack)
    if unread:
        rest = [address for address in stack.declared if address not in unread]
        if still := _errors(stack, *(f"-target={address}" for address in rest)):
            raise CannotLookError(f"Terraform cannot look at {stack.name}: {min(still.values())}")
    shown = run(stack.folder, stack.environment, "show", "-json", "plan")
    if shown.returncode:
        raise CannotLookError(f"Terraform cannot show what it saw of {stack.name}: {shown.stderr}")
    return Plan(json.loads(shown.stdout), unread, stack.aws)


def _errors(stack: Stack, *options: str) -> Mapping[str, str]:
    """Plans, and returns each error by the address of the resource that it is about.

    Raises `CannotLookError` for one that is about no resource.

    https://developer.hashicorp.com/terraform/internals/machine-readable-ui
    """
    quick = ("-input=false", "-lock=false", "-out=plan", "-json")
    planned = run(stack.folder, stack.environment, "plan", *quick, *options)
    errors = {}
    for line in planned.stdout.splitlines():
        found = json.loads(line).get("diagnostic", {}) if line.startswith("{") else {}
        if found.get("severity") == "error":
            says = f"{found['summary']}. {found.get('detail', '')}"
            errors[found.get("address", "")] = " ".join(says.split())
    if planned.returncode and not errors:
        # Such as options that this Terraform does not know: it says so in words.
        errors[""] = " ".join(planned.stderr.replace("│", " ").split())
    if elsewhere := [says for address, says in errors.items() if address not in stack.declared]:
        raise CannotLookError(f"Terraform cannot look at {stack.name}: {harmless(elsewhere[0])}")
    return errors
