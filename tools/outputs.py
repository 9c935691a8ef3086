"""What a deployment shows whoever deployed it: its names, and its pages in the console."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from tools.stack import Stack


def show_outputs(stacks: Iterable[Stack]) -> None:
    """Prints each output, without what the stacks only hand over to each other."""
    shown = {
        name: str(output["value"])
        for stack in stacks
        for name, output in stack.state.outputs.items()
        if not output.get("sensitive")
    }
    width = max(map(len, shown), default=0)
    console = Console(highlight=False)
    for name, value in shown.items():
        line = Text(f"{name:{width}}  ").append(value, style=_clickable(value))
        # Not wrapped, so that a link can be copied too.
        console.print(line, soft_wrap=True)


def _clickable(value: str) -> str:
    return f"link {value}" if value.startswith("https://") else ""
