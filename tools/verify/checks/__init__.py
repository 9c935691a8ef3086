"""Everything that must hold, in the order in which a record travels."""

from stacks.settings import Settings

from tools.verify.aws import Aws
from tools.verify.checks.hardening import hardening
from tools.verify.checks.log_group import log_group
from tools.verify.checks.records import records
from tools.verify.checks.trail import trail
from tools.verify.deployed import Deployed
from tools.verify.rows import Row

__all__ = ["look"]


def look(deployed: Deployed, settings: Settings) -> list[Row]:
    """Returns what holds at this moment, and what does not."""
    aws = Aws(deployed, settings)
    return [*trail(aws), *records(aws), *log_group(aws), *hardening(aws)]
