"""What would be changed, for whoever has to approve it, and the one question about it."""

import os
import sys
from collections import Counter
from collections.abc import Sequence

from stacks.settings import load

from rich.console import Console
from rich.table import Table

from tools.cdktf import PROJECT
from tools.place import here
from tools.rehearsal import Plan
from tools.shell import answer_to

# What Terraform's actions mean, in the order of the columns.
_MEANINGS = {
    "added": {"create"},
    "changed": {"update"},
    "replaced": {"create, delete", "delete, create"},
    "removed": {"delete"},
    "kept, forgotten": {"forget"},
}
HEADER = ("stack", *_MEANINGS)


def row_of(plan: Plan) -> tuple[str, ...]:
    """Returns the name of the stack, and how many of its resources a plan would do what to."""
    numbers = Counter(actions for _, actions in plan.actions)
    cells = (sum(numbers[each] for each in actions) for actions in _MEANINGS.values())
    return plan.stack.name, *(str(number or "-") for number in cells)


def show_plans(plans: Sequence[Plan]) -> None:
    """Prints Terraform's own plans, and below them how much of each stack would change."""
    if not _would_change(plans):
        print("Nothing to change: AWS is as the settings say.")
        return
    table = Table(*HEADER)
    for plan in plans:
        if plan.document:
            plan.stack.show("show", "plan")
        table.add_row(*row_of(plan))
    # Wide enough in a pipe, where rich knows no width.
    width = None if sys.stdout.isatty() else 100
    Console(highlight=False, width=width).print(table)


def approve(plans: Sequence[Plan], *, asked: bool) -> None:
    """Asks once, if anything would change, and exits unless the answer is the right word."""
    if asked and _would_change(plans):
        removes = any("delete" in actions for plan in plans for _, actions in plan.actions)
        ask("destroy" if removes else "yes")


def ask(word: str) -> None:
    """Exits unless whoever deploys answers with this word."""
    if not sys.stdin.isatty():
        sys.exit("Nothing was changed: run it in a terminal, or with ARGS=--auto-approve.")
    settings = load(PROJECT / "cdktf.json", os.environ)
    question = f"Do this in {here(settings)}? Only the word {word} will do: "
    if answer_to(question) != word:
        sys.exit("Nothing was changed.")


def _would_change(plans: Sequence[Plan]) -> bool:
    return any(plan.document for plan in plans)
