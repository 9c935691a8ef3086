"""Plans that one machine makes and another one carries out, with a summary for who reviews them."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tools.approval import HEADER, row_of
from tools.plan_guard import Finding
from tools.rehearsal import Plan
from tools.stack import Stack

WAITS = (
    "{0} is planned with what the other stack is going to hand over. It is carried out in a second "
    "round: make plan and make apply-plan again, once the other stack is deployed."
)


@frozen
class SavedPlans:
    """A folder with the plan of each stack that would change, and the summary."""

    folder: Path

    def clear(self) -> None:
        """Removes what an earlier plan left."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def summarise(self, plans: Sequence[Plan], found: Sequence[Finding]) -> None:
        """Writes the summary, in Markdown for a pull request."""
        (self.folder / "summary.md").write_text(_markdown(plans, found))

    def save(self, stack: Stack) -> None:
        """Keeps the plan that was made in the stack's own folder, with what it was made for."""
        shutil.copy(stack.folder / "plan", self.file(stack))
        made_for = {**self._made_for, stack.name: _hash(stack)}
        (self.folder / "made-for.json").write_text(json.dumps(made_for, indent=2))

    def postpone(self, stack: Stack) -> None:
        """Notes that a stack can be planned only after the other one."""
        (self.folder / f"{stack.name}.waits").touch()

    def file(self, stack: Stack) -> Path:
        """Returns where the plan of a stack is, if it has one."""
        return self.folder.resolve() / f"{stack.name}.tfplan"

    def waits(self, stack: Stack) -> bool:
        """Returns whether the stack is only planned after the other one."""
        return (self.folder / f"{stack.name}.waits").exists()

    def is_for(self, stack: Stack) -> bool:
        """Returns whether the plan was made for what the stack declares now."""
        return self._made_for.get(stack.name) == _hash(stack)

    @property
    def _made_for(self) -> Mapping[str, str]:
        file = self.folder / "made-for.json"
        made_for: dict[str, str] = json.loads(file.read_bytes()) if file.exists() else {}
        return made_for


def _hash(stack: Stack) -> str:
    return hashlib.sha256((stack.folder / "cdk.tf.json").read_bytes()).hexdigest()


def _markdown(plans: Sequence[Plan], found: Sequence[Finding]) -> str:
    if not any(plan.document for plan in plans):
        return "Nothing to change: AWS is as the settings say.\n"
    rows = [HEADER, ["---"] * len(HEADER), *map(row_of, plans)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    notes = [str(each) for each in found]
    notes += [WAITS.format(plan.stack.name) for plan in plans if plan.waits and plan.document]
    listed = "".join(f"- {note}\n" for note in notes)
    details = "".join(
        f"- `{address}`: {actions}\n" for plan in plans for address, actions in sorted(plan.actions)
    )
    return (
        f"{table}\n{listed}\n<details><summary>Each resource</summary>\n\n{details}\n</details>\n"
    )
