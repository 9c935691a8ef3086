"""What a scanner said about a scenario, in the same words for every scanner."""

import re

from attrs import field, frozen

# What AWS generates for a name: Terraform's 26 digits, or a UUID.
GENERATED = re.compile(r"\d{26}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@frozen(order=True)
class Finding:
    """A check of a scanner that a resource of a scenario did not pass.

    `says` is the scanner's sentence about the check, for people.
    """

    scenario: str
    scanner: str
    check: str
    resource: str
    says: str = field(eq=False)

    def __str__(self) -> str:
        return f"{self.scanner} {self.check} {self.resource}"


@frozen
class Scan:
    """One scanner's run over one scenario."""

    scenario: str
    scanner: str
    passed: int
    findings: frozenset[Finding]


def same_in_every_run(resource: str) -> str:
    """Returns the resource's name with a star for each part that AWS generates."""
    return GENERATED.sub("*", resource)
