"""The project does not hang on an archived framework: a few renames move it to the fork."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Stacks
from tests.scenarios import SCENARIOS
from tools.cdk_terrain import rename
from tools.cdktf import PROJECT

SYNTHESISE = (
    "import main, sys; from tests.scenarios import SCENARIOS; "
    "[main.build(SCENARIOS[name], name).synth() for name in SCENARIOS]"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a synthesis of the scenarios needs of this project, to be changed at will."""
    shutil.copy(PROJECT / "main.py", tmp_path)
    shutil.copytree(PROJECT / "stacks", tmp_path / "stacks")
    (tmp_path / "tests").mkdir()
    shutil.copy(PROJECT / "tests/scenarios.py", tmp_path / "tests")
    return tmp_path


def synthesised(project: Path, packages: str) -> dict[str, Stacks]:
    """Returns the stacks of each scenario, made with the packages that a file here names."""
    complete = f".tools/{packages}/.complete"
    subprocess.run(["make", "--silent", complete], cwd=PROJECT, check=True)
    python = PROJECT / f".tools/{packages}/bin/python"
    subprocess.run([python, "-c", SYNTHESISE], cwd=project, check=True)
    return {
        scenario: {
            file.parent.name: resources_of(json.loads(file.read_text()))
            for file in (project / scenario).glob("stacks/*/cdk.tf.json")
        }
        for scenario in SCENARIOS
    }


def resources_of(stack: Any) -> Any:
    """Returns what the stack declares, without who wrote it and the provider's version."""
    terraform = {**stack["terraform"], "required_providers": ...}
    return {**stack, "//": ..., "terraform": terraform}


@pytest.fixture
def ours(stacks_of: Callable[[str], Stacks]) -> dict[str, Stacks]:
    """The stacks of each scenario as they are here."""
    return {
        scenario: {name: resources_of(stack) for name, stack in stacks_of(scenario).items()}
        for scenario in SCENARIOS
    }


def test_the_rename_to_cdk_terrain_changes_nothing(copy: Path, ours: dict[str, Stacks]) -> None:
    assert copy / "main.py" in rename(copy)
    assert synthesised(copy, "cdktn") == ours


def test_the_last_bindings_of_cdktf_change_nothing(copy: Path, ours: dict[str, Stacks]) -> None:
    """They are generated from AWS provider 6."""
    assert synthesised(copy, "aws6") == ours
