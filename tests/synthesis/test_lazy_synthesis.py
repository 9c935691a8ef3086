"""The application as a whole is lazy, and synthesises the same as if it were not."""

from dataclasses import dataclass
from pathlib import Path

import pytest

import main
from tests.bindings import PROVIDER, imported_by_the_stacks
from tests.program import REPORT_KERNEL, Program, files_in
from tests.scenarios import SCENARIOS

PROJECT = Path(main.__file__).parent

# Synthesises every scenario below the folder named, and prints which resources Python has loaded.
SYNTHESISE = f"""
import json, pathlib, sys
import main
from tests.scenarios import SCENARIOS

pathlib.Path(sys.argv[1]).mkdir()
for name, settings in SCENARIOS.items():
    main.build(settings, f"{{sys.argv[1]}}/{{name}}").synth()
names = {{m.split(".")[1] for m in sys.modules if m.startswith("{PROVIDER}.")}}
print(json.dumps(sorted(name for name in names if not name.startswith("_"))))
"""


@dataclass(frozen=True)
class Synthesis:
    """What was written for each scenario, and what that took in Python and in the kernel."""

    output: Path
    python: set[str]
    kernel: set[str]
    archiver: bool


def synthesise(folder: Path, output: str, source: str) -> Synthesis:
    program = Program(folder, home=PROJECT)
    python = program.python(source, output, NODE_OPTIONS=REPORT_KERNEL)
    kernel = program.kernel()
    return Synthesis(folder / output, {*python}, {*kernel["loaded"]}, kernel["archiver"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("synthesis")


@pytest.fixture(scope="module")
def lazy(folder: Path) -> Synthesis:
    return synthesise(folder, "lazy", SYNTHESISE)


@pytest.fixture(scope="module")
def stock(folder: Path) -> Synthesis:
    """As without the lazy bindings: all is imported before, which takes most of the time here."""
    # A third more would go into looking for garbage in what is imported, until the very end.
    imported = f"import gc\ngc.disable()\nimport {PROVIDER}\ngc.freeze()"
    return synthesise(folder, "stock", f"{imported}\n{SYNTHESISE}")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_lazy_bindings_change_no_byte(scenario: str, lazy: Synthesis, stock: Synthesis) -> None:
    written = files_in(lazy.output / scenario)
    assert {"stacks/LogBucketStack/cdk.tf.json", "manifest.json"} <= written.keys()
    assert written == files_in(stock.output / scenario)


def test_they_step_aside_when_the_provider_is_imported_already(stock: Synthesis) -> None:
    assert len(stock.python) > 2000
    assert "index.js" in stock.kernel
    assert "lazy-index.js" not in stock.kernel


def test_the_kernel_does_not_load_the_zip_library(lazy: Synthesis, stock: Synthesis) -> None:
    assert not lazy.archiver
    assert stock.archiver


def test_only_the_resources_that_the_stacks_import_are_loaded(lazy: Synthesis) -> None:
    imported = imported_by_the_stacks()
    assert lazy.python == imported
    # Which no scenario needs: it looks for a state in a bucket.
    used = imported - {"data_aws_s3_objects"}
    in_kernel = {f"{name.replace('_', '-')}/index.js" for name in used}
    assert lazy.kernel == {"lazy-index.js", *in_kernel}
