"""What a validation counts, and what it can find."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import define, field, frozen


class Kind(StrEnum):
    """What is wrong with a file, or with the time between two."""

    CHANGED = "changed"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNNAMED = "unnamed"
    GAP = "gap"


MEANINGS = {
    Kind.CHANGED: "The file is not what CloudTrail wrote: what it says proves nothing. An older "
    "version in the bucket may still be the right one.",
    Kind.MISSING: "CloudTrail wrote the file, and it is gone. A version that a delete marker hides "
    "is still in the bucket.",
    Kind.UNREADABLE: "S3 does not give out what the file says: the key is shut or somebody else's, "
    "the file is archived, or the caller may not read it.",
    Kind.UNNAMED: "No digest lists the file: CloudTrail did not write it, or the digest that lists "
    "it is gone or unreadable.",
    Kind.GAP: "Nothing proves what happened in this time: logging or validation was off, the trail "
    "was made anew, or the digests are gone or unreadable.",
}


@frozen
class Finding:
    """Something that is wrong: the key of the file, or the folder of a gap, and what was seen."""

    kind: Kind
    key: str
    says: str


@define
class Day:
    """How many digests ended, and how many files were written, on a day of one region."""

    digests: int = 0
    files: int = 0


@define
class Tally:
    """What was seen of one account and region; `pending` files wait for their hour's digest."""

    account: str
    region: str
    digests: int = 0
    files: int = 0
    valid: int = 0
    pending: int = 0
    findings: list[Finding] = field(factory=list)
    # By day, as in a key: 2026/01/31.
    days: dict[str, Day] = field(factory=dict)

    def of(self, kind: Kind) -> Iterator[Finding]:
        """Yields the findings of one kind."""
        return (each for each in self.findings if each.kind is kind)

    def on(self, day: str) -> Day:
        """Returns what is counted of one day."""
        return self.days.setdefault(day, Day())

    def add(self, kind: Kind, key: str, says: str) -> None:
        """Keeps a finding."""
        self.findings.append(Finding(kind, key, says))
