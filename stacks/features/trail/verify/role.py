"""The roles that AWS takes on for the trail: no other policy may bind or widen one."""

from collections.abc import Iterator

from stacks.foundation.checks import Check, nothing_beside
from stacks.foundation.deployed import Deployed


def _extras(deployed: Deployed, role: str) -> Iterator[tuple[str, str]]:
    """Yields the policies of the role that were not deployed."""
    (arn,) = (each["arn"] for each in deployed.of("aws_iam_role") if each["name"] == role)
    iam = deployed.clients_of(arn).iam
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
        title="no role has a policy beside its own",
        look=nothing_beside("aws_iam_role", "name", _extras),
        actions=("iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
    ),
)
