"""The lazy bindings load what is used, change nothing else, and step aside where they do not fit.

Every test runs a program of its own, because what has been imported cannot be taken back.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.program import REPORT_KERNEL, Program
from tools.cdktf import PROJECT

FOLDER = PROJECT / "stacks" / "lazy_bindings"
PROVIDER = "cdktf_cdktf_provider_aws"
INSTALL = f"from lazy_bindings import install; install({PROVIDER!r})\n"

# Synthesises into the folder named after it, and prints what it saw.
SAMPLE = """
import json, os, subprocess, sys
environment = dict(os.environ)
from cdktf import App, TerraformOutput, TerraformStack
import cdktf_cdktf_provider_aws as aws
from cdktf_cdktf_provider_aws import sqs_queue
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket, S3BucketVersioning

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "Stack")
AwsProvider(stack, "Aws", region="us-east-2")
bucket = S3Bucket(stack, "Bucket", versioning=S3BucketVersioning(enabled=True))
queue = sqs_queue.SqsQueue(stack, "Queue", name="q", tags={"bucket": bucket.arn})
topic = aws.sns_topic.SnsTopic(stack, "Topic")
TerraformOutput(stack, "Url", value=queue.url)
app.synth()

from jsii import _reference_map
print(json.dumps({
    "modules": sorted(m for m in sys.modules if m.startswith(aws.__name__ + ".")),
    "types": sorted(getattr(_reference_map, "_submodule_fqn_map", {})),
    "environment_kept": dict(os.environ) == environment,
    "child_node_options": subprocess.run(
        [sys.executable, "-c", "import os; print(os.environ.get('NODE_OPTIONS'))"],
        capture_output=True, text=True).stdout.strip(),
}))
"""


def program_in(folder: Path) -> Program:
    """Copy the lazy bindings, alone, to a path that needs every kind of quoting."""
    home = folder / r'a "copy" of\it'
    shutil.copytree(FOLDER, home / "lazy_bindings", ignore=shutil.ignore_patterns("__pycache__"))
    return Program(folder, home)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return program_in(tmp_path)


@dataclass(frozen=True)
class Synthesis:
    """What the sample program saw in Python and in the kernel."""

    python: dict[str, Any]
    kernel: dict[str, Any]


CALLERS_OPTIONS = f"{REPORT_KERNEL} --no-warnings"


@pytest.fixture(scope="module")
def lazy(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    program = program_in(tmp_path_factory.mktemp("synthesis"))
    seen = program.python(INSTALL + SAMPLE, "out", NODE_OPTIONS=CALLERS_OPTIONS)
    return Synthesis(seen, program.kernel())


def test_python_loads_only_the_modules_asked_for(lazy: Synthesis) -> None:
    names = {module.split(".")[1] for module in lazy.python["modules"]}
    asked_for = {"provider", "s3_bucket", "sns_topic", "sqs_queue"}
    assert names - {"_jsii", "_private"} == asked_for


def test_the_kernel_loads_only_the_modules_asked_for(lazy: Synthesis) -> None:
    asked_for = {"provider", "s3-bucket", "sns-topic", "sqs-queue"}
    assert {*lazy.kernel["loaded"]} == {"lazy-index.js", *(f"{n}/index.js" for n in asked_for)}


def test_the_callers_environment_is_as_before(lazy: Synthesis) -> None:
    assert lazy.python["environment_kept"]
    assert lazy.python["child_node_options"] == CALLERS_OPTIONS
    assert lazy.kernel["node_options"] == CALLERS_OPTIONS


def test_an_absent_node_options_stays_absent_everywhere(program: Program) -> None:
    node = program.folder / "node"
    node.write_text(f'#!/bin/sh\nexec node {REPORT_KERNEL} "$@"\n')
    node.chmod(0o755)
    seen = program.python(INSTALL + SAMPLE, "out", JSII_NODE=str(node))
    assert seen["environment_kept"]
    assert seen["child_node_options"] == "None"
    assert program.kernel()["node_options"] is None
    assert "lazy-index.js" in program.kernel()["loaded"]


def test_jsii_knows_the_module_of_every_type(lazy: Synthesis) -> None:
    assert len(lazy.kernel["names"]) > 2000
    in_kernel = {f"@cdktf/provider-aws.{name}" for name in lazy.kernel["names"]}
    assert {t for t in lazy.python["types"] if t.startswith("@cdktf/provider-aws.")} == in_kernel


def test_types_still_resolve(program: Program) -> None:
    seen = program.python(
        INSTALL
        + """
