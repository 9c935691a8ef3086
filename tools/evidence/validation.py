"""The records and digests of the period, or why nothing is known of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from stacks.foundation.deployed import Deployed

from attrs import frozen
from botocore.exceptions import ClientError

from tools.evidence.model import Day
from tools.validate.findings import Tally
from tools.validate.period import Period
from tools.validate.report import as_document
from tools.validate.tallies import tallies_of
from tools.verify.cannot_look import DENIED, CannotLookError, why


@frozen
class Validation:
    """What was seen of each account and region, or why the bucket or no digest could be read."""

    tallies: Sequence[Tally]
    unread: str
    deployed: Deployed
    period: Period

    @classmethod
    def of(
        cls, deployed: Deployed, period: Period, *, read: Callable[[bytes], None]
    ) -> "Validation":
        """Reads the records; `read` is given the content of each log file that is proved.

        A bucket that is gone or shut is something that an auditor must see, and no reason to write
        nothing. Whatever else goes wrong is raised.
        """
        try:
            return cls(tallies_of(deployed, period, read=read), "", deployed, period)
        except CannotLookError as reason:
            return cls([], str(reason), deployed, period)
        except ClientError as error:
            if error.response["Error"]["Code"] not in DENIED:
                raise
            return cls([], str(why(error)), deployed, period)

    @property
    def document(self) -> Mapping[str, Any]:
        """What `make validate --json` says, and beside it why nothing was read."""
        document = as_document(self.tallies, self.deployed, self.period)
        return {**document, "holds": document["holds"] and not self.unread, "unread": self.unread}

    @property
    def accounts(self) -> Sequence[str]:
        """The accounts that have records."""
        return sorted({tally.account for tally in self.tallies} or {self.deployed.account})

    def calendar(self) -> Iterator[Day]:
        """Yields each day of the period."""
        day = self.period.since.date()
        while day <= self.period.until.date():
            key = f"{day:%Y/%m/%d}"
            counted = [tally.days[key] for tally in self.tallies if key in tally.days]
            yield Day(
                day=f"{day}",
                digests=sum(each.digests for each in counted),
                files=sum(each.files for each in counted),
                findings=sum(
                    key in finding.key or f"{day}" in finding.says
                    for tally in self.tallies
                    for finding in tally.findings
                ),
            )
            day += timedelta(days=1)
