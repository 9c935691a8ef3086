"""The deployment that the tests of this folder tamper with."""

from collections.abc import Iterator

import pytest

from tests.integration.deployment import Deployment, deployed
from tests.scenarios import SCENARIOS


@pytest.fixture(scope="package")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Everything, deployed once."""
    with deployed(SCENARIOS["everything"], tmp_path_factory.mktemp("tampering")) as deployment:
        yield deployment
