"""The proof of the policies: requests, what must become of each, and which change would turn it."""

from tests.integration.policies.deployed import DeployedPolicies, Policy, read_back
from tests.integration.policies.matrix import matrix
from tests.integration.policies.mutations import Mutation, every_reduction
from tests.integration.policies.requests import Row

__all__ = [
    "DeployedPolicies",
    "Mutation",
    "Policy",
    "Row",
    "every_reduction",
    "matrix",
    "read_back",
]
