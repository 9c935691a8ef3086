"""Carries ways out against a deployment, and says what noticed them and what a deploy mends."""

import gzip
import json
from collections.abc import Callable, Iterable, Sequence

from stacks.foundation.checks import Result
from stacks.foundation.deployed import Deployed

from attrs import frozen

from tests.features.alarms.filter_pattern import Event, matches
from tests.tamper.way import Way
from tests.transitions.programs import Programs
from tools.verify.__main__ import look
from tools.verify.declared import DECLARED
from tools.verify.rows import Row


@frozen(kw_only=True)
class Outcome:
    """What became of some ways that were carried out at once.

    `rows` are those that did not hold then, `alarms` the ones that would have counted an event of
    it, and `left` are the rows that did not hold after the remedies and another deploy, without
    that of the history, which says for a day what was done.
    """

    ways: Sequence[Way]
    rows: Sequence[Row]
    alarms: frozenset[str]
    left: Sequence[Row]

    def unseen(self) -> list[str]:
        """Returns the ways that no row names as it should."""
        return [way.what for way in self.ways if not any(way.is_named_by(row) for row in self.rows)]

    @property
    def is_planned(self) -> bool:
        """Whether a plan of Terraform shows that something was done."""
        return any(row.check == DECLARED for row in self.rows)


def carry_out(
    ways: Sequence[Way], programs: Programs, meanwhile: Callable[[], None] = lambda: None
) -> Outcome:
    """Carries ways out, looks, does what the rows say, deploys, and looks again.

    `meanwhile` is done while nothing is mended yet.
    """
    output = programs.folder / "cdktf.out"
    _, deployed = look(output, 0)
    # Something to tamper with, in the folder of the home region and in that of IAM.
    deployed.aws.kms.list_aliases()
    deployed.aws.iam.list_users()
    programs.aws.deliver()
    before = _files(deployed)
    for way in ways:
        way.do(deployed)
    programs.aws.deliver()
    rows, _ = look(output, 0)
    meanwhile()
    for way in ways:
        if way.undo:
            way.undo(deployed)
    done = programs.try_deploy()
    assert done.returncode == 0, done.stdout
    programs.aws.deliver()
    left, _ = look(output, 0)
    events = [event for key in _files(deployed) - before for event in _events(deployed, key)]
    still = [row for row in left if row.check != "history"]
    return Outcome(
        ways=ways,
        rows=_not_ok(rows),
        alarms=_alarms(deployed, _by_hand(events)),
        left=_not_ok(still),
    )


def at_once(ways: Iterable[Way]) -> list[Way]:
    """Returns the ways that can be carried out at once, each of them named by a row of its own."""
    found = {(way.check, way.resource, way.says): way for way in ways if not way.alone}
    return list(found.values())


def _not_ok(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.result is not Result.OK]


def _files(deployed: Deployed) -> set[str]:
    pages = deployed.aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=deployed.bucket, Prefix=f"{deployed.records}/CloudTrail/"
    )
    return {each["Key"] for page in pages for each in page.get("Contents", [])}


def _events(deployed: Deployed, key: str) -> list[Event]:
    content = deployed.aws.s3.get_object(Bucket=deployed.bucket, Key=key)["Body"].read()
    events: list[Event] = json.loads(gzip.decompress(content))["Records"]
    return events


def _by_hand(events: Iterable[Event]) -> list[Event]:
    """Returns what the ways did: Terraform says in its user agent that it is Terraform."""
    return [event for event in events if "Boto3" in event["userAgent"] and not event["readOnly"]]


def _alarms(deployed: Deployed, events: Sequence[Event]) -> frozenset[str]:
    return frozenset(
        each["metric_transformation"][0]["name"]
        for each in deployed.of("aws_cloudwatch_log_metric_filter")
        if any(matches(str(each["pattern"]), event) for event in events)
    )
