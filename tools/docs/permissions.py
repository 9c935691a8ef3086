"""The policies with the names that a deployment has unless its settings say otherwise."""

from collections.abc import Mapping

from stacks.settings import Settings, StateBucket

from tools.permissions.policies import Document, Purpose, policy

EXAMPLE = Settings(state=StateBucket(bucket="my-team-terraform-state"))


def documents() -> Mapping[str, Document]:
    """Returns each policy by its file below `docs`, without the ending."""
    return {f"permissions/{purpose}": policy(purpose, EXAMPLE) for purpose in Purpose}
