"""What all stacks of a deployment have in common."""

from collections.abc import Mapping

from stacks.foundation.state_bucket import StateBucket

from attrs import frozen


@frozen(kw_only=True)
class Place:
    """Where a deployment is, whose it is, and where Terraform remembers it: in a file, if nowhere.

    With `only_account`, no other account may be deployed to.
    """

    region: str
    only_account: str | None
    tags: Mapping[str, str]
    state: StateBucket | None