import json, sys
import jsii
from cdktf import App, TerraformStack
from constructs import ConstructOrder
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket, S3BucketVersioning

class MadeInNode:
    __jsii_type__ = "@cdktf/provider-aws.snsTopic.SnsTopic"

stack = TerraformStack(App(outdir="out"), "Stack")
bucket = S3Bucket(stack, "Bucket", versioning=S3BucketVersioning(enabled=True))
made_in_node = MadeInNode()
jsii.create(MadeInNode, made_in_node, [stack, "Topic"])
del jsii._reference_map._refs._refs[made_in_node.__jsii_ref__.ref]  # Python has not seen it yet
imported_before = "cdktf_cdktf_provider_aws.sns_topic" in sys.modules
topic = stack.node.find_child("Topic")
print(json.dumps({
    "imported before": imported_before,
    "nobody imported": f"{type(topic).__module__}.{type(topic).__name__}",
    "its attribute": topic.arn.startswith("${TfToken["),
    "reference": type(bucket.versioning).__name__,
    "struct": bucket.versioning_input.enabled,
    "enum": [c.node.id for c in stack.node.find_all(ConstructOrder.POSTORDER)],
}))
"""
    )
    assert seen == {
        "imported before": False,
        "nobody imported": f"{PROVIDER}.sns_topic.SnsTopic",
        "its attribute": True,
        "reference": "S3BucketVersioningOutputReference",
        "struct": True,
        "enum": ["Bucket", "Topic", "Stack"],
    }


def test_an_asset_is_still_packed(program: Program) -> None:
    source = program.folder / "source"
    source.mkdir()
    (source / "inside.txt").write_text("packed")
    archive = program.python(
        INSTALL
        + """
import json, sys
from cdktf import App, AssetType, TerraformAsset, TerraformStack
app = App(outdir="out")
stack = TerraformStack(app, "Stack")
asset = TerraformAsset(stack, "Asset", path=sys.argv[1], type=AssetType.ARCHIVE)
app.synth()
print(json.dumps(asset.path))
""",
        str(source),
    )
    with ZipFile(program.folder / "out" / "stacks" / "Stack" / archive) as packed:
        assert packed.read("inside.txt") == b"packed"


def test_the_package_looks_as_before(program: Program) -> None:
    seen = program.python(
        INSTALL
        + """
import importlib, json, sys
import cdktf_cdktf_provider_aws as aws
listed = dir(aws)
def message(attempt):
    try:
        return attempt()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
def import_it():
    from cdktf_cdktf_provider_aws import nothing
