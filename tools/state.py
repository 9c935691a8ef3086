"""What Terraform remembers of a stack, in the form of its states."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from stacks.foundation.aws_account import Arguments

from attrs import frozen

# Where records are, or what they cannot be written or read without.
PRECIOUS = {"aws_cloudtrail", "aws_cloudwatch_log_group", "aws_kms_key", "aws_s3_bucket"}


@frozen
class State:
    """What Terraform remembers of a stack: its outputs, and its resources by their addresses.

    `accounts` and `regions` are those where it is deployed, none if it is not. `to_untaint` are the
    addresses of what Terraform gave up while it was making it, and would destroy to make it anew,
    although it may hold something by now, or have the same name as what takes its place.
    """

    resources: Mapping[str, Arguments]
    outputs: Mapping[str, Any]
    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    to_untaint: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: bytes, name: str) -> "State":
        """Returns the state that is written there; a deployment that never was has none.

        Exits where it cannot be read; `name` is that of the file or object, for people.
        """
        # Empty is what a `kill -9` leaves before the first resource; Terraform begins anew then.
        if not written:
            return cls({}, {})
        try:
            document = json.loads(written)
            if document["version"] != 4:
                raise ValueError(f"version {document['version']} of the format is not known")
            instances = {
                f"{each['mode']} {each['type']}.{each['name']}": instance
                for each in document["resources"]
                for instance in each["instances"]
                # What has a successor already, and only waits to be destroyed.
                if "deposed" not in instance
            }
            managed = {
                address.removeprefix("managed "): instance
                for address, instance in instances.items()
                if address.startswith("managed ")
            }
            return cls(
                {address: instance["attributes"] for address, instance in managed.items()},
                # An import into a stack that is not complete leaves outputs without a value.
                {
                    name: output
                    for name, output in document["outputs"].items()
                    if output["value"] is not None
                },
                # That of the caller is among the data, which every stack has.
                accounts=_deployed_to(managed, "account") or _parts(instances.values(), 4),
                regions=_deployed_to(managed, "region")
                or _parts(instances.values(), 3) | _regions_of_buckets(managed),
                to_untaint=tuple(
                    address
                    for address, instance in managed.items()
                    if instance.get("status") == "tainted"
                    and (
                        instance.get("create_before_destroy")
                        or address.partition(".")[0] in PRECIOUS
                    )
                ),
            )
        except (ValueError, LookupError, TypeError) as error:
            sys.exit(
                f"{name} cannot be read: {error}; if a deploy was cut off while it wrote it, "
                f"restore it: a file from {name}.backup, an object from its version before"
            )


def _deployed_to(managed: Mapping[str, Any], what: str) -> frozenset[str]:
    """Returns what the stack itself remembers of its place, if it was made with one that does."""
    output = managed.get("terraform_data.DeployedTo", {}).get("attributes", {}).get("output")
    return frozenset({output["value"][what]} if output else ())


def _parts(instances: Iterable[Arguments], at: int) -> frozenset[str]:
    """Returns what the ARNs have at this place, those that have something there."""
    arns = (instance["attributes"].get("arn") or "" for instance in instances)
    return frozenset(part for arn in arns if arn.startswith("arn:") if (part := arn.split(":")[at]))


def _regions_of_buckets(managed: Mapping[str, Any]) -> frozenset[str]:
    # Their ARNs name none.
    return frozenset(
        region
        for address, instance in managed.items()
        if address.startswith("aws_s3_bucket.") and (region := instance["attributes"].get("region"))
    )
