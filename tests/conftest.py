"""What most tests share: the synthesised stacks of each scenario."""

import gc
import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from stacks.settings import Settings

import pytest
from hypothesis import settings

import main
from tests.groups import GroupScheduling, rank
from tests.integration.lasting_provider import shared_provider
from tests.scenarios import SCENARIOS
from tests.shared_models import share_models

# As the Makefile does, for those who start pytest by hand; jsii reads it when it is imported.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

# A time limit for each example fails on a busy machine, and says nothing about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

share_models()

Stacks = dict[str, Any]


def synthesise(settings: Settings, outdir: Path) -> Stacks:
    """Returns each stack's Terraform JSON, as the application of `main.py` writes it."""
    main.build(settings, str(outdir)).synth()
    return {
        file.parent.name: json.loads(file.read_text())
        for file in sorted(outdir.glob("stacks/*/cdk.tf.json"))
    }


@pytest.fixture(scope="session")
def stacks_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stacks]:
    """Returns the stacks of a scenario, synthesised once per run."""
    return cache(lambda name: synthesise(SCENARIOS[name], tmp_path_factory.mktemp(name)))


@pytest.fixture(params=SCENARIOS)
def stacks(request: pytest.FixtureRequest, stacks_of: Callable[[str], Stacks]) -> Stacks:
    """The stacks of each scenario in turn."""
    return stacks_of(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests into the order in which their groups begin."""
    items.sort(key=rank)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Looks for no garbage in what was imported, which takes a second at the end alone."""
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    """Keeps together, in one process, what shares a deployment or a module."""
    return GroupScheduling(config, log)


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Starts one provider for all processes that run the tests, if they deploy."""
    if "tests/integration" not in (config.option.ignore or ()):
        lasting = ExitStack()
        lasting.enter_context(shared_provider())
        config.add_cleanup(lasting.close)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Returns how many processes run the tests.

    With `logical` one for each core; with `auto` at least eight, as those that deploy mostly wait.
    Each takes 1.4 GB.
    """
    cores = os.cpu_count() or 1
    return cores if config.option.numprocesses == "logical" else max(cores, 8)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what to type when a snapshot no longer holds."""
    failed = [report.nodeid for report in terminalreporter.getreports("failed")]
    if any("test_snapshots" in each for each in failed):
        terminalreporter.write_line("If the change is wanted: make snapshot, and read the diff.")