seen = {
    "listed": {"s3_bucket", "xray_group", "__doc__"} <= set(listed),
    "loaded by looking": sorted(m for m in vars(aws) if m in ("s3_bucket", "xray_group")),
    "unknown attribute": message(lambda: aws.nothing),
    "unknown import": message(import_it).split(" (")[0],
    "metadata": [aws.__spec__.name, aws.__spec__.submodule_search_locations == aws.__path__,
                 aws.__file__.endswith("__init__.py"), "CDKTF prebuilt" in aws.__doc__],
    "attribute": aws.xray_group is sys.modules["cdktf_cdktf_provider_aws.xray_group"],
}
seen["reloaded"] = importlib.reload(aws).s3_bucket.S3Bucket.__name__
print(json.dumps(seen))
"""
    )
    assert seen == {
        "listed": True,
        "loaded by looking": [],
        "unknown attribute": f"AttributeError: module '{PROVIDER}' has no attribute 'nothing'",
        "unknown import": f"ImportError: cannot import name 'nothing' from '{PROVIDER}'",
        "metadata": [PROVIDER, True, True, True],
        "attribute": True,
        "reloaded": "S3Bucket",
    }


def test_installing_twice_is_installing_once(program: Program) -> None:
    count = "import json, sys; before = len(sys.meta_path)\n"
    assert program.python(count + INSTALL * 2 + "print(len(sys.meta_path) - before)") == 1


# -- stepping aside ----------------------------------------------------------------------------


def test_node_steps_aside_when_the_kernel_runs_already(program: Program) -> None:
    it_fails_if_called = "from lazy_bindings import import_hook; import_hook.start_kernel = None\n"
    before = "import constructs\n" + INSTALL + it_fails_if_called
    seen = program.python(before + SAMPLE, "out", NODE_OPTIONS=CALLERS_OPTIONS)
    assert len(seen["modules"]) < 20
    assert seen["environment_kept"]
    assert "lazy-index.js" not in program.kernel()["loaded"]


def test_steps_aside_when_the_package_is_missing(program: Program) -> None:
    seen = program.python(
        "import json; from lazy_bindings import install; install('absent_provider')\n"
        "import cdktf\n"
        "try:\n    import absent_provider\n"
        "except ModuleNotFoundError as error:\n    print(json.dumps(str(error)))"
    )
    assert seen == "No module named 'absent_provider'"


NEEDED = "from ._jsii import *\n\n__all__ = []\n\n"
SUBMODULES = "from . import one\nfrom . import two\n"


def import_small_package(program: Program, source: str, before: str = "") -> list[str]:
    """Return which submodules importing the package has loaded."""
    package = program.folder / "small"
    (package / "_jsii").mkdir(parents=True)
    (package / "__init__.py").write_text(source)
    (package / "_jsii" / "__init__.py").write_text(
        "from types import SimpleNamespace\n"
        "__jsii_assembly__ = SimpleNamespace(name='small')\n"
        "__all__ = ['__jsii_assembly__']\n"
    )
    (package / "one.py").touch()
    (package / "two.py").touch()
    loaded: list[str] = program.python(
        "import json, sys; from lazy_bindings import install; install('small')\n"
        f"{before}import small\n"
        "print(json.dumps([n for n in ('one', 'two') if f'small.{n}' in sys.modules]))"
    )
    return loaded


def test_any_package_of_the_eager_layout_becomes_lazy(program: Program) -> None:
    assert import_small_package(program, NEEDED + SUBMODULES) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(NEEDED + SUBMODULES + "last = one\n", id="something-follows"),
        pytest.param(SUBMODULES, id="not-of-jsii"),
    ],
)
def test_python_steps_aside_for_another_layout(program: Program, source: str) -> None:
    assert import_small_package(program, source) == ["one", "two"]


def test_python_steps_aside_for_a_package_that_is_lazy_itself(program: Program) -> None:
    own = "def __getattr__(name: str) -> object:\n    return 'its own'\n"
    check = "import small; assert small.one == 'its own'\n"
    assert import_small_package(program, NEEDED + own, check) == []


def test_python_steps_aside_when_jsii_cannot_import_a_type_on_demand(program: Program) -> None:
    older = "from jsii import _reference_map; del _reference_map._submodule_fqn_map\n"
    assert import_small_package(program, NEEDED + SUBMODULES, older) == ["one", "two"]


@pytest.mark.parametrize(
    ("files", "request_", "loaded"),
    [
        pytest.param(["index", "lazy-index"], "absolute", "lazy-index", id="lazy"),
        pytest.param(["index"], "absolute", "index", id="no-lazy-index"),
        pytest.param(["index", "lazy-index"], "by-name", "index", id="asked-for-by-a-library"),
        pytest.param(["other", "lazy-index"], "absolute", "other", id="another-main"),
    ],
)
def test_the_preload_replaces_only_an_index_that_has_a_lazy_one(
    program: Program, files: list[str], request_: str, loaded: str
) -> None:
    package = program.folder / "node_modules" / "small"
    (package / "lib").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"main": f"lib/{files[0]}.js"}))
    for file in files:
        (package / "lib" / f"{file}.js").write_text(f"module.exports = {file!r};")
    request = str(package) if request_ == "absolute" else "small"
    assert preloaded(program, f"console.log(require({request!r}))") == loaded


@pytest.mark.parametrize(
    ("library", "order"),
    [
        pytest.param("cdktf/lib/private/fs.js", "mine archiver zip", id="cdktf"),
        pytest.param("other/lib/private/fs.js", "archiver mine zip", id="another-library"),
    ],
)
def test_the_preload_defers_the_zip_library_for_cdktf_only(
    program: Program, library: str, order: str
) -> None:
    """One that does call it in this process gets it then."""
    modules = program.folder / "node_modules"
    for file, source in {
        "archiver/index.js": "console.log('archiver'); module.exports = (format) => format;",
        library: "const it = require('archiver'); console.log('mine'); console.log(it('zip'));",
    }.items():
        (modules / file).parent.mkdir(parents=True)
        (modules / file).write_text(source)
    assert preloaded(program, f"require('./node_modules/{library}')").split() == order.split()


def preloaded(program: Program, source: str) -> str:
    preload = program.home / "lazy_bindings" / "lazy_index_preload.cjs"
    return program.node(source, "--require", str(preload))
