"""No two trails of an account share the name of anything."""

from itertools import combinations, product

from stacks.features.trail.settings import TRAIL_NAME
from stacks.foundation.names import key_alias

# Everything that can stand between two letters, three times.
NAMES = [
    name
    for between in product(["", ".", "-", "_", "--", "..", "a"], repeat=3)
    if TRAIL_NAME.accepts(name := "b".join(["x", *between, "y"]))
]


def test_two_trails_have_two_aliases() -> None:
    assert key_alias("prod.audit") == "alias/prod--audit"
    assert key_alias("prod-audit") == "alias/prod-audit"
    assert len(NAMES) > 50
    for one, other in combinations(NAMES, 2):
        assert key_alias(one) != key_alias(other) or one == other


def test_no_alias_is_one_of_aws_s_own() -> None:
    assert not key_alias("aws.audit").startswith("alias/aws/")
