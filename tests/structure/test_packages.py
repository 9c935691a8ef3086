"""Who deploys installs nothing of what only the tests need."""

import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec

from tools.cdktf import PROJECT

MAKEFILE = (PROJECT / "Makefile").read_text()
PROGRAMS = re.findall(r"^[a-z-]+: ready .*\n\t@\$\(IN_VENV\) -m (\S+)", MAKEFILE, re.MULTILINE)
INSTALLED = set(json.loads((PROJECT / "Pipfile.lock").read_text())["default"])
ABSENT = [
    module
    for module, distributions in packages_distributions().items()
    if not INSTALLED & {each.lower().replace("_", "-") for each in distributions}
]


def module_of(program: str) -> str:
    """Returns what `python -m` imports for a program."""
    spec = find_spec(program)
    assert spec
    return f"{program}.__main__" if spec.submodule_search_locations else program


def test_what_deployers_run_imports_only_what_they_install() -> None:
    assert {"pytest", "moto"} < set(ABSENT)
    assert {"tools.deploy", "tools.evidence"} < set(PROGRAMS)
    modules = ", ".join(map(module_of, ["main", *PROGRAMS]))
    code = f"import sys; sys.modules.update(dict.fromkeys({ABSENT})); import {modules}"
    imported = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True
    )
    assert imported.returncode == 0, imported.stderr
