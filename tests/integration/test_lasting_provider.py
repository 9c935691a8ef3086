"""The provider that lasts does for Terraform the same as one that Terraform starts itself."""

import itertools
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID

from tests.accounts import session_of
from tests.integration.lasting_provider import (
    declared_kinds,
    folder_with_provider,
    without_lasting_provider,
)
from tests.permissions.recording import COMMAND
from tools import cdktf
from tools.local_aws import local_aws
from tools.local_aws.organization import MEMBERS
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


def account_of(folder: Path, environment: Mapping[str, str]) -> str:
    """Returns the account that Terraform is in, by its provider."""
    folder.mkdir()
    folder_with_provider(folder, environment)
    asks = {
        "provider": {"aws": {"region": "us-east-2"}},
        "data": {"aws_caller_identity": {"who": {}}},
        "output": {"account": {"value": "${data.aws_caller_identity.who.account_id}"}},
    }
    (folder / "asks.tf.json").write_text(json.dumps(asks))
    done = subprocess.run(
        ["terraform", "plan", "-no-color"],
        cwd=folder,
        env=cdktf.environment(environment, folder),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    (account,) = re.findall(r"\+ account = \"(\d+)\"", done.stdout)
    return str(account)


def test_each_is_served_in_its_own_account_and_by_its_own_name(tmp_path: Path) -> None:
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        first = {**os.environ, COMMAND: "first"}
        member = session_of(MEMBERS[0]).get_credentials()
        assert member
        second = {
            **os.environ,
            COMMAND: "second",
            "AWS_ACCESS_KEY_ID": member.access_key,
            "AWS_SECRET_ACCESS_KEY": member.secret_key,
            "AWS_SESSION_TOKEN": str(member.token),
        }
        assert account_of(tmp_path / "first", first) == DEFAULT_ACCOUNT_ID
        assert account_of(tmp_path / "second", second) == MEMBERS[0]
        assert account_of(tmp_path / "third", first) == DEFAULT_ACCOUNT_ID
    names = [re.findall(r"app/(\w+)", call.user_agent) for call in aws.calls]
    assert [name for name, _ in itertools.groupby(filter(None, names))] == [
        ["first"],
        ["second"],
        ["first"],
    ]
