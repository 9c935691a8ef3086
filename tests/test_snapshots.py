"""Change detection: every line of the synthesised JSON, except CDKTF's own metadata."""

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.conftest import Stacks
from tests.scenarios import SCENARIOS


def without_metadata(node: Any) -> Any:
    match node:
        case dict():
            return {key: without_metadata(value) for key, value in node.items() if key != "//"}
        case list():
            return [without_metadata(each) for each in node]
        case _:
            return node


@pytest.mark.parametrize("stack", ["LogBucketStack", "CloudtrailStack"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_unchanged(
    scenario: str, stack: str, stacks_of: Callable[[str], Stacks], snapshot: SnapshotAssertion
) -> None:
    synthesised = without_metadata(stacks_of(scenario)[stack])
    assert synthesised == snapshot(extension_class=JSONSnapshotExtension)
