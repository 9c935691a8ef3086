"""Which deploys are cut off, in which of their calls, and how."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from stacks.settings import Settings, StateBucket

import attrs

from tests.chaos.attacks import Attack
from tests.chaos.case import Bench, Outcome, account
from tests.scenarios import DEPLOYED, SCENARIOS

# Nothing may stay, and nothing may wait a minute for S3 to settle, as each lifecycle does.
GOES: dict[str, Any] = {"bucket_removal": "destroy", "log_group_removal": "destroy"}
AT_ONCE: dict[str, Any] = {
    "archive_after_days": None,
    "expire_after_days": None,
    "access_logs": None,
}
CHAOTIC = {
    **{name: attrs.evolve(SCENARIOS[name], **GOES, **AT_ONCE) for name in DEPLOYED},
    "log archive": attrs.evolve(SCENARIOS["log_archive"], **GOES, **AT_ONCE),
    "shared state": Settings(**GOES, state=StateBucket(bucket="team-state")),
}


@attrs.frozen
class Refusals:
    """How many of all calls are refused, and by which throw of the dice."""

    probability: float
    seed: int

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return f"{self.probability:.0%} refused"


@attrs.frozen
class StateLost:
    """Terraform is killed while it writes its state for the last time, which leaves an empty file.

    `kill -9` does that now and then; here it happens every time.
    """

    name: str = "state lost"


REFUSALS = tuple(Refusals(probability, seed) for probability in (0.1, 0.3) for seed in (1, 2))


@attrs.frozen
class Case:
    """One deploy of one stack of a scenario, and what happens to it, in which call."""

    scenario: str
    stack: str
    trouble: Attack | Refusals | StateLost
    call: str = "every call"


@attrs.define
class Worker:
    """Runs cases one after the other, in one process, with one AWS for as long as they allow."""

    folder: Path
    _key: tuple[str, str] | None = None
    _bench: Bench | None = None
    _open: ExitStack = attrs.field(factory=ExitStack)

    def calls(self, scenario: str, stack: str) -> list[str]:
        """Returns every kind of call by which the stack's deploy changes something."""
        return self._at(scenario, stack).calls()

    def run(self, case: Case) -> Outcome:
        """Returns what became of the case; after a failure the next one starts anew."""
        bench = self._at(case.scenario, case.stack)
        match case.trouble:
            case Refusals(probability=probability, seed=seed):
                outcome = bench.suffers(probability, seed)
            case StateLost():
                outcome = bench.forgets()
            case attack:
                outcome = bench.cut_off(case.call, attack)
        if outcome.failure:
            self._key = None
        return outcome

    def _at(self, scenario: str, stack: str) -> Bench:
        if self._bench is None or self._key != (scenario, stack):
            self._open.close()
            folder = Path(mkdtemp(dir=self.folder))
            there = self._open.enter_context(account(CHAOTIC[scenario], folder))
            self._key, self._bench = (scenario, stack), Bench(there, stack)
            self._bench.prepare()
        return self._bench


# One for each process; in this module, because the other processes import it by its name.
_WORKER: list[Worker] = []


def work_in(folder: Path) -> None:
    """Makes this process one that runs cases, and writes below the folder only."""
    _WORKER.append(Worker(folder))


def calls_of(scenario: str, stack: str) -> list[str]:
    """Asks this process's worker."""
    return _WORKER[0].calls(scenario, stack)


def run(case: Case) -> Outcome:
    """Has this process's worker run the case."""
    return _WORKER[0].run(case)
