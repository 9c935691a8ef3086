"""The project's own commands, run by a process that has imported all they need.

A command else spends most of its time on starting Python, Node.js and CDKTF: a second of processor.
What is tested of the start itself runs `python -m tools.deploy` instead.

https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
"""

import gc
import os
import runpy
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.shared_models import share_models
from tools.cdktf import PROJECT
from tools.terraform import Done

# Longer than anything here takes, with all cores busy; what is still under way then hangs.
PATIENCE = 900

# Files: what is typed, what is printed, and what goes to stderr.
_Streams = tuple[str, str, str]

_COMMANDS = (
    *("adopt", "apply_plan", "deploy", "destroy", "diff", "evidence", "migrate_state", "plan"),
    *("state_bucket", "test_alarm", "validate", "verify"),
)


def _module(name: str) -> str:
    is_package = Path(PROJECT, "tools", name).is_dir()
    return f"tools.{name}.__main__" if is_package else f"tools.{name}"


share_models()

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, *map(_module, _COMMANDS)])

# All its commands talk to the one Node.js that it has started.
_one_at_a_time = threading.Lock()


def prepare() -> None:
    """Starts the process, which keeps the environment of this moment: that of no test."""
    ensure_running()


def run(
    name: str,
    *options: str,
    environment: Mapping[str, str],
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.STDOUT,
) -> Done:
    """Runs a command until it ends, and returns its exit status and what it printed.

    `stdin` may be a terminal, and `stderr` be `subprocess.PIPE`. While one runs, another one is
    started as usual. Raises `subprocess.TimeoutExpired`.
    """
    if not _one_at_a_time.acquire(blocking=False):
        return start(name, *options, environment=environment, stdin=stdin, stderr=stderr)
    try:
        return _forked(name, options, environment, stdin, stderr)
    finally:
        _one_at_a_time.release()


@contextmanager
def under_way(
    name: str, *options: str, environment: Mapping[str, str], printed: Path
) -> Iterator[BaseProcess]:
    """Begins a command, in a process group of its own; what it prints goes to a file."""
    with _one_at_a_time:
        streams = (os.devnull, str(printed), str(printed))
        with _process(name, options, environment, streams) as process:
            yield process


def start(
    name: str,
    *options: str,
    environment: Mapping[str, str],
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.STDOUT,
) -> Done:
    """Runs a command as `make` does, and returns its exit status and what it printed."""
    return subprocess.run(
        [sys.executable, "-m", f"tools.{name}", *options],
        cwd=PROJECT,
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _forked(
    name: str,
    options: tuple[str, ...],
    environment: Mapping[str, str],
    stdin: int,
    stderr: int,
) -> Done:
    typed = os.devnull if stdin == subprocess.DEVNULL else os.ttyname(stdin)
    with NamedTemporaryFile("r") as printed, NamedTemporaryFile("r") as complained:
        apart = complained if stderr == subprocess.PIPE else printed
        streams = (typed, printed.name, apart.name)
        with _process(name, options, environment, streams) as process:
            process.join(PATIENCE)
            status = process.exitcode
        said = printed.read(), complained.read()
    if status is None:
        raise subprocess.TimeoutExpired(name, PATIENCE, *said)
    return Done([name, *options], status, *said)


@contextmanager
def _process(
    name: str, options: tuple[str, ...], environment: Mapping[str, str], streams: _Streams
) -> Iterator[BaseProcess]:
    process = _CONTEXT.Process(target=_become, args=(name, options, dict(environment), streams))
    process.start()
    try:
        yield process
    finally:
        # Unless it has ended.
        process.kill()


def _become(
    name: str,
    options: tuple[str, ...],
    environment: Mapping[str, str],
    streams: _Streams,
) -> None:
    # Whoever looks for garbage in what was imported would copy all its memory.
    gc.freeze()
    os.setpgid(0, 0)
    typed, *printed = streams
    os.dup2(os.open(typed, os.O_RDONLY | os.O_NOCTTY), 0)
    sys.stdin = os.fdopen(0, closefd=False)
    for stream, file in enumerate(printed, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND), stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(PROJECT)
    sys.argv = [name, *options]
    # Imported, it is not yet what runs.
    del sys.modules[_module(name)]
    runpy.run_module(_module(name), run_name="__main__", alter_sys=True)
