"""What is written from the code is as the code says, and what editors check is no more than AWS."""

import json
from typing import Any

from stacks.settings import Settings

import attrs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.scenarios import SCENARIOS
from tests.settings.test_setting_rules import LIMITS
from tests.settings.valid_settings import valid_settings
from tools.cdktf import PROJECT
from tools.docs import settings
from tools.docs.__main__ import pages, with_table

SCHEMA = json.loads((PROJECT / "docs/settings.schema.json").read_text())
EDITOR = Draft202012Validator(SCHEMA)

PAGE = "# A page\n\n| a | b |\n|---|---|\n| old | row |\n\nThe end.\n"


def test_every_page_is_as_the_code_says() -> None:
    stale = [path.name for path, text in pages().items() if path.read_text() != text]
    assert stale == [], "run make docs, and read the diff"


def test_a_table_gets_the_rows_of_the_code_and_the_rest_of_the_page_stays() -> None:
    written = with_table(PAGE, "| a | b |", [("1", "2"), ("3", "4")])
    assert written == PAGE.replace("| old | row |", "| 1 | 2 |\n| 3 | 4 |")


def test_a_page_without_the_table_is_not_silently_left_alone() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        with_table(PAGE, "| c |", [])


def test_the_schema_is_one_and_the_project_refers_to_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    project = json.loads((PROJECT / "cdktf.json").read_text())
    assert (PROJECT / project["$schema"]).samefile(PROJECT / "docs/settings.schema.json")
    assert complaints(project) == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_editor_accepts_every_scenario(scenario: str) -> None:
    assert complaints(configuration(SCENARIOS[scenario])) == []


@given(valid_settings())
def test_an_editor_accepts_whatever_aws_accepts(logging: Any) -> None:
    assert complaints({"context": {"logging": logging}}) == []


@pytest.mark.parametrize(("accepted", "rule"), [(good, rule) for _, rule, good, _ in LIMITS])
def test_no_rule_is_stricter_in_the_editor(accepted: list[object], rule: Any) -> None:
    for value in accepted:
        assert list(Draft202012Validator(rule.schema).iter_errors(value)) == []


@pytest.mark.parametrize(("refused", "rule"), [(bad, rule) for _, rule, _, bad in LIMITS])
def test_an_editor_sees_most_of_what_is_refused(refused: list[object], rule: Any) -> None:
    editor = Draft202012Validator(rule.schema)
    seen = [value for value in refused if list(editor.iter_errors(value))]
    assert len(seen) * 2 > len(refused)


@pytest.mark.parametrize(
    ("logging", "complaint"),
    [
        ({"trail": "x"}, "'trail' was unexpected"),
        ({"region": "mars"}, "'mars' is not one of"),
        ({"object_lock": {"mode": "GOVERNANCE"}}, "is not valid under any of the given schemas"),
        ({"encryption": None}, "None is not one of"),
    ],
)
def test_an_editor_complains(logging: Any, complaint: str) -> None:
    (said,) = complaints({"context": {"logging": logging}})
    assert complaint in said


def test_every_setting_says_what_it_means_and_what_it_takes() -> None:
    for key, _, meaning in settings.rows():
        assert meaning, key
    for field in attrs.fields(Settings):
        taken = SCHEMA["properties"]["context"]["properties"]["logging"]["properties"][field.name]
        assert {"type", "enum", "anyOf"} & taken.keys(), field.name


def configuration(valid: Settings) -> Any:
    """Returns the settings as `cdktf.json` has them."""
    return {"context": {"logging": attrs.asdict(valid)}}


def complaints(document: Any) -> list[str]:
    return [error.message for error in EDITOR.iter_errors(document)]
