"""What does not hold, with the reason of somebody who has accepted it."""

from collections.abc import Iterator, Mapping, Sequence

from stacks.foundation.checks import Result

from attrs import frozen

from tools.evidence.model import Problem, Verdict
from tools.evidence.validation import Validation
from tools.validate.findings import MEANINGS, Kind
from tools.verify.rows import Row


def _id(kind: Kind) -> str:
    return f"validation {kind}"


# What a reason can be for, beside controls and checks.
VALIDATION_IDS = frozenset(map(_id, Kind))


@frozen
class Problems:
    """Finds problems; `accepted` are the reasons that hold, by the id of what they are for."""

    accepted: Mapping[str, str]

    def of(self, rows: Sequence[Row], validation: Validation) -> list[Problem]:
        """Returns what the checks and the validation of the records have found."""
        return [*self._of_rows(rows), *self._of_validation(validation)]

    def _of_rows(self, rows: Sequence[Row]) -> Iterator[Problem]:
        for row in rows:
            if row.result in (Result.FAILED, Result.NOT_YET):
                what = f"{row.check}: {row.resource}"
                yield self._problem(row.check, what, row.observed, row.remedy)

    def _of_validation(self, validation: Validation) -> Iterator[Problem]:
        """Yields one for each kind of finding of each account and region, with the first key."""
        if validation.unread:
            what = "The records and digests cannot be read"
            remedy = MEANINGS[Kind.UNREADABLE]
            yield self._problem(_id(Kind.UNREADABLE), what, validation.unread, remedy)
        for tally in validation.tallies:
            for kind in Kind:
                found = list(tally.of(kind))
                if found:
                    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
                    yield self._problem(
                        _id(kind),
                        f"{kind} in account {tally.account}, {tally.region}",
                        f"{found[0].key}: {found[0].says}{more}",
                        MEANINGS[kind],
                    )

    def _problem(self, id_: str, what: str, observed: str, remedy: str) -> Problem:
        return Problem(
            id=id_,
            what=what,
            observed=observed,
            remedy=remedy,
            verdict=Verdict.ACCEPTED if id_ in self.accepted else Verdict.DOES_NOT_HOLD,
            reason=self.accepted.get(id_, ""),
        )


def verdict_of(problems: Sequence[Problem]) -> Verdict:
    """Returns what all of them come to."""
    verdicts = {each.verdict for each in problems}
    if Verdict.DOES_NOT_HOLD in verdicts:
        return Verdict.DOES_NOT_HOLD
    return Verdict.ACCEPTED if verdicts else Verdict.HOLDS
