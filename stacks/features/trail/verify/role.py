"""The role with which CloudTrail writes to the log group: no other policy may bind or widen it."""

from collections.abc import Iterator

from stacks.foundation.checks import Check, nothing_beside
from stacks.foundation.deployed import Deployed


def _extras(deployed: Deployed, role: str) -> Iterator[tuple[str, str]]:
    """Yields the policies of the role that were not deployed."""
    iam = deployed.aws.iam
    declared = {each["name"] for each in deployed.of("aws_iam_role_policy") if each["role"] == role}
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        yield (
            f"the policy {attached['PolicyArn']} is attached",
            f"aws iam detach-role-policy --role-name {role} --policy-arn {attached['PolicyArn']}",
        )
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        if name not in declared:
            yield (
                f"the policy {name} is in it",
                f"aws iam delete-role-policy --role-name {role} --policy-name {name}",
            )


CHECKS = (
    Check(
        id="role extras",
        title="the role has no policy beside its own",
        look=nothing_beside("aws_iam_role", "name", _extras),
        actions=("iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
    ),
)
