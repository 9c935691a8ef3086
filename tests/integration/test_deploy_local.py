"""`make deploy-local`, as the README prints it."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.chaos.attacks import processes
from tests.integration.lasting_provider import without_lasting_provider
from tests.pages.readme import README
from tools.cdktf import PROJECT

ENDPOINT = re.compile(r"http://127\.0\.0\.1:(\d+)")


@contextmanager
def deploy_local(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Runs the target as a terminal would: in a process group of its own.

    In the environment of the tests, in which the provider lasts, unless another one is given: one
    test here, and those of `make compat`, let Terraform start it as usual.
    """
    with subprocess.Popen(
        ["make", "deploy-local", *arguments],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """Returns what was printed up to the line with `text`."""
    assert process.stdout
    printed = ""
    for line in process.stdout:
        printed += line
        if text in line:
            return printed
    pytest.fail(f"ended without {text!r}:\n{printed}")


def port_in(printed: str) -> str:
    found = ENDPOINT.search(printed)
    assert found, printed
    return found[1]


def still_there(port: str) -> list[str]:
    """Returns what is left of a run: its server, and every process that was to talk to it."""
    left = [name for _, name in processes(f"http://127.0.0.1:{port}")]
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(port))) == 0:
            left.append("the server")
    return left


def wait_until_nothing_is_left(port: str) -> None:
    deadline = time.monotonic() + 30
    while still_there(port) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert still_there(port) == []


def rows_of(printed: str) -> list[list[str]]:
    """Returns the rows of the table, without what differs from one deployment to the next."""
    rows: list[list[str]] = []
    for line in re.findall(r"^│(.*)│$", printed, re.MULTILINE):
        check, result, observed = (cell.strip() for cell in line.split("│"))
        if check:
            rows.append([check, result, observed])
        else:
            # Where a line breaks depends on what is in it.
            rows[-1][2] += observed
    for row in rows:
        lasting = re.sub(r"Z_\w{16}", "Z_random", row[2])
        row[2] = re.sub(r"\d[\d,]*( s\b| min\b)?", "1", lasting).replace(" ", "")
    return rows


def test_it_deploys_proves_that_logs_arrive_destroys_and_ends() -> None:
    leftover = PROJECT / ".local" / "terraform.LogBucketStack.tfstate"
    leftover.parent.mkdir(exist_ok=True)
    leftover.write_text("the half-written state of a run that was killed")
    with deploy_local() as process:
        printed, _ = process.communicate()
    assert process.returncode == 0, printed
    assert rows_of(printed) == rows_of(README)
    # One screen.
    assert len(printed.splitlines()) < 50
    assert "\x1b" not in printed
    log = (PROJECT / ".local/deploy.log").read_text()
    assert "Destroy complete! Resources: 5 destroyed." in log
    assert "bucket_removal is retain: LogBucketStack keeps the bucket" in printed
    assert still_there(port_in(printed)) == []


def test_keep_waits_and_ctrl_c_leaves_nothing_behind() -> None:
    with deploy_local("KEEP=1") as process:
        printed = read_until(process, "aws s3api get-bucket-policy")
        port = port_in(printed)
        assert "the server" in still_there(port)
        assert f"export AWS_ENDPOINT_URL=http://127.0.0.1:{port}" in printed
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
    assert process.returncode != 0
    wait_until_nothing_is_left(port)


def test_ctrl_c_in_the_middle_of_a_deploy_leaves_nothing_behind() -> None:
    own = without_lasting_provider(os.environ)
    with deploy_local("VERBOSE=1", environment=own) as process:
        printed = read_until(process, "Creating...")
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "Traceback" not in rest
    wait_until_nothing_is_left(port_in(printed))


def test_what_fails_is_shown_with_the_end_of_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGGING_ACCOUNT_ID", "111122223333")
    with deploy_local() as process:
        printed, _ = process.communicate()
    assert process.returncode != 0
    assert "cdktf deploy failed; all that it printed is in " in printed
    assert "AWS account ID not allowed: 123456789012" in printed
    assert len(printed.splitlines()) < 50
    wait_until_nothing_is_left(port_in(printed))
