"""The caller's home, which may be missing or read-only: in a container, or for a service."""

import os
from pathlib import Path


def can_be_written(folder: str) -> bool:
    """Returns whether there is room in a folder of the home, which is made if it is not there."""
    try:
        path = Path("~", folder).expanduser()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    return os.access(path, os.W_OK)
