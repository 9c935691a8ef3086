"""Settings of running deployments that change and change back, and no record is lost by it.

The changes of `make transitions` that a run of the tests has time for.
"""

from pathlib import Path

from stacks.settings import Settings

import pytest
from attrs import evolve

from tests.scenarios import FEW_ALARMS
from tests.transitions.chain import PARTS
from tests.transitions.journey import Expected, Journey, Step
from tests.transitions.transition import run

PLAIN = Settings()
ENCRYPTED = Settings(encryption="kms", alarms=FEW_ALARMS, notifications=PARTS["notifications"])
READERS = Settings(access_logs=PARTS["access_logs"], notifications=PARTS["notifications"])
TABLE = Settings(athena=PARTS["athena"])

JOURNEYS = [
    Journey(
        "access_logs and notifications",
        PLAIN,
        (Step(change="off -> on", settings=READERS), Step(change="on -> off", settings=PLAIN)),
    ),
    Journey(
        "athena",
        PLAIN,
        (
            Step(change="off -> on", settings=TABLE),
            Step(change="on -> off", settings=PLAIN),
            Step(
                change="another bucket_prefix",
                settings=evolve(PLAIN, bucket_prefix="audit-"),
                expected=Expected.REFUSED_BY_TERRAFORM,
                says=("prefix cannot become audit-",),
            ),
        ),
    ),
    Journey(
        "encryption, with alarms and notifications",
        ENCRYPTED,
        (
            Step(change="kms -> s3", settings=evolve(ENCRYPTED, encryption="s3")),
            Step(change="s3 -> kms", settings=ENCRYPTED),
            Step(
                change="another trail_name",
                settings=evolve(ENCRYPTED, trail_name="audit"),
                expected=Expected.REFUSED_BY_DEPLOY,
                says=("aws_cloudtrail.CloudTrail",),
            ),
        ),
    ),
]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_no_change_of_a_running_deployment_costs_a_record(journey: Journey, tmp_path: Path) -> None:
    results = run(journey, tmp_path / "running")
    assert len(results) == len(journey.steps)
    for each in results:
        if each.failure:
            pytest.fail(f"{each.step.change}:\n{each.failure}", pytrace=False)
