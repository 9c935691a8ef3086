"""What all stacks of a deployment have in common."""

from collections.abc import Mapping

from stacks.foundation.ignored_tags import IgnoredTags
from stacks.foundation.state_bucket import StateBucket

from attrs import frozen


@frozen(kw_only=True)
class Place:
    """Where a deployment is, whose it is, and where Terraform remembers it: in a file, if nowhere.

    With `only_account`, no other account may be deployed to. `tags` are on everything, and tags of
    others are left alone where they are `ignored_tags`.
    """

    region: str
    only_account: str | None
    tags: Mapping[str, str]
    ignored_tags: IgnoredTags
    state: StateBucket | None
