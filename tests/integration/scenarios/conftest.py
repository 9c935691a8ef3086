"""The deployment that the tests of this folder look at, one scenario after the other."""

from collections.abc import Iterator

import pytest

from tests.integration.deployment import Deployment, deployed
from tests.scenarios import DEPLOYED, SCENARIOS


@pytest.fixture(scope="package", params=DEPLOYED)
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Each scenario in turn, deployed once for all tests that look at it."""
    folder = tmp_path_factory.mktemp(request.param)
    with deployed(SCENARIOS[request.param], folder) as deployment:
        yield deployment
