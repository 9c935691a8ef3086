"""CloudTrail's events: some for and some against each alarm, and a day of ordinary ones."""

from tests.cloudtrail_events.cases import CASES, Case
from tests.cloudtrail_events.day import NOTICED, ORDINARY
from tests.cloudtrail_events.tampering import OWN_DAY, TAMPERING, TAMPERING_CASES

__all__ = [
    "CASES",
    "NOTICED",
    "ORDINARY",
    "OWN_DAY",
    "TAMPERING",
    "TAMPERING_CASES",
    "Case",
]
