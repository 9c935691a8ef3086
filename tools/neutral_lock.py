"""Takes addresses out of the lock files: of registries, and of those who ask for donations."""

import json
from pathlib import Path

PIPFILE_LOCK = Path("Pipfile.lock")
NPM_LOCK = Path("package-lock.json")


def main() -> None:
    """Rewrites both locks in place; `pipenv sync`, `pipenv verify` and `npm ci` accept them."""
    lock = json.loads(PIPFILE_LOCK.read_text())
    lock["_meta"]["sources"] = []
    for section in ("default", "develop"):
        for package in lock[section].values():
            package.pop("index", None)
    PIPFILE_LOCK.write_text(json.dumps(lock, indent=4, sort_keys=True) + "\n")

    lock = json.loads(NPM_LOCK.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    NPM_LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
