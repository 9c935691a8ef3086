"""The proof of the policies: requests, what must become of each, and which change would turn it."""

from tests.integration.scenarios.policies.deployed import DeployedPolicies, Policy, read_back
from tests.integration.scenarios.policies.matrix import matrix
from tests.integration.scenarios.policies.mutations import Mutation, every_reduction
from tests.integration.scenarios.policies.requests import Row

__all__ = [
    "DeployedPolicies",
    "Mutation",
    "Policy",
    "Row",
    "every_reduction",
    "matrix",
    "read_back",
]
