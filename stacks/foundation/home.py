"""The caller's home, which may be missing or read-only: in a container, or for a service."""

import os
from pathlib import Path


def can_be_written(folder: str) -> bool:
    """Returns whether a folder of the home can be written, or made where it is not there."""
    try:
        path = Path("~", folder).expanduser()
        there = next(each for each in (path, *path.parents) if each.exists())
    except (OSError, RuntimeError):
        return False
    return there.is_dir() and os.access(there, os.W_OK)
