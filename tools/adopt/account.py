"""The AWS account that a deployment goes to, and what of it is this deployment's."""

from collections.abc import Iterable, Mapping

from stacks.foundation.names import key_alias, trail_resource
from stacks.settings import Settings

import boto3
from attrs import frozen

from tools.adopt.stack import Stack


@frozen(kw_only=True)
class Account:
    """Where to look: the caller's account in the settings' region, and what the states know."""

    id: str
    partition: str
    region: str
    trail_name: str
    tags: Mapping[str, str]
    buckets: frozenset[str]

    def arn(self, service: str, resource: str) -> str:
        """Returns the ARN of a resource of this account in this region, which need not exist."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    @property
    def trail_arn(self) -> str:
        """The trail, which need not exist."""
        return self.arn("cloudtrail", trail_resource(self.trail_name))

    @property
    def key_alias(self) -> str:
        """The name of its key, which need not exist."""
        return key_alias(self.trail_name)

    def is_our_key(self, description: str) -> bool:
        """Says whether a key with this description encrypts the records of this trail."""
        return description.endswith(f" {self.trail_arn}")


def account(settings: Settings, stacks: Iterable[Stack]) -> Account:
    """Returns the account of the caller's credentials."""
    caller = boto3.client("sts", region_name=settings.region).get_caller_identity()
    partition = caller["Arn"].split(":")[1]
    return Account(
        id=caller["Account"],
        partition=partition,
        region=settings.region,
        trail_name=settings.trail_name,
        tags=settings.tags,
        buckets=frozenset(
            # What was cut off right after its making has its ID in the state, and nothing else.
            attributes["id"]
            for stack in stacks
            for address, attributes in stack.state.resources.items()
            if address.startswith("aws_s3_bucket.")
        ),
    )
