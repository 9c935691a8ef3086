"""Every way on its own, in as many deployments at a time as there are jobs."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen

from tests.integration.deployment import deployed
from tests.scenarios import SCENARIOS
from tests.tamper.rehearsal import carry_out
from tests.tamper.way import Way
from tests.tamper.ways import WAYS
from tests.transitions.programs import Programs

# Each needs a deployment of its own, and a process of its own for it.
SLICES = 8


@frozen(kw_only=True)
class Result:
    """What became of a way, in words that can be sent from one process to another."""

    way: int
    named: str = ""
    is_planned: bool = False
    alarms: str = ""
    left: str = ""
    failure: str = ""


def carry_out_all(numbers: Sequence[int], jobs: int) -> Iterator[list[Result]]:
    """Yields what became of the ways with these numbers, as soon as some of it is known."""
    with (
        TemporaryDirectory(prefix="tamper") as folder,
        ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool,
    ):
        started = [
            pool.submit(_carry_out, numbers[first::SLICES], Path(folder, str(first)))
            for first in range(min(SLICES, len(numbers)))
        ]
        for done in as_completed(started):
            yield done.result()


def _carry_out(numbers: Sequence[int], folder: Path) -> list[Result]:
    folder.mkdir()
    results: list[Result] = []
    try:
        with deployed(SCENARIOS["everything"], folder) as deployment:
            programs = Programs(deployment.settings, deployment.aws, folder)
            for number in numbers:
                results.append(_result(number, WAYS[number], programs))
    except AssertionError as error:
        # It comes at the end, when all of them have been carried out.
        *others, last = results
        return [*others, evolve(last, failure=str(error))]
    return results


def _result(number: int, way: Way, programs: Programs) -> Result:
    try:
        outcome = carry_out([way], programs)
    except AssertionError as error:
        return Result(way=number, failure=str(error))
    return Result(
        way=number,
        named="" if outcome.unseen() else f"{way.check}",
        is_planned=outcome.is_planned,
        alarms=", ".join(sorted(outcome.alarms)),
        left="; ".join(f"{row.check}: {row.observed}" for row in outcome.left),
    )
