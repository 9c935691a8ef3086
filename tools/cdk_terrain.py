"""Moves the project to CDK Terrain, CDKTF's maintained fork: `python -m tools.cdk_terrain`.

Nothing in AWS or in Terraform's state changes by it. What is left to do afterwards is in
docs/cdk-terrain.md.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.cdktf import PROJECT

# What stands in which files, and what becomes of it.
RENAMES = (
    ("*.py", "from cdktf import", "from cdktn import"),
    ("*.py", "cdktf_cdktf_provider_aws", "cdktn_provider_aws"),
    ("tools/cdktf.py", "node_modules/.bin/cdktf", "node_modules/.bin/cdktn"),
    ("Pipfile", 'cdktf = "==0.21.0"', 'cdktn = "==0.24.0"'),
    ("Pipfile", 'cdktf-cdktf-provider-aws = "==20.1.0"', 'cdktn-provider-aws = "==25.8.1"'),
    ("package.json", '"cdktf-cli": "0.21.0"', '"cdktn-cli": "0.24.0"'),
)

# Not of the project, or written anew anyway; and this file, which names what it looks for.
SKIPPED = {".git", ".tools", ".venv", "cdktf.out", "node_modules", "cdk_terrain.py"}


def rename(project: Path) -> list[Path]:
    """Renames what is CDKTF's in the files of a project, and returns those that changed."""
    changed = []
    for file in _files(project):
        before = after = file.read_text()
        for pattern, old, new in RENAMES:
            if file.relative_to(project).match(pattern):
                after = after.replace(old, new)
        if after != before:
            file.write_text(after)
            changed.append(file)
    return changed


def _files(project: Path) -> Iterator[Path]:
    for pattern in sorted({pattern for pattern, _, _ in RENAMES}):
        for file in sorted(project.rglob(pattern)):
            if SKIPPED.isdisjoint(file.relative_to(project).parts):
                yield file


def main() -> None:
    """Renames in this project, and says where."""
    changed = rename(PROJECT)
    print(*(file.relative_to(PROJECT) for file in changed), sep="\n")
    print(f"{len(changed)} files changed. Now: make lock, make test.", file=sys.stderr)


if __name__ == "__main__":
    main()
