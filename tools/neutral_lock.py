"""Takes the package registry's address out of `Pipfile.lock`, so that everybody uses their own."""

import json
from pathlib import Path

LOCK = Path("Pipfile.lock")


def main() -> None:
    """Rewrites the lock in place; `pipenv sync` and `pipenv verify` accept the result."""
    lock = json.loads(LOCK.read_text())
    lock["_meta"]["sources"] = []
    for section in ("default", "develop"):
        for package in lock[section].values():
            package.pop("index", None)
    LOCK.write_text(json.dumps(lock, indent=4, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
