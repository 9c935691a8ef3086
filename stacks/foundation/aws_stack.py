"""What every stack of this application shares: where it is, whose it is, what it remembers."""

from functools import cached_property

from stacks.foundation.deployed_to import deployed_to
from stacks.foundation.ignored_tags import IgnoredTags
from stacks.foundation.place import AssumedRole, Place
from stacks.foundation.state_backend import is_remembered, remember

from attrs import frozen
from cdktf import (
    Postcondition,
    TerraformOutput,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
)
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.provider import (
    AwsProvider,
    AwsProviderAssumeRole,
    AwsProviderDefaultTags,
    AwsProviderIgnoreTags,
)
from constructs import Construct


@frozen
class Caller:
    """The account of whoever deploys, and the provider that asks there, if that is another one."""

    account_id: str
    provider: AwsProvider | None = None


class AwsStack(TerraformStack):
    """A stack in one place.

    `account_id` is that of whoever deploys, or of the role that is assumed to deploy; Terraform
    knows it when it plans.
    """

    def __init__(self, scope: Construct, id_: str, *, place: Place) -> None:
        super().__init__(scope, id_)
        remember(self, place.state)
        self._place = place
        self.provider_in(place.region, "Aws")
        self.region = place.region
        caller = DataAwsCallerIdentity(self, "Account")
        self.account_id = caller.account_id
        self._kept: list[str] = []
        deployed_to(self, "DeployedTo", caller=caller, region=place.region)

    @cached_property
    def partition(self) -> DataAwsPartition:
        """AWS's division that the account belongs to: its name in ARNs, and its domain."""
        return DataAwsPartition(self, "Partition")

    @cached_property
    def caller(self) -> "Caller":
        """Whoever deploys, also where a role of another account is assumed for that."""
        role = self._place.role
        if role is None:
            return Caller(self.account_id)
        provider = AwsProvider(
            self,
            "Caller",
            alias="caller",
            region=self.region,
            allowed_account_ids=[role.only_caller] if role.only_caller else None,
        )
        identity = DataAwsCallerIdentity(
            self,
            "CallerAccount",
            provider=provider,
            lifecycle=TerraformResourceLifecycle(
                postcondition=[
                    Postcondition(
                        condition=f"${{self.account_id != {self.account_id}}}",
                        error_message=(
                            f"{self.node.id} would be in the account ${{self.account_id}} of "
                            "whoever deploys: choose another log_archive, or take it away."
                        ),
                    )
                ]
            ),
        )
        return Caller(identity.account_id, provider)

    def provider_in(self, region: str, id_: str, *, alias: str | None = None) -> AwsProvider:
        """Returns a provider for what is in a region, as whoever the stack is deployed by.

        Without an alias it is that of everything that names no other.
        """
        place = self._place
        return AwsProvider(
            self,
            id_,
            alias=alias,
            region=region,
            allowed_account_ids=[place.only_account] if place.only_account else None,
            assume_role=_assumed(place.role),
            default_tags=[AwsProviderDefaultTags(tags=place.tags)] if place.tags else None,
            ignore_tags=_ignored(place.ignored_tags),
        )

    def arn(self, service: str, resource: str, *, account_id: str | None = None) -> str:
        """Returns the ARN of a resource in this region, which need not exist.

        It is in this account unless another one is given.
        """
        account = account_id or self.account_id
        return f"arn:{self.partition.partition}:{service}:{self.region}:{account}:{resource}"

    def s3_in(self, region: str) -> str:
        """Returns the name of S3 in a region, by which KMS knows what it is asked through."""
        return f"s3.{region}.{self.partition.dns_suffix}"

    def output(self, name: str, value: str, description: str) -> None:
        """Shows a value, under its name, to the person who deploys."""
        TerraformOutput(self, name, value=value, description=description)

    def keeps(self, *addresses: str) -> None:
        """Leaves in AWS what a feature made that is switched off now, as protected as it was.

        Terraform forgets these addresses instead of destroying what they stand for. It says
        nothing about those that its state does not know.

        https://developer.hashicorp.com/terraform/language/block/removed
        """
        self._kept += addresses
        self.add_override(
            "removed",
            [{"from": address, "lifecycle": {"destroy": False}} for address in self._kept],
        )

    def hands_over(
        self, resource: TerraformResource, attribute: str, *, after: TerraformResource
    ) -> None:
        """Lets other stacks read the resource's attribute only once `after` exists."""
        output = self.register_outgoing_cross_stack_reference(f"{_address(resource)}.{attribute}")
        # As an override, because CDKTF writes an output's own depends_on as "${...}", which
        # Terraform refuses.
        output.add_override("depends_on", [_address(after)])

    def waits_for(self, resource: TerraformResource, attribute: str) -> None:
        """Says in one sentence what to do while another stack has not handed the attribute over.

        Terraform's own words are "Unable to find remote state" and "Unsupported attribute".
        """
        other = TerraformStack.of(resource)
        name = other.node.id
        output = other.register_outgoing_cross_stack_reference(f"{_address(resource)}.{attribute}")
        says = (
            f"{self.node.id} needs {name}, which is not completely deployed: deploy {name} first."
        )
        remembered = is_remembered(self, name, self._place.state, self.region)
        # An import into a stack that is not complete leaves outputs without a value.
        handed_over = f'try(self.outputs["{output.friendly_unique_id}"], null) != null'
        self.add_override(
            f"data.terraform_remote_state.cross-stack-reference-input-{name}.lifecycle",
            {
                "precondition": {"condition": f"${{{remembered}}}", "error_message": says},
                "postcondition": {"condition": f"${{{handed_over}}}", "error_message": says},
            },
        )


def _ignored(tags: IgnoredTags) -> list[AwsProviderIgnoreTags] | None:
    if not (tags.keys or tags.key_prefixes):
        return None
    keys, prefixes = list(tags.keys), list(tags.key_prefixes)
    return [AwsProviderIgnoreTags(keys=keys or None, key_prefixes=prefixes or None)]


def _assumed(role: AssumedRole | None) -> list[AwsProviderAssumeRole] | None:
    if role is None:
        return None
    return [AwsProviderAssumeRole(role_arn=role.arn, external_id=role.external_id)]


def _address(resource: TerraformResource) -> str:
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"
