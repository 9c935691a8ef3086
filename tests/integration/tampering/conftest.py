"""The deployment that the tests of this folder tamper with."""

from collections.abc import Iterator

import pytest

from tests.integration.deployment import Deployment, deployed
from tests.scenarios import WITH_FEW_ALARMS


@pytest.fixture(scope="package")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Everything, with few alarms, deployed once."""
    with deployed(
        WITH_FEW_ALARMS["everything"], tmp_path_factory.mktemp("tampering")
    ) as deployment:
        yield deployment
