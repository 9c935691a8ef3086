"""What a check answers."""

from enum import StrEnum

from attrs import frozen


class Result(StrEnum):
    """How a check ended; `NOT_YET` is what time alone can turn into `OK`."""

    OK = "ok"
    FAILED = "FAILED"
    NOT_YET = "not yet"


@frozen(kw_only=True)
class Row:
    """One thing that must hold: what was seen of it, where to look, and what to do about it."""

    check: str
    result: Result
    observed: str
    link: str
    remedy: str = ""


def in_days(days: int | None) -> str:
    """Returns how long that is."""
    return "1 day" if days == 1 else f"{days} days"
