"""Where a stack is deployed, and as whom; most of it is the same for all of a deployment."""

from collections.abc import Mapping

from stacks.foundation.ignored_tags import IgnoredTags
from stacks.foundation.state_bucket import StateBucket

from attrs import frozen


@frozen(kw_only=True)
class AssumedRole:
    """A role of another account, and the only account that may assume it, if only one may."""

    arn: str
    external_id: str | None
    only_caller: str | None


@frozen(kw_only=True)
class Place:
    """Where a stack is, whose it is, and where Terraform remembers it: in a file, if nowhere.

    With `only_account`, no other account may be deployed to. A `role` is assumed to deploy there;
    the state stays with the caller. `tags` are on everything, and tags of others are left alone
    where they are `ignored_tags`.
    """

    region: str
    only_account: str | None
    role: AssumedRole | None = None
    tags: Mapping[str, str]
    ignored_tags: IgnoredTags
    state: StateBucket | None
