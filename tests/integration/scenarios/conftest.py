"""The deployment that the tests of this folder look at, one scenario after the other."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.integration.deployment import Deployment, deployable
from tests.scenarios import DEPLOYED, SCENARIOS
from tools.cdktf import STACKS


def by_the_command_line(deployment: Deployment) -> None:
    done = deployment.cdktf("deploy", *STACKS, "--auto-approve")
    assert done.returncode == 0, done.stdout


# `make deploy-local` deploys the defaults with the command line.
DEPLOY: Mapping[str, Callable[[Deployment], None]] = {
    "default": Deployment.deploy,
    "everything": by_the_command_line,
}


@pytest.fixture(scope="package", params=DEPLOYED)
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Each scenario in turn, deployed once for all tests that look at it."""
    folder = tmp_path_factory.mktemp(request.param)
    with deployable(SCENARIOS[request.param], folder) as deployment:
        DEPLOY[request.param](deployment)
        yield deployment
