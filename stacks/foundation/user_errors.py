"""What is for the user to mend ends in one sentence, not in a traceback."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from stacks.foundation.home import can_be_written
from stacks.foundation.setting_rules import SettingsError

# How Node.js words what the operating system refuses: "ENOTDIR: not a directory, mkdir '/x/y'".
_REFUSED = re.compile(r"E[A-Z]+: ")


def require_node() -> None:
    """Ends the program unless Node.js is there, which CDKTF starts as soon as it is imported.

    Where the home has no room for it, jsii does without the copies that it keeps there.
    """
    node = os.environ.get("JSII_NODE", "node")
    if shutil.which(node) is None:
        sys.exit(f"Node.js is needed, and {node} is not there: install it (nodejs.org, version 24)")
    if not can_be_written(".cache/aws/jsii"):
        os.environ.setdefault("JSII_RUNTIME_PACKAGE_CACHE", "disabled")


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
