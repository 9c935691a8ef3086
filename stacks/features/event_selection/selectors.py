"""The advanced event selectors of a trail.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html
"""

from collections.abc import Iterator, Mapping, Sequence

from stacks.features.event_selection.event_types import OBJECTS, TOPICS
from stacks.features.event_selection.settings import DataEvents, EventSelection

from attrs import frozen

# Scanners look for the selector with exactly this name, and no condition on reads and writes.
MANAGEMENT = "Management events selector"

# What is recorded of the deployment's own would be delivered, and recorded, without end: by type,
# how the ARNs begin.
Own = Mapping[str, Sequence[str]]


# As many of them as a deployment can have.
_MOST_OWN: Own = {OBJECTS: [""] * 4, TOPICS: [""] * 2}

# Over all selectors of a trail.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
MOST_VALUES = 500


@frozen(kw_only=True)
class Condition:
    """A field of an event; within one, each `not_` must hold, and one of the others."""

    field: str
    equals: Sequence[str] = ()
    not_equals: Sequence[str] = ()
    starts_with: Sequence[str] = ()
    not_starts_with: Sequence[str] = ()

    @property
    def values(self) -> list[str]:
        """All that the field is compared with."""
        return [*self.equals, *self.not_equals, *self.starts_with, *self.not_starts_with]


@frozen
class Selector:
    """Selects the events for which every condition holds."""

    name: str
    conditions: Sequence[Condition]


def selectors(selection: EventSelection, *, own: Own) -> list[Selector]:
    """Returns those of a trail; none where it records every management event, and no other.

    An event is recorded that one of them selects. As soon as there is one, management events need
    one too.
    """
    if selection.is_default:
        return []
    return [_management(selection), *_data(selection.data_events, own), *_network(selection)]


def are_too_many(selection: EventSelection) -> bool:
    """Says whether the selectors have more values than CloudTrail takes."""
    found = selectors(selection, own=_MOST_OWN)
    return sum(len(one.values) for each in found for one in each.conditions) > MOST_VALUES


def _management(selection: EventSelection) -> Selector:
    conditions = [Condition(field="eventCategory", equals=["Management"])]
    if selection.excluded_sources:
        conditions.append(Condition(field="eventSource", not_equals=selection.excluded_sources))
    return Selector(MANAGEMENT, conditions)


def _data(rows: Sequence[DataEvents], own: Own) -> Iterator[Selector]:
    for number, row in enumerate(rows, 1):
        conditions = [
            Condition(field="eventCategory", equals=["Data"]),
            Condition(field="resources.type", equals=[row.aws_type]),
        ]
        if row.read != row.write:
            conditions.append(Condition(field="readOnly", equals=[str(row.read).lower()]))
        left_out = [*own.get(row.aws_type, ()), *row.exclude]
        if row.include or left_out:
            conditions.append(
                Condition(field="resources.ARN", starts_with=row.include, not_starts_with=left_out)
            )
        yield Selector(f"Data events {number}: {row.aws_type}", conditions)


def _network(selection: EventSelection) -> Iterator[Selector]:
    for source in selection.network_activity_events:
        yield Selector(
            f"Network activity events: {source}",
            [
                Condition(field="eventCategory", equals=["NetworkActivity"]),
                Condition(field="eventSource", equals=[source]),
            ],
        )
