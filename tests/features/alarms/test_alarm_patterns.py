"""Every alarm counts what it is for and nothing else, and each term of its pattern is needed."""

import json
from collections import Counter

from stacks.features.alarms.filter import Filter
from stacks.features.alarms.filters import FILTERS

import pytest

from tests.cloudtrail_events import (
    CASES,
    NOTICED,
    ORDINARY,
    OWN_DAY,
    TAMPERING,
    TAMPERING_CASES,
)
from tests.features.alarms.filter_pattern import Event, matches, parse, without_one_term

EVENTS = CASES | TAMPERING_CASES

every_filter = pytest.mark.parametrize("what", [*FILTERS, *TAMPERING], ids=lambda what: what.id)


def counts(what: Filter, event: Event) -> bool:
    return any(matches(pattern, event) for pattern in what.patterns.values())


def shown(event: Event) -> str:
    keys = ("eventSource", "eventName", "errorCode", "errorMessage", "userIdentity")
    return json.dumps({key: event[key] for key in keys if key in event})


@every_filter
def test_each_counts_what_it_is_for(what: Filter) -> None:
    case = EVENTS[what.id]
    assert len(case.must) >= 2
    assert [shown(event) for event in case.must if not counts(what, event)] == []


@every_filter
def test_none_counts_a_near_miss(what: Filter) -> None:
    case = EVENTS[what.id]
    assert len(case.must_not) >= 2
    assert [shown(event) for event in case.must_not if counts(what, event)] == []


@every_filter
def test_each_term_of_a_pattern_is_needed(what: Filter) -> None:
    """Without it, some event would be counted that must not be, or the other way round."""
    case = EVENTS[what.id]
    for text in what.patterns.values():
        pattern = parse(text)
        for term, smaller in without_one_term(pattern):
            assert any(
                smaller.matches(event) != pattern.matches(event)
                for event in (*case.must, *case.must_not)
            ), f"nothing shows what {term} is there for"


@pytest.mark.parametrize("what", TAMPERING, ids=lambda what: what.id)
def test_a_day_is_quiet_also_for_a_deployment_s_own_parts(what: Filter) -> None:
    day = (*OWN_DAY, *(each | {"readOnly": False} for each in ORDINARY))
    assert [shown(event) for event in day if counts(what, event)] == []


def test_a_day_is_quiet_but_for_what_somebody_should_hear_of() -> None:
    day = [
        event | {"eventTime": f"2026-01-31T{hour:02}:07:31Z"}
        for hour in range(24)
        for event in ORDINARY
    ]
    assert len(ORDINARY) >= 40
    day += [event for event, _ in NOTICED]
    counted = Counter(what.id for event in day for what in FILTERS if counts(what, event))
    assert counted == Counter(id_ for _, ids in NOTICED for id_ in ids)
    for event, ids in NOTICED:
        assert {what.id for what in FILTERS if counts(what, event)} == ids, shown(event)
