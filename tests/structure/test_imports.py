"""Imports run one way, from a stack down to the foundation, and settings need no Node.js."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.cdktf import PROJECT

# From the top down; what a module imports of ours is in its own layer or below it.
LAYERS = (
    {"main"},
    {"stacks.cloudtrail_stack", "stacks.log_bucket_stack"},
    {"stacks.keys", "stacks.queryable", "stacks.replicated"},
    {"stacks.settings"},
    {"stacks.features"},
    {"stacks.foundation"},
)

MODULES = {
    ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (PROJECT / "main.py", *sorted((PROJECT / "stacks").rglob("*.py")))
    if "lazy_bindings" not in file.parts
}


def imported(file: Path) -> Iterator[str]:
    """Yields the modules of this project that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names):
                found = [each.name for each in names]
            case ast.ImportFrom(module=str(module), names=names):
                found = [
                    inner if (inner := f"{module}.{each.name}") in MODULES else module
                    for each in names
                ]
            case _:
                continue
        yield from (name for name in found if name in MODULES)


def layer(module: str) -> int:
    package = ".".join(module.split(".")[:2])
    return next(number for number, packages in enumerate(LAYERS) if package in packages)


def feature(module: str) -> str:
    """Returns the feature that a module is part of, if it is part of one."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["stacks", "features"] and len(parts) > 2 else ""


@pytest.mark.parametrize("module", [each for each in MODULES if each != "stacks"])
def test_a_module_imports_nothing_from_above_it_and_nothing_of_another_feature(module: str) -> None:
    for other in imported(MODULES[module]):
        assert layer(other) >= layer(module), other
        assert feature(other) in ("", feature(module)) or not feature(module), other


def test_no_import_leads_back_to_where_it_came_from() -> None:
    graph = {module: set(imported(file)) for module, file in MODULES.items()}
    while leaves := {module for module, others in graph.items() if not others & graph.keys()}:
        graph = {module: others for module, others in graph.items() if module not in leaves}
    assert graph == {}


def test_only_the_resources_of_a_feature_need_cdktf() -> None:
    """Whoever reads settings, names or a table of alarms does not wait for Node.js."""
    for module in ("stacks.settings", *(each for each in MODULES if each.endswith(".settings"))):
        loaded = subprocess.run(
            [sys.executable, "-c", f"import {module}, sys; print(*sys.modules)"],
            cwd=PROJECT,
            # Without PATH there is no Node.js to be found either.
            env={},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        heavy = {"cdktf", "jsii", "constructs", "cdktf_cdktf_provider_aws", "boto3", "botocore"}
        assert heavy.isdisjoint(loaded), module
