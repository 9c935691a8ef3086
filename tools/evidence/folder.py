"""The folder that is written: the page, the JSON, the answers of AWS, and the sums of all."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from tools.evidence.gather import Gathered
from tools.evidence.model import Evidence, RawFile
from tools.evidence.page import page

SUMS = "SHA256SUMS"


def write(gathered: Gathered, folder: Path) -> Evidence:
    """Writes everything into a folder, which must not exist, and returns the whole document.

    The folder is there when all of it is.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder.parent) as scratch:
        growing = Path(scratch, folder.name)
        (growing / "raw").mkdir(parents=True)
        evidence = attrs.evolve(gathered.evidence, raw=list(_write_raw(gathered, growing)))
        _write(growing / "evidence.json", as_json(evidence))
        _write(growing / "evidence.html", page(evidence))
        # As `sha256sum --check` reads it.
        sums = [
            f"{_sum(file)}  {file.relative_to(growing)}"
            for file in sorted(growing.rglob("*"))
            if file.is_file()
        ]
        _write(growing / SUMS, "\n".join(sums) + "\n")
        growing.rename(folder)
    return evidence


def as_json(evidence: Evidence) -> str:
    """Returns the document as JSON, as docs/evidence.schema.json describes it."""
    return json.dumps(attrs.asdict(evidence), indent=2, default=str) + "\n"


def _write_raw(gathered: Gathered, folder: Path) -> Iterator[RawFile]:
    for stack, plan in gathered.plans.items():
        says = f"what Terraform read of {stack}"
        name = f"raw/terraform-{stack}.json"
        yield _raw(folder, name, says, dict(sorted(plan.resources.items())))
    for number, answer in enumerate(gathered.answers, 1):
        service, _, operation = answer.call.partition(":")
        name = f"raw/{number:04}-{service}-{operation}.json"
        yield _raw(folder, name, f"{answer.call}, {answer.at}", attrs.asdict(answer))


def _raw(folder: Path, name: str, says: str, content: Any) -> RawFile:
    file = folder / name
    _write(file, json.dumps(content, indent=2, default=str) + "\n")
    return RawFile(file=name, sha256=_sum(file), says=says)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
