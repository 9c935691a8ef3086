"""Where Terraform remembers a stack: in a file beside `main.py`, or in a bucket for a team."""

from stacks.foundation.state_bucket import StateBucket
from stacks.foundation.state_file import state_file

from cdktf import LocalBackend, S3Backend, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_s3_objects import DataAwsS3Objects
from cdktf_cdktf_provider_aws.provider import AwsProvider

# The oldest that `make compat` deploys with; `removed` blocks need 1.7.
TERRAFORM_VERSION = ">= 1.8.0"

# The first with locks in S3.
# https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
TERRAFORM_VERSION_FOR_BUCKETS = ">= 1.10.0"


def remember(stack: TerraformStack, state: StateBucket | None) -> None:
    """Has Terraform remember the stack, in a file or in a bucket with a lock."""
    name = stack.node.id
    if state is None:
        stack.add_override("terraform.required_version", TERRAFORM_VERSION)
        # CDKTF's own default is an absolute path, which would differ on every machine.
        LocalBackend(stack, path=state_file(name))
        return
    stack.add_override("terraform.required_version", TERRAFORM_VERSION_FOR_BUCKETS)
    S3Backend(
        stack,
        bucket=state.bucket,
        key=state.key(name),
        region=state.region,
        encrypt=True,
        kms_key_id=state.kms_key_id,
    )
    # CDKTF 0.21 has no argument for it.
    stack.add_override("terraform.backend.s3.use_lockfile", True)


def is_remembered(stack: TerraformStack, other: str, state: StateBucket | None, region: str) -> str:
    """Returns a condition that holds once Terraform remembers anything of another stack.

    It looks where the state is, because what Terraform reads of it is an error when there is none.
    """
    if state is None:
        # A file that is empty, as an interrupted deploy leaves it, remembers nothing.
        return f'can(jsondecode(file("${{path.root}}/{state_file(other)}")).outputs)'
    elsewhere = None
    if state.region != region:
        elsewhere = AwsProvider(stack, "AwsOfState", region=state.region, alias="state")
    found = DataAwsS3Objects(
        stack,
        f"StateOf{other}",
        bucket=state.bucket,
        prefix=state.key(other),
        max_keys=1,
        provider=elsewhere,
    )
    return f'contains(data.aws_s3_objects.{found.friendly_unique_id}.keys, "{state.key(other)}")'
