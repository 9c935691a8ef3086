"""A deployment stays in the account and the region that it was first deployed to."""

from cdktf import (
    Postcondition,
    Precondition,
    TerraformResource,
    TerraformResourceLifecycle,
    TerraformStack,
)
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity


def deployed_to(
    stack: TerraformStack, id_: str, *, caller: DataAwsCallerIdentity, region: str
) -> None:
    """Remembers account and region of the stack's first deploy, and refuses every other one.

    With other credentials or in another region Terraform finds nothing of what it remembers, and
    would make all of it a second time; in another workspace it remembers nothing.

    https://developer.hashicorp.com/terraform/language/resources/terraform-data
    """
    name = stack.node.id
    its_account = f"data.aws_caller_identity.{caller.friendly_unique_id}.account_id"
    # Not CDKTF's DataResource, which runs `terraform version` for each at every synthesis.
    remembered = TerraformResource(
        stack,
        id_,
        terraform_resource_type="terraform_data",
        lifecycle=TerraformResourceLifecycle(
            ignore_changes=["input"],
            precondition=[
                Precondition(
                    condition='${terraform.workspace == "default"}',
                    error_message=(
                        "The workspace is ${terraform.workspace}, which knows nothing of this "
                        "deployment: unset TF_WORKSPACE, or run terraform workspace select default."
                    ),
                )
            ],
            postcondition=[
                Postcondition(
                    condition=f"${{self.output.account == {its_account}}}",
                    error_message=(
                        f"{name} is deployed in account ${{self.output.account}}, and the "
                        f"credentials are for ${{{its_account}}}: use those of "
                        "${self.output.account}."
                    ),
                ),
                Postcondition(
                    condition=f'${{self.output.region == "{region}"}}',
                    error_message=(
                        f"{name} is deployed in ${{self.output.region}}, and region is {region}: "
                        "set region back; another region needs a deployment of its own."
                    ),
                ),
            ],
        ),
    )
    remembered.add_override("input", {"account": caller.account_id, "region": region})
