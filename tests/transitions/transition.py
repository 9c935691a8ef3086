"""The changes of a journey, made one after the other, and what became of each."""

import subprocess
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen
from botocore.exceptions import BotoCoreError, ClientError

from tests.transitions.journey import Journey, Step
from tests.transitions.running import running

# What says that something does not hold, rather than that the tests do not work.
FAILURES = (
    AssertionError,
    BotoCoreError,
    ClientError,
    subprocess.TimeoutExpired,
)


@frozen
class Transition:
    """A change of a setting, what it did, and what went wrong, if anything did."""

    journey: str
    step: Step
    did: str = ""
    failure: str = ""

    @property
    def result(self) -> str:
        """What became of it, in a word or a few."""
        if self.failure:
            return "FAILED"
        return self.step.expected.value if self.did else "not reached"


def run_all(journeys: Iterable[Journey], jobs: int) -> Iterator[list[Transition]]:
    """Yields what became of each journey as soon as it is known, some of them at a time."""
    with (
        TemporaryDirectory(prefix="transitions") as folder,
        # Each with an AWS of its own, which is one to a process.
        ProcessPoolExecutor(jobs, get_context("spawn")) as pool,
    ):
        started = [
            pool.submit(run, journey, Path(folder) / str(number))
            for number, journey in enumerate(journeys)
        ]
        for done in as_completed(started):
            yield done.result()


def run(journey: Journey, folder: Path) -> list[Transition]:
    """Makes the changes of a journey until one fails."""
    results: list[Transition] = []
    folder.mkdir()
    ahead = deque(journey.steps)
    try:
        with running(journey, folder) as there:
            while ahead:
                start = time.monotonic()
                did = f"{there.take(ahead[0])} ({time.monotonic() - start:.0f} s)"
                results.append(Transition(journey.name, ahead.popleft(), did))
    except FAILURES as error:
        results.append(Transition(journey.name, ahead.popleft(), failure=str(error) or repr(error)))
    return results + [Transition(journey.name, step) for step in ahead]
