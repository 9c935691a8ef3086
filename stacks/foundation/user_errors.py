"""What is for the user to mend ends in one sentence, not in a traceback."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from stacks.foundation.setting_rules import SettingsError

# How Node.js words what the operating system refuses: "ENOTDIR: not a directory, mkdir '/x/y'".
_REFUSED = re.compile(r"E[A-Z]+: ")


@contextmanager
def one_sentence() -> Iterator[None]:
    """Ends the program where settings are not valid, or the stacks cannot be written."""
    try:
        yield
    except SettingsError as error:
        sys.exit(str(error))
    except RuntimeError as error:
        if not _REFUSED.match(str(error)):
            raise
        sys.exit(f"The stacks cannot be written: {error}")
