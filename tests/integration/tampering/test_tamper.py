"""Ways to blind the trail that a run of the tests has time for; `make tamper` tries them all."""

import html
import json
from pathlib import Path
from typing import Any

from tests.integration.deployment import Deployment
from tests.tamper.rehearsal import at_once, carry_out
from tests.tamper.way import Way
from tests.tamper.ways import WAYS
from tests.transitions.programs import Programs


def test_each_way_is_named_by_its_row_and_mended(deployment: Deployment, tmp_path: Path) -> None:
    """All at once; the remedies of the rows and one deploy mend them all."""
    ways = at_once(WAYS)
    assert len(ways) > len(WAYS) / 2

    def evidence() -> None:
        """The document names each of them on its first page."""
        done = deployment.tool("evidence", "--folder", str(tmp_path))
        assert done.returncode == 1, done.stdout
        (folder,) = tmp_path.iterdir()
        problems = json.loads((folder / "evidence.json").read_text())["problems"]
        assert [way.what for way in ways if not any(names(each, way) for each in problems)] == []
        page = html.unescape((folder / "evidence.html").read_text())
        first, _, _ = page.partition("Controls, and what AWS holds now")
        assert [each["what"] for each in problems if each["what"] not in first] == []

    programs = Programs(deployment.settings, deployment.aws, deployment.folder)
    outcome = carry_out(ways, programs, evidence)
    assert outcome.unseen() == []
    assert [f"{row.check}, {row.resource}: {row.observed}" for row in outcome.left] == []


def names(problem: dict[str, Any], way: Way) -> bool:
    return (
        problem["id"] == way.check
        and way.resource in problem["what"]
        and way.says in problem["observed"]
    )
