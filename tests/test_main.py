"""`main.py` as the command line runs it."""

import os
import subprocess
import sys
from pathlib import Path

from stacks.settings import Settings

import pytest

import main
from tests.scenarios import SCENARIOS

PROJECT = Path(main.__file__).parent


def run_main(outdir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=PROJECT,
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
