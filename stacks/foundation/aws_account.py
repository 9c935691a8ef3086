"""The AWS account that a deployment goes to, and what of it is this deployment's."""

from collections.abc import Mapping
from typing import Any

from stacks.foundation.aws_clients import Clients
from stacks.foundation.ignored_tags import IgnoredTags
from stacks.foundation.names import key_alias, trail_resource
from stacks.foundation.partition import partition_of

from attrs import frozen

Arguments = Mapping[str, Any]


@frozen(kw_only=True)
class Account:
    """Where to look: an account in one region, and what Terraform says of it.

    The trail is in the `trail_account`, which in an organisation can be another one, and in the
    `trail_region`, which is another one than that of a second copy.

    `aws` reaches it. `declared` are the resources that belong there, with the arguments that their
    stacks give them, and `known` those of both stacks, with the attributes that the states
    remember; by their addresses.
    """

    aws: Clients
    trail_name: str
    trail_account: str
    trail_region: str
    tags: Mapping[str, str]
    ignored_tags: IgnoredTags
    declared: Mapping[str, Arguments]
    known: Mapping[str, Arguments]

    @property
    def id(self) -> str:
        """Its 12 digits."""
        return self.aws.account_id

    @property
    def partition(self) -> str:
        """AWS's division that it belongs to."""
        return partition_of(self.region)

    @property
    def region(self) -> str:
        """The region that is looked at."""
        return self.aws.region

    def arn(self, service: str, resource: str) -> str:
        """Returns the ARN of a resource of this account in this region, which need not exist."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    @property
    def trail_arn(self) -> str:
        """The trail, which need not exist."""
        name = trail_resource(self.trail_name)
        return f"arn:{self.partition}:cloudtrail:{self.trail_region}:{self.trail_account}:{name}"

    @property
    def key_alias(self) -> str:
        """The name of its key, which need not exist."""
        return key_alias(self.trail_name)

    @property
    def buckets(self) -> frozenset[str]:
        """The names of the buckets that the states know."""
        return self.known_ids("aws_s3_bucket")

    def known_ids(self, type_: str) -> frozenset[str]:
        """Returns the IDs in the states of one type of resource, which for a role is its name."""
        # What was cut off right after its making has its ID in the state, and nothing else.
        return frozenset(
            attributes["id"]
            for address, attributes in self.known.items()
            if address.startswith(f"{type_}.")
        )

    def declares(self, type_: str) -> list[Arguments]:
        """Returns the arguments of every resource of one type."""
        return [
            arguments
            for address, arguments in self.declared.items()
            if address.startswith(f"{type_}.")
        ]

    def is_ours(self, description: str) -> bool:
        """Says whether what has this description was made for this trail."""
        return description.endswith(f" {self.trail_arn}")
