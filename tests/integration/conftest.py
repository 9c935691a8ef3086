"""The deployment that the tests of this folder look at, one scenario after the other."""

import signal
from collections.abc import Iterator

import pytest

from tests.integration.deployment import Deployment, deployed
from tests.scenarios import SCENARIOS

# Who starts the tests in the background hands on that Ctrl-C is ignored; they press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", params=SCENARIOS)
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Each scenario in turn, deployed once for all tests that look at it."""
    folder = tmp_path_factory.mktemp(request.param)
    with deployed(SCENARIOS[request.param], folder) as deployment:
        yield deployment


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps a scenario's tests together, and those that destroy it behind those that look at it."""
    order = list(SCENARIOS)

    def rank(item: pytest.Item) -> tuple[int, bool]:
        callspec = getattr(item, "callspec", None)
        scenario = callspec.params.get("deployment") if callspec else None
        return (order.index(scenario) if scenario else -1, "test_removal" in item.nodeid)

    items.sort(key=rank)
