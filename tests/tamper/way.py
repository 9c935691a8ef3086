"""One way to stop, blind, weaken, divert, thin out or forge a trail."""

from collections.abc import Callable

from stacks.foundation.checks import Result
from stacks.foundation.deployed import Deployed

from attrs import frozen

from tools.verify.declared import DECLARED
from tools.verify.rows import Row

Act = Callable[[Deployed], object]


@frozen(kw_only=True)
class Way:
    """Something that is done to a deployment.

    `check` is the row that names it, about the resource whose name has `resource` in it, which may
    be the address of a resource that was deployed; `says` is in what the row says. `undo` does what
    the remedy says where no deploy puts it back. `alone` is what hides other ways.
    """

    what: str
    do: Act
    resource: str = ""
    check: str = DECLARED
    says: str = ""
    undo: Act | None = None
    alone: bool = False

    def is_named_by(self, row: Row) -> bool:
        """Says whether this row is about this way."""
        return (
            row.check == self.check
            and row.result is not Result.OK
            and self.resource in row.resource
            and self.says in row.observed
        )
