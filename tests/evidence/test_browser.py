"""The page in a real browser: no network, no script, no error, readable by everybody."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.evidence.chromium import chromium
from tests.evidence.sample import SAMPLE
from tools.cdktf import PROJECT
from tools.evidence.page import page

LOOKS = ("light 360", "light 1280", "dark 360", "dark 1280")


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser tells of the page with hostile text."""
    folder = tmp_path_factory.mktemp("page")
    file, pdf = folder / "evidence.html", folder / "evidence.pdf"
    file.write_text(page(SAMPLE), encoding="utf-8")
    done = subprocess.run(
        ["node", Path(__file__).with_name("browser.mjs"), chromium(), file, pdf],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    found["pdf"] = " ".join(" ".join(each.extract_text() for each in PdfReader(pdf).pages).split())
    return found


def test_it_asks_nobody_and_nothing_goes_wrong(looked: dict[str, Any]) -> None:
    assert (looked["requests"], looked["errors"]) == ([], [])


def test_what_records_say_is_text_and_runs_nowhere(looked: dict[str, Any]) -> None:
    assert looked["dialogs"] == []
    assert {looked["looks"][each]["scripts"] for each in LOOKS} == {0}
    for shown in ("<script>alert(1)</script>", "{{ 7 * 7 }}", "<svg onload=alert(1)>"):
        assert shown in looked["text"]
    assert "user\\u202egpj.exe" in looked["text"]


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_it(look: str, looked: dict[str, Any]) -> None:
    found = looked["looks"][look]
    assert found["violations"] == []
    assert not found["scrollsSideways"]


def test_it_is_dark_where_the_reader_wants_that(looked: dict[str, Any]) -> None:
    assert looked["looks"]["light 1280"]["background"] == "rgb(255, 255, 255)"
    assert looked["looks"]["dark 1280"]["background"] == "rgb(13, 17, 23)"


def test_the_keyboard_leads_to_the_content_and_to_each_section(looked: dict[str, Any]) -> None:
    assert looked["focused"] == ["#content", "#controls", "#records", "#calendar"]


def test_on_paper_it_has_every_section_and_what_is_folded_too(looked: dict[str, Any]) -> None:
    for heading in (
        "Controls, and what AWS holds now",
        "Records: changed, removed or added?",
        "Calendar of the period",
        "Checks of the deployment",
        "Alarms, and who hears of them",
        "Changes of this deployment in the period",
        "Policies: who may write, read, decrypt and delete",
        "What was not checked",
        "Raw answers",
        '"Statement": []',
    ):
        assert heading in looked["pdf"], heading
