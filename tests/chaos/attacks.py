"""How a deploy is cut off: its answer is lost, or a process is ended while it waits for it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

from attrs import frozen

# What a signal takes to arrive and be acted upon, before the answer is lost as well.
_SETTLES = 0.5


@frozen
class Attack:
    """What happens while a call is under way; the answer to the call is lost in any case.

    `on` is the program that the `signal` goes to. Without one, the network alone is to blame.
    """

    name: str
    on: str = "terraform"
    signal: Signals | None = None

    @property
    def cli(self) -> bool:
        """Whether it needs the command line to be there."""
        return self.on == "cdktf"

    def strike(self, pid: int, endpoint_url: str) -> None:
        """Sends the signal, to nothing but what a deploy has started: a group of its own."""
        if self.signal is None:
            return
        if self.signal is SIGINT:
            # Ctrl-C goes to all that runs in the terminal.
            os.killpg(pid, self.signal)
        elif self.cli:
            os.kill(pid, self.signal)
        else:
            for each, name in processes(endpoint_url):
                if name == "terraform":
                    os.kill(each, self.signal)
        time.sleep(_SETTLES)


ATTACKS = (
    Attack("answer lost"),
    Attack("kill -9 terraform", "terraform", SIGKILL),
    Attack("SIGTERM terraform", "terraform", SIGTERM),
    Attack("Ctrl-C terraform", "terraform", SIGINT),
    Attack("kill -9 cdktf", "cdktf", SIGKILL),
    Attack("SIGTERM cdktf", "cdktf", SIGTERM),
    Attack("Ctrl-C cdktf", "cdktf", SIGINT),
)


def processes(endpoint_url: str) -> Iterator[tuple[int, str]]:
    """Yields what was started to talk to this endpoint, and is still there, with its name."""
    marked = f"AWS_ENDPOINT_URL={endpoint_url}\0".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = marked in environment.read_bytes()
            name = (environment.parent / "comm").read_text().strip()
        except OSError:
            continue  # it has just ended, or is somebody else's
        pid = int(environment.parent.name)
        if ours and pid != os.getpid():
            yield pid, name


def wait_until_gone(endpoint_url: str, seconds: float) -> None:
    """Waits for what still runs, and ends what does not end by itself."""
    deadline = time.monotonic() + seconds
    while left := list(processes(endpoint_url)):
        if time.monotonic() > deadline:
            for pid, _ in left:
                os.kill(pid, SIGKILL)
        time.sleep(0.1)
