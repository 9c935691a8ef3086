"""Which tests run one after the other in one process, and in which order the groups begin.

A process has one local AWS at a time, and a deployment costs more than the tests that look at it.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.scenarios import SCENARIOS

DEPLOYED = "tests/integration/scenarios/"
TAMPERED = "tests/integration/tampering/"

# What delivers or changes something, and at the very end what destroys it.
LAST = (
    *("test_validate", "test_evidence", "test_organization", "test_removal"),
    *("test_tamper", "test_guardrails"),
)

OTHERS = "all others"

# The longest ones first, so that nobody waits for one of them at the end. A deploy waits a minute
# for S3's lifecycle: beside the first three begin some that only compute, so that no core is idle
# then. A process takes the next group when two tests of its last one are left: behind those of few
# long tests stands one that may begin late.
ORDER = (
    "everything",
    "tests/integration/test_transitions.py",
    TAMPERED,
    "tests/settings/test_settings_properties.py",
    "tests/integration/validate/test_validate.py",
    "tests/structure/test_lint.py",
    "tests/integration/test_log_archive.py",
    "tests/integration/test_data_events.py",
    "tests/integration/test_changes.py",
    "tests/integration/test_shared_state.py",
    "tests/integration/test_permissions.py",
    "tests/synthesis/test_main.py",
    "tests/synthesis/test_lazy_synthesis.py",
    "tests/integration/test_adopt.py",
    "default",
    "tests/integration/test_deploy_local.py",
    "tests/integration/test_combinations.py",
    "tests/integration/test_delegated_administrator.py",
    "tests/integration/test_interrupted_state.py",
    "tests/integration/test_valid_settings.py",
    "tests/integration/test_interrupted.py",
    "tests/integration/test_lasting_provider.py",
    OTHERS,
    # What jsii gives 5 s of a machine that is not busy any more.
    "tests/synthesis/test_provider_index.py",
)


class GroupScheduling(LoadScopeScheduling):
    """Hands out whole groups of tests.

    xdist's own groups need marks on the tests, which pytest 9.2 keeps from it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Returns the group of a test: what is deployed for it and for others, or its module."""
    module, _, test = nodeid.partition("::")
    if module.startswith(DEPLOYED):
        return next(name for name in SCENARIOS if test.endswith(f"{name}]"))
    return TAMPERED if module.startswith(TAMPERED) else module


def rank(item: pytest.Item) -> tuple[int, int]:
    """Returns what sorts the tests: by group, and last what the others could not run after."""
    group = group_of(item.nodeid)
    place = ORDER.index(group if group in ORDER else OTHERS)
    return place, LAST.index(item.path.stem) + 1 if item.path.stem in LAST else 0
