"""What Terraform itself says about the stacks of settings that nobody chose."""

import os
import subprocess
from collections.abc import Callable
from typing import Any

from stacks.settings import Settings

import pytest
from hypothesis import given, settings as how

from tests.conftest import synthesise
from tests.settings.test_settings_properties import outcome, pairs_that_clash, slow
from tests.settings.valid_settings import valid_settings
from tools import cdktf
from tools.cdktf import STACKS

Validate = Callable[[Settings], None]


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """Has Terraform validate both stacks; the folders are made ready once."""
    folder = tmp_path_factory.mktemp("validate")
    environment = cdktf.environment(os.environ, folder)

    def terraform(stack: str, *arguments: str) -> str:
        done = subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=folder / "stacks" / stack,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    synthesise(Settings(), folder)
    for stack in STACKS:
        terraform(stack, "init", "-input=false", "-backend=false")

    def validate(settings: Settings) -> None:
        synthesise(settings, folder)
        for stack in STACKS:
            said = terraform(stack, "validate")
            assert said == "Success! The configuration is valid.\n\n"

    return validate


@how(slow, max_examples=3)
@given(configuration=valid_settings().filter(lambda each: not pairs_that_clash(each)))
def test_whatever_aws_takes_is_valid_terraform(
    configuration: dict[str, Any], validate: Validate
) -> None:
    found = outcome(configuration)
    assert isinstance(found, Settings), found
    validate(found)
