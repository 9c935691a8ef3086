"""The pages name what exists: outputs, files, commands, links, examples, saved queries."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

from stacks.features.athena.queries import QUERIES
from stacks.settings import Athena, Settings, load

import attrs
import pytest

from tests.conftest import Stacks, synthesise
from tests.pages.readme import PAGES, README, table
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


def test_every_link_leads_somewhere() -> None:
    for page, text in PAGES.items():
        for link in re.findall(r"\]\((?!https?://)([^)#]*)(?:#[^)]*)?\)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_heading_that_is_linked_exists() -> None:
    for page, text in PAGES.items():
        for link, heading in re.findall(r"\]\((?!https?://)([^)#]*)#([^)]*)\)", text):
            other = (page.parent / link).read_text() if link else text
            titles = re.findall(r"^#+ (.+)$", other, re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in titles}
            assert heading in anchors, f"{page.name}: {heading}"


def test_every_page_can_be_found_from_the_first_one() -> None:
    linked = set(re.findall(r"\]\(([\w./-]+\.md)\)", README))
    assert {str(page.relative_to(PROJECT)) for page in PAGES} - {"README.md"} <= linked


def test_every_file_that_a_page_names_exists() -> None:
    for page, text in PAGES.items():
        for name in re.findall(r"`((?:tests|stacks|tools|docs)/[^`<]*)`", text):
            assert list(PROJECT.glob(name.rstrip("/"))), f"{page.name}: {name}"


def test_every_make_target_that_a_page_mentions_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for text in PAGES.values():
        assert set(re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", text)) - targets == set()


def examples() -> Iterator[tuple[str, str, int]]:
    """Yields each example of settings with its page, and how many resources the page says."""
    for page, text in PAGES.items():
        for example, says in re.findall(r"```json\n(.*?)```\n\n(.*?)\n", text, re.DOTALL):
            (count,) = re.findall(r"^Both stacks then have (\d+) resources\.$", says)
            yield page.name, example, int(count)


@pytest.mark.parametrize(("page", "example", "count"), list(examples()))
def test_an_example_makes_as_many_resources_as_its_page_says(
    page: str, example: str, count: int, tmp_path: Path
) -> None:
    project = tmp_path / "cdktf.json"
    project.write_text(json.dumps({"context": {"logging": json.loads(example)}}))
    stacks = synthesise(load(project, {}), tmp_path)
    made = [name for stack in stacks.values() for of in stack["resource"].values() for name in of]
    assert len(made) == count


def test_every_feature_of_the_first_page_can_be_switched_on(tmp_path: Path) -> None:
    features = table("| setting | what you get |")
    named = {key for feature in features for key in json.loads(f"{{{feature}}}")}
    parts = {
        field.name
        for field in attrs.fields(attrs.resolve_types(Settings))
        if any(map(attrs.has, get_args(field.type)))
    }
    # These refine what is there anyway.
    assert parts - named == {"ignore_tags", "management_events"}
    for feature in features:
        project = tmp_path / "cdktf.json"
        project.write_text(f'{{"context": {{"logging": {{{feature}}}}}}}')
        assert load(project, {}) != Settings()


def test_the_questions_it_answers_are_saved_queries() -> None:
    """Word for word, with the names that a deployment without further settings gives."""
    saved = {query.name: query.over(database=Athena().database) for query in QUERIES}
    section = (PROJECT / "docs/athena.md").read_text()
    shown = re.findall(r"\*\*[^\n]+\*\* \(`([^\n]+)`\)\n\n```sql\n(.*?)```", section, re.DOTALL)
    assert len(shown) == 3
    for name, sql in shown:
        assert sql == saved[name]


def test_the_korean_page_has_the_same_commands_settings_and_links() -> None:
    korean = (PROJECT / "README.ko.md").read_text()
    for pattern in (
        r"^\$ ([^#\n]*?)\s*(?:#.*)?$",
        r"^\| `(\"[^|]*)` \|",
        r"\]\(((?!README)(?:docs/|[A-Z]+\.md|main\.py)[^)]*)\)",
    ):
        here, there = (re.findall(pattern, text, re.MULTILINE) for text in (README, korean))
        assert here == there
        assert len(here) > 2
