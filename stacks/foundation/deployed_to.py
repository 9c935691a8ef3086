"""A deployment stays in the account and the region that it was first deployed to."""

from collections.abc import Mapping, Sequence

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
    """
    name = stack.node.id
    its_account = f"data.aws_caller_identity.{caller.friendly_unique_id}.account_id"
    remembers(
        stack,
        id_,
        first={"account": caller.account_id, "region": region},
        before=[
            Precondition(
                condition='${terraform.workspace == "default"}',
                error_message=(
                    "The workspace is ${terraform.workspace}, which knows nothing of this "
                    "deployment: unset TF_WORKSPACE, or run terraform workspace select default."
                ),
            )
        ],
        refuses=[
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
    )


def remembers(
    stack: TerraformStack,
    id_: str,
    *,
    first: Mapping[str, str],
    refuses: Sequence[Postcondition],
    before: Sequence[Precondition] = (),
) -> TerraformResource:
    """Returns what keeps the values of its `first` deploy, whatever they are later.

    `refuses` are about them, as `self.output`.

    https://developer.hashicorp.com/terraform/language/resources/terraform-data
    """
    # Not CDKTF's DataResource, which runs `terraform version` for each at every synthesis.
    remembered = TerraformResource(
        stack,
        id_,
        terraform_resource_type="terraform_data",
        lifecycle=TerraformResourceLifecycle(
            ignore_changes=["input"],
            precondition=[*before] or None,
            postcondition=[*refuses],
        ),
    )
    remembered.add_override("input", first)
    return remembered
