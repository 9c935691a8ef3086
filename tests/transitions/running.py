"""A deployment whose settings change, and what is looked at after each change."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from stacks.settings import Settings

import boto3
from attrs import Factory, define, evolve

from tests.permissions.recording import recorded
from tests.transitions.chain import TOPICS
from tests.transitions.checks import destroys, did, lost, unprotected
from tests.transitions.holdings import Holdings, Version, holdings, sessions
from tests.transitions.journey import Expected, Journey, Step
from tests.transitions.programs import Programs
from tests.transitions.trail import changes_in, new_records, trouble_of
from tools import cdktf
from tools.cdktf import STACKS
from tools.local_aws import local_aws
from tools.terraform import Done


@define
class Running:
    """A deployment in an account of its own, with whatever the account held at the last look."""

    programs: Programs
    held: Holdings = Factory(Holdings)

    def begin(self) -> None:
        """Deploys for the first time, and has everything hold something."""
        self.programs.synthesise()
        for stack in STACKS:
            self.programs.terraform(stack, "init")
            self.programs.terraform(stack, "apply", "-auto-approve")
        self._look()
        _none(unprotected(self.held))

    def take(self, step: Step) -> str:
        """Makes a change and returns what that did; raises if something is not as it must be."""
        match step.expected:
            case Expected.FREE:
                return self._change(step.settings)
            case Expected.FREE_WITH_DEPLOY:
                return self._deployed(step.settings)
            case Expected.REFUSED_BY_TERRAFORM:
                return self._refused(step, lambda programs: programs.try_plan(step.stack))
            case Expected.REFUSED_BY_DEPLOY:
                return self._refused(step, Programs.try_deploy)

    def _change(self, settings: Settings) -> str:
        self.programs = evolve(self.programs, settings=settings)
        self.programs.synthesise()
        adopted = " ".join(self.programs.adopt().split())
        plans = {}
        for stack in STACKS:
            plans[stack] = self.programs.plan(stack)
            _none(destroys(plans[stack]))
            if plans[stack]:
                self.programs.apply(stack)
                # Also while one stack has changed already and the other one has not.
                self.programs.aws.deliver()
                _none(trouble_of(settings))
            if f"once {stack} is deployed" in adopted:
                self.programs.adopt()
        # A plan of the last stack that was empty is as good as another one.
        self.programs.settled(*(STACKS if plans[STACKS[-1]] else STACKS[:-1]))
        self._look()
        return did(plans.values())

    def _deployed(self, settings: Settings) -> str:
        self.programs = evolve(self.programs, settings=settings)
        done = self.programs.try_deploy()
        assert done.returncode == 0, done.stdout
        self.programs.settled(*STACKS)
        self._look()
        return "deployed"

    def _refused(self, step: Step, attempt: Callable[[Programs], Done]) -> str:
        # What has been done so far is delivered, so that what comes is what the attempt does.
        self._look()
        states = self.programs.states()
        other = evolve(self.programs, settings=step.settings)
        other.synthesise()
        done = attempt(other)
        printed = " ".join(done.stdout.replace("│", " ").split())
        assert done.returncode == 1, f"exit status {done.returncode}\n{done.stdout}"
        for words in step.says:
            assert words in printed, f"does not say {words!r}\n{done.stdout}"
        assert self.programs.states() == states, f"a state has changed\n{done.stdout}"
        # With nothing changed in AWS either, the plan is as empty as it was.
        _none(changes_in(self._look(), self._region))
        self.programs.synthesise()
        return "nothing"

    def _look(self) -> list[Version]:
        """Compares with what was held at the last look, before CloudTrail delivers and after it.

        Then every bucket gets another object. Returns the log files that were delivered.
        """
        _none(lost(self.held, holdings(self.programs.settings)))
        self.programs.aws.deliver()
        _none(trouble_of(self.programs.settings))
        self._put()
        before, self.held = self.held, holdings(self.programs.settings)
        _none(lost(before, self.held))
        delivered = new_records(before, self.held)
        assert delivered, "CloudTrail has delivered nothing"
        return delivered

    def _put(self) -> None:
        for session in sessions(self.programs.settings):
            s3 = session.client("s3", region_name=self._region)
            for bucket in s3.list_buckets()["Buckets"]:
                key = f"transitions/{time.time_ns()}"
                # Twice, so that there is an old version.
                for body in (b"old", b"new"):
                    s3.put_object(Bucket=bucket["Name"], Key=key, Body=body + key.encode())

    @property
    def _region(self) -> str:
        return self.programs.settings.region


@contextmanager
def running(journey: Journey, folder: Path) -> Iterator[Running]:
    """Deploys to an account of its own, which has some topics already."""
    settings = journey.first
    with (
        local_aws() as aws,
        patch.dict(os.environ, cdktf.environment(aws.environment(os.environ), folder), clear=True),
    ):
        for topic in TOPICS:
            boto3.client("sns", region_name=settings.region).create_topic(Name=topic)
        there = Running(Programs(settings, aws, folder))
        with recorded(aws):
            there.begin()
            yield there


def _none(complaints: Iterable[str]) -> None:
    """Raises with all of the complaints, if there are any."""
    if all_of_them := "\n".join(complaints):
        raise AssertionError(all_of_them)
