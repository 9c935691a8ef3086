"""The provider that lasts tells Terraform the same as one that Terraform starts itself."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.lasting_provider import (
    declared_kinds,
    folder_with_provider,
    without_lasting_provider,
)
from tools import cdktf
from tools.provider_mirror import PROVIDER

BLOCKS = ("resource_schemas", "data_source_schemas")


def description(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Returns what Terraform reads of the provider in an empty folder."""
    folder.mkdir()
    folder_with_provider(folder, environment)
    done = subprocess.run(
        ["terraform", "providers", "schema", "-json"],
        cwd=folder,
        env=cdktf.environment(environment, folder),
        capture_output=True,
        check=True,
    )
    read: dict[str, Any] = json.loads(done.stdout)["provider_schemas"][PROVIDER]
    return read


@pytest.fixture(scope="module")
def descriptions(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """That of the provider that lasts, and that of one that Terraform starts."""
    folder = tmp_path_factory.mktemp("description")
    own = without_lasting_provider(os.environ)
    return description(folder / "lasting", os.environ), description(folder / "own", own)


def test_what_it_describes_is_unchanged(
    descriptions: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    lasting, own = descriptions
    assert lasting["provider"] == own["provider"]
    for block in BLOCKS:
        assert lasting[block]
        for kind, described in lasting[block].items():
            assert described == own[block][kind], kind


def test_it_describes_what_the_stacks_declare_and_nothing_else(
    descriptions: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    lasting, own = descriptions
    for block in BLOCKS:
        assert set(lasting[block]) == set(own[block]) & set(declared_kinds())
    assert not lasting.get("functions")
    assert not lasting.get("ephemeral_resource_schemas")
