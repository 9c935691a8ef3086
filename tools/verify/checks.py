"""Every check, in the order in which a record travels, and then who is told."""

from stacks.features.alarms import verify as alarms
from stacks.features.encryption import verify as encryption
from stacks.features.event_selection import verify as event_selection
from stacks.features.replication import verify as replication
from stacks.features.trail import verify as trail
from stacks.foundation import shared_checks

CHECKS = (
    *trail.CHECKS,
    *event_selection.CHECKS,
    *shared_checks.CHECKS,
    *encryption.CHECKS,
    *replication.CHECKS,
    *alarms.CHECKS,
)
