"""Two settings that are each valid and cannot be used together."""

import json
from collections.abc import Callable
from functools import reduce
from operator import getitem
from typing import Any

from stacks.foundation.setting_rules import Problem

from attrs import AttrsInstance, asdict, frozen


@frozen
class Conflict:
    """Two settings that exclude each other; a period in a key leads into a part."""

    key: str
    other: str
    exists: Callable[[Any], bool]
    why: str

    def problem(self, settings: AttrsInstance) -> Problem:
        """Returns the problem as these settings have it."""
        values: Any = asdict(settings)
        got, other = (reduce(getitem, key.split("."), values) for key in (self.key, self.other))
        return Problem(self.key, got, f"{self.why} ({self.other} is {json.dumps(other)})")
