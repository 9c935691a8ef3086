"""Whose something is that AWS has under a name of ours."""

from stacks.foundation.aws_account import Account
from stacks.foundation.kinds import Existing


def whose(existing: Existing, account: Account) -> str:
    """Returns what shows that it belongs to another system, or nothing.

    AWS makes a resource together with its tags, so that ours has all of the settings' tags from
    its first moment. It may have more: some organisations tag what appears in their accounts.
    """
    tags = account.ignored_tags.without(existing.tags)
    ours = account.tags and account.tags.items() <= tags.items()
    if tags and not ours:
        listed = ", ".join(f"{key}={value}" for key, value in sorted(tags.items()))
        return existing.foreign or f"has the tags {listed}"
    return existing.foreign
