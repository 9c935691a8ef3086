"""The README names exactly what exists: commands, settings with their defaults, outputs."""

import inspect
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from typing import get_args

from stacks.features.alarms.filters import FILTERS
from stacks.features.athena.queries import QUERIES
from stacks.features.athena.table import TABLE
from stacks.settings import Athena, Settings

import attrs

from tests.conftest import Stacks
from tests.readme import README, table
from tests.scenarios import SCENARIOS
from tools.cdktf import PROJECT


def test_its_commands_are_those_of_the_makefile() -> None:
    listed = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    commands = {
        f"make {target}": [text]
        for target, text in re.findall(r"^make (\S+) +(.+)$", listed, re.MULTILINE)
    }
    assert table("| command | what it does |") == commands


def test_its_settings_and_defaults_are_those_of_the_program() -> None:
    listed = table("| key | default | meaning |")
    assert [(key, default) for key, (default, _) in listed.items()] == list(defaults(Settings))


def defaults(model: type[attrs.AttrsInstance], path: str = "") -> Iterator[tuple[str, str]]:
    """Yields each key and its default as the README writes them, parts included."""
    for field in attrs.fields(model):
        default = field.default.factory() if hasattr(field.default, "factory") else field.default
        required = default is attrs.NOTHING
        yield f"{path}{field.name}", "required" if required else f"`{json.dumps(default)}`"
        for part in filter(attrs.has, filter(inspect.isclass, get_args(field.type))):
            yield from defaults(part, f"{path}{field.name}.")


def test_its_outputs_are_those_of_the_stacks_with_every_feature(
    stacks_of: Callable[[str], Stacks],
) -> None:
    outputs = {
        name
        for scenario in SCENARIOS
        for stack in stacks_of(scenario).values()
        for name, output in stack["output"].items()
        if not output.get("sensitive")
    }
    assert set(table("| output | what it is |")) == outputs


def test_its_alarms_are_those_of_the_program() -> None:
    assert table("| alarm | CIS | Security Hub | what it tells |") == {
        what.id: [
            what.cis,
            f"CloudWatch.{what.security_hub}" if what.security_hub else "none",
            what.title,
        ]
        for what in FILTERS
    }


def test_every_file_it_names_exists() -> None:
    for path in re.findall(r"`((?:tests|stacks|tools)/[^`]*)`|\]\(([\w./]+)\)", README):
        (name,) = filter(None, path)
        assert list(PROJECT.glob(name.rstrip("/"))), name


def test_every_make_target_it_mentions_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    mentioned = set(re.findall(r"make ([a-z][a-z-]*)", README))
    assert {each for each in mentioned if each not in targets} == set()


def test_the_questions_it_answers_are_saved_queries() -> None:
    """Word for word, with the names that a deployment without further settings gives."""
    saved = {query.name: query.over(database=Athena().database, table=TABLE) for query in QUERIES}
    section = README.split("## Ask the records\n")[1].split("\n## ")[0]
    shown = re.findall(r"\*\*[^\n]+\*\* \(`([^\n]+)`\)\n\n```sql\n(.*?)```", section, re.DOTALL)
    assert len(shown) == 3
    for name, sql in shown:
        assert sql == saved[name]
