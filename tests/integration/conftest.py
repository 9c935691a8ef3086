"""What the tests that start programs need of the process that runs them."""

import signal
from collections.abc import Iterator

import pytest

from tests import preloaded
from tests.integration.lasting_provider import lasting_provider

# Who starts the tests in the background hands on that Ctrl-C is ignored; they press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def commands() -> None:
    """The process that runs the project's commands for all of them."""
    preloaded.prepare()


@pytest.fixture(scope="session", autouse=True)
def provider() -> Iterator[None]:
    """One provider for all of them, wherever they deploy."""
    with lasting_provider():
        yield
