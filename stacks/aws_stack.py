"""What every stack of this application shares: where it is, whose it is, what it remembers."""

from functools import cached_property

from stacks.settings import Settings

from cdktf import LocalBackend, TerraformOutput, TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct


class AwsStack(TerraformStack):
    """A stack in the settings' region, with the settings' tags on everything.

    `account_id` is that of whoever deploys, known to Terraform when it plans.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Settings) -> None:
        super().__init__(scope, id_)
        # Seen from the folder Terraform runs in, <project>/cdktf.out/stacks/<stack>: CDKTF's own
        # default is an absolute path, which would differ on every machine.
        LocalBackend(self, path=_state_file(id_))
        AwsProvider(
            self,
            "Aws",
            region=settings.region,
            default_tags=[AwsProviderDefaultTags(tags=settings.tags)] if settings.tags else None,
        )
        self.region = settings.region
        self.account_id = DataAwsCallerIdentity(self, "Account").account_id

    @cached_property
    def partition(self) -> DataAwsPartition:
        """AWS's division that the account belongs to: its name in ARNs, and its domain."""
        return DataAwsPartition(self, "Partition")

    def arn(self, service: str, resource: str) -> str:
        """Returns the ARN of a resource of this account in this region, which need not exist."""
        return (
            f"arn:{self.partition.partition}:{service}:{self.region}:{self.account_id}:{resource}"
        )

    def outputs(self, **values: str) -> None:
        """Shows each value, under its name, to the person who deploys."""
        for name, value in values.items():
            TerraformOutput(self, name, value=value)

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
        # Looks into the file, because what Terraform reads of it is an error when there is none.
        state = f'jsondecode(file("${{path.root}}/{_state_file(name)}"))'
        condition = f'${{can({state}.outputs["{output.friendly_unique_id}"])}}'
        precondition = (
            f"data.terraform_remote_state.cross-stack-reference-input-{name}.lifecycle.precondition"
        )
        self.add_override(f"{precondition}.condition", condition)
        self.add_override(
            f"{precondition}.error_message",
            f"{self.node.id} needs {name}, which is not completely deployed: deploy {name} first.",
        )


def _state_file(stack: str) -> str:
    return f"../../../terraform.{stack}.tfstate"


def _address(resource: TerraformResource) -> str:
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"
