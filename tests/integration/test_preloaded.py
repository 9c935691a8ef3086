"""A command that is not started anew says and does the same as one that `make` starts."""

import os
import subprocess

import pytest

from tests import preloaded
from tools.terraform import Done


def said(done: Done) -> tuple[int, str, str | None]:
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("command", "options", "environment", "status"),
    [
        ("deploy", ("--help",), {}, 0),
        ("verify", ("--no-weight",), {}, 2),
        ("diff", (), {"LOGGING_REGION": "nowhere", "LOGGING_LOG_RETENTION_DAYS": "2"}, 1),
    ],
)
def test_it_says_the_same(
    command: str, options: tuple[str, ...], environment: dict[str, str], status: int
) -> None:
    whole = {**os.environ, **environment}
    started = preloaded.start(command, *options, environment=whole, stderr=subprocess.PIPE)
    assert started.stdout + started.stderr
    assert started.returncode == status
    run = preloaded.run(command, *options, environment=whole, stderr=subprocess.PIPE)
    assert said(run) == said(started)
    together = preloaded.run(command, *options, environment=whole)
    assert together.stdout == run.stdout + run.stderr
    # And what was there is forgotten.
    assert said(preloaded.run("deploy", "--help", environment=os.environ))[0] == 0


def test_while_one_runs_another_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def start(name: str, *options: str, **_: object) -> Done:
        asked.append(name)
        return Done([name], 0, "")

    monkeypatch.setattr(preloaded, "start", start)

    def meanwhile(*_: object) -> Done:
        return preloaded.run("verify", environment={})

    monkeypatch.setattr(preloaded, "_forked", meanwhile)
    preloaded.run("deploy", environment={})
    assert asked == ["verify"]
