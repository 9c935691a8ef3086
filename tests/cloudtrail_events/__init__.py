"""CloudTrail's events: some for and some against each alarm, and a day of ordinary ones."""

from tests.cloudtrail_events.cases import CASES, Case
from tests.cloudtrail_events.day import NOTICED, ORDINARY

__all__ = ["CASES", "NOTICED", "ORDINARY", "Case"]
