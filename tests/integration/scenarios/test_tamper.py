"""Ways to blind the trail that a run of the tests has time for; `make tamper` tries them all."""

import pytest

from tests.integration.deployment import Deployment
from tests.tamper.rehearsal import at_once, carry_out
from tests.tamper.ways import WAYS
from tests.transitions.programs import Programs


@pytest.mark.parametrize("deployment", ["everything"], indirect=True)
def test_each_way_is_named_by_its_row_and_mended(deployment: Deployment) -> None:
    """All at once; the remedies of the rows and one deploy mend them all."""
    ways = at_once(WAYS)
    assert len(ways) > len(WAYS) / 2
    outcome = carry_out(ways, Programs(deployment.settings, deployment.aws, deployment.folder))
    assert outcome.unseen() == []
    assert [f"{row.check}, {row.resource}: {row.observed}" for row in outcome.left] == []
