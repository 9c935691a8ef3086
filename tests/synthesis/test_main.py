"""`main.py` as the command line runs it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from stacks.foundation.user_errors import one_sentence
from stacks.settings import Settings, SettingsError, load

import pytest

import main
from tests.scenarios import SCENARIOS

PROJECT = Path(main.__file__).parent


def run_main(
    outdir: Path, project: Path = PROJECT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=project,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_bad_settings_end_in_one_message_and_write_nothing(tmp_path: Path) -> None:
    outdir = tmp_path / "out"
    completed = run_main(outdir, LOGGING_TRAIL_NAME="a..b", LOGGING_TAGS="x")
    assert completed.returncode == 1
    assert completed.stdout == ""
    assert completed.stderr.splitlines()[0] == "The settings are not valid. Nothing was written."
    assert "Traceback" not in completed.stderr
    assert "trail_name" in completed.stderr
    assert "tags" in completed.stderr
    assert not outdir.exists()


def test_the_command_line_can_start_it_in_any_shell(tmp_path: Path) -> None:
    app = json.loads((PROJECT / "cdktf.json").read_text())["app"]
    shell = {"PYTHONSAFEPATH": "1", "PIP_USER": "1", "NODE_ENV": "production"}
    done = subprocess.run(
        app,
        shell=True,
        cwd=PROJECT,
        env={**os.environ, **shell, "CDKTF_OUTDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "stacks/CloudtrailStack/cdk.tf.json").exists()


def test_make_installs_and_starts_the_same_in_any_shell() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    unset = ("PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE")
    shown = " ".join(f"$${{{name}-unset}}" for name in unset)
    done = subprocess.run(
        ["make", "--file=-", "--silent", "show"],
        input=f"{makefile}\nshow: ; @echo $$PIP_USER {shown}\n",
        cwd=PROJECT,
        env={**os.environ, "PIP_USER": "1", **dict.fromkeys(unset, "1")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0 unset unset\n"
    assert "npm ci --include=dev" in makefile, "NODE_ENV=production would leave out the CLI"


def test_a_synthesis_starts_no_terraform(tmp_path: Path) -> None:
    """CDKTF would for some resources, once for each: it took most of the time of many trails."""
    started = tmp_path / "started"
    terraform = tmp_path / "terraform"
    terraform.write_text(f"#!/bin/sh\ntouch {started}\necho Terraform v1.11.0\n")
    terraform.chmod(0o755)
    completed = run_main(tmp_path / "out", TERRAFORM_BINARY_NAME=str(terraform))
    assert completed.returncode == 0, completed.stderr
    assert not started.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"context": ', "cdktf.json = null (file): cannot be read: Expecting value: line 1"),
        ('{"context": {"a": 1, "a": 2}}', "cdktf.json = null (file): cannot be read: duplicate"),
        ('{"context": []}', "context = [] (cdktf.json): allowed: an object"),
        ('{"context": {"logging": 3}}', "logging = 3 (cdktf.json): allowed: an object"),
        ("[" * 100_000, "cdktf.json = null (file): cannot be read: maximum recursion depth"),
        (b"\xff\xfe", "cdktf.json = null (file): cannot be read: "),
        (
            '{"context": {"logging": {"object_lock": {"mode": [{"a": 1}], "days": 1}}}}',
            'object_lock.mode = [{"a": 1}] (cdktf.json): allowed: one of GOVERNANCE, COMPLIANCE',
        ),
        (None, "cdktf.json = null (file): cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    content: str | bytes | None, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "cdktf.json"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError) as refused:
        load(file, {})
    first, second = str(refused.value).splitlines()
    assert first == "The settings are not valid. Nothing was written."
    assert second.startswith(f"  {sentence}")


def test_the_program_prints_that_sentence(tmp_path: Path) -> None:
    (tmp_path / "main.py").symlink_to(PROJECT / "main.py")
    (tmp_path / "cdktf.json").write_text("[" * 100_000)
    done = run_main(tmp_path / "out", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == "The settings are not valid. Nothing was written."
    assert second.startswith("  cdktf.json = null (file): cannot be read: maximum recursion")
    assert not (tmp_path / "out").exists()


def test_variables_that_clash_are_one_sentence(tmp_path: Path) -> None:
    done = run_main(
        tmp_path / "out", LOGGING_OBJECT_LOCK="null", LOGGING_OBJECT_LOCK__MODE="GOVERNANCE"
    )
    assert done.returncode == 1
    _, sentence = done.stderr.splitlines()
    assert sentence.endswith("allowed: either this or the environment variable LOGGING_OBJECT_LOCK")


@pytest.mark.parametrize("below", ["", "folder"])
def test_an_output_folder_that_cannot_be_written_is_one_sentence(
    below: str, tmp_path: Path
) -> None:
    """A file in its place: permissions do not bind who runs this as root."""
    (tmp_path / "file").touch()
    done = run_main(tmp_path / "file" / below)
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("The stacks cannot be written: ENOTDIR: not a directory, mkdir '")
    assert (tmp_path / "file").read_bytes() == b""


def test_an_output_folder_that_the_system_refuses_is_one_sentence(tmp_path: Path) -> None:
    """In any way: this one has a name that is too long for every file system."""
    done = run_main(tmp_path / ("x" * 300))
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert re.match(r"The stacks cannot be written: E[A-Z]+: ", sentence)


@pytest.mark.parametrize("module", ["stacks.foundation.private_topic", "stacks.log_bucket_stack"])
def test_whatever_needs_node_first_says_so(module: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=PROJECT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Node.js is needed, and node is not there: install it")


def test_without_node_it_is_one_sentence(tmp_path: Path) -> None:
    done = run_main(tmp_path / "out", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Node.js is needed, and node is not there: install it (nodejs.org, version 24)\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_fault_of_the_program_itself_keeps_its_traceback() -> None:
    with pytest.raises(RuntimeError, match="a fault"), one_sentence():
        raise RuntimeError("a fault of ours")


def test_the_program_writes_what_the_tests_look_at(tmp_path: Path) -> None:
    completed = run_main(tmp_path / "program", LOGGING_TRAIL_NAME="Named")
    assert (completed.returncode, completed.stderr) == (0, "")
    main.build(Settings(trail_name="Named"), str(tmp_path / "tests")).synth()
    assert files(tmp_path / "program") == files(tmp_path / "tests")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_two_syntheses_are_byte_equal_and_name_no_place_on_this_machine(
    scenario: str, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        main.build(SCENARIOS[scenario], str(tmp_path / name)).synth()
    first = files(tmp_path / "first")
    assert first == files(tmp_path / "second")
    assert len(first) == 3
    for content in first.values():
        assert str(PROJECT).encode() not in content
        assert str(tmp_path).encode() not in content
        # A home may be /root, and an alarm's name ends with /root_usage.
        assert not any(f"{Path.home()}{end}".encode() in content for end in ("/", '"', "\\"))


def test_a_home_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    # A file in the way is refused to every user, root too.
    (tmp_path / "file").write_text("")
    home = str(tmp_path / "file/home")
    done = subprocess.run(
        [sys.executable, "-m", "tools.cdktf", "synth", "--output", str(tmp_path / "cdktf.out")],
        cwd=PROJECT,
        env={**os.environ, "HOME": home},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
