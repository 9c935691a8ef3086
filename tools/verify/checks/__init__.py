"""Everything that must hold, in the order in which a record travels."""

from stacks.settings import Settings

from tools.verify.aws import Aws
from tools.verify.checks.hardening import hardening_rows
from tools.verify.checks.log_group import log_group_rows
from tools.verify.checks.records import record_rows
from tools.verify.checks.trail import trail_rows
from tools.verify.deployed import Deployed
from tools.verify.rows import Row

__all__ = ["look"]


def look(deployed: Deployed, settings: Settings) -> list[Row]:
    """Returns what holds at this moment, and what does not."""
    aws = Aws(deployed, settings)
    return [*trail_rows(aws), *record_rows(aws), *log_group_rows(aws), *hardening_rows(aws)]
