"""The deployment that the tests of this folder look at, one scenario after the other."""

from collections.abc import Iterator

import pytest

from tests.integration.deployment import Deployment, deployable
from tests.scenarios import DEPLOYED, SCENARIOS
from tools.cdktf import STACKS


@pytest.fixture(scope="package", params=DEPLOYED)
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Each scenario in turn, deployed by the command line, once for all tests that look at it."""
    folder = tmp_path_factory.mktemp(request.param)
    with deployable(SCENARIOS[request.param], folder) as deployment:
        done = deployment.cdktf("deploy", *STACKS, "--auto-approve")
        assert done.returncode == 0, done.stdout
        yield deployment
