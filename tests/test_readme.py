"""The README names what exists: outputs, files, commands, saved queries."""

import re
from collections.abc import Callable

from stacks.features.athena.queries import QUERIES
from stacks.features.athena.table import TABLE
from stacks.settings import Athena

from tests.conftest import Stacks
from tests.readme import README, table
from tests.scenarios import SCENARIOS
from tools.cdktf import PROJECT


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
