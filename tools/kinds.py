"""Every kind of resource that a deployment makes and that an account lists."""

from stacks.features.alarms import adopt as alarms
from stacks.features.athena import adopt as athena
from stacks.features.encryption import adopt as encryption
from stacks.features.trail import adopt as trail
from stacks.foundation import shared_kinds
from stacks.foundation.aws_clients import Clients

KINDS = (
    *shared_kinds.KINDS,
    *trail.KINDS,
    *encryption.KINDS,
    *alarms.KINDS,
    *athena.KINDS,
)


def inventory(aws: Clients) -> set[str]:
    """Returns whatever the account has of any kind, without what AWS keeps there itself."""
    return {f"{kind.noun} {name}" for kind in KINDS for name in kind.in_region(aws)}
