"""One way to stop, blind, weaken, divert, thin out or forge a trail."""

from collections.abc import Callable

from stacks.foundation.deployed import Deployed

from attrs import field, frozen

from tools.verify.declared import DECLARED

Act = Callable[[Deployed], object]


@frozen(kw_only=True)
class Way:
    """Something that is done to a deployment.

    `check` is the row that names it, about the resource whose name has `resource` in it, which may
    be the address of a resource that was deployed. `undo` puts back what no deploy does; `alone`
    is what hides other ways.
    """

    what: str
    do: Act
    resource: str = ""
    check: str = DECLARED
    undo: Act | None = None
    alone: bool = field(default=False)
