"""What ends `make deploy-local` before anything starts."""

import sys
from pathlib import Path

import pytest

from tools.local_aws import __main__ as program


def test_a_file_of_reasons_that_is_wrong_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons = tmp_path / "evidence.toml"
    reasons.write_text("accepted = 1")
    monkeypatch.setattr(program, "REASONS", reasons)
    monkeypatch.setattr(program, "LOCAL", tmp_path / "local")
    monkeypatch.setattr(sys, "argv", ["deploy-local"])
    with pytest.raises(SystemExit, match=r"accepted = 1 \(evidence.toml\): allowed: tables"):
        program.main()
    assert not (tmp_path / "local").exists()
