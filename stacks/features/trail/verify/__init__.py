"""What must be true of the trail, and of what it delivers."""

from stacks.features.trail.verify import (
    deliveries,
    digest_gaps,
    events,
    history,
    records,
    role,
    trail,
)

CHECKS = (
    *trail.CHECKS,
    *deliveries.CHECKS,
    *records.CHECKS,
    *digest_gaps.CHECKS,
    *events.CHECKS,
    *role.CHECKS,
    *history.CHECKS,
)
