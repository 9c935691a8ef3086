"""The evaluator of filter patterns against the examples that AWS's documentation gives.

The pages are named in `filter_pattern`; "first" and "second" below are their order there.
"""

import json
from typing import Any

import pytest

from tests.features.alarms.filter_pattern import matches, parse, without_one_term

# The events of the documentation's examples; ThisFlag is in the second page only.
SIMPLE = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "ThisFlag": True,
    "cluster.name": "c",
}
COMPOUND = {
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [
        {"id": 2, "email": "John.Doe@example.com"},
        {"id": 3, "email": "Jane.Doe@example.com"},
    ],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
}
NUMBERS = {
    "latency": 1200,
    "numbers": [0.005],
    "processes": [{}, {}, {}, {}, {"averageRuntime": 55.5}],
    "errorCode": 400,
}


@pytest.mark.parametrize(
    ("pattern", "event", "expected"),
    [
        # Both pages: strings, wildcards at the end, arrays, names with a period, null, missing.
        ('{ $.eventType = "UpdateTrail" }', SIMPLE, True),
        ('{ $.eventType = "updatetrail" }', SIMPLE, False),  # "Filter patterns are case sensitive"
        ("{ $.sourceIPAddress != 123.123.* }", SIMPLE, True),
        ("{ $.sourceIPAddress != 111.111.* }", SIMPLE, False),
        ('{ $.arrayKey[0] = "value" }', SIMPLE, True),
        ("{ $.objectList[1].id = 2 }", SIMPLE, True),
        ("{ $.['cluster.name'] = \"c\" }", SIMPLE, True),
        ("{ $.SomeObject IS NULL }", SIMPLE, True),
        ("{ $.eventType IS NULL }", SIMPLE, False),
        ("{ $.SomeOtherObject IS NULL }", SIMPLE, False),
        ("{ $.SomeOtherObject NOT EXISTS }", SIMPLE, True),
        ("{ $.SomeObject NOT EXISTS }", SIMPLE, False),
        # Second page: flags; "If arrayKey is not an array this will be false".
        ("{ $.ThisFlag IS TRUE }", SIMPLE, True),
        ("{ $.ThisFlag IS FALSE }", SIMPLE, False),
        ('{ $.ThisFlag[0] = "value" }', SIMPLE, False),
        ('{ $.eventType[0] = "U" }', SIMPLE, False),
        ("{ $.objectList[1].number = 2 }", SIMPLE, False),
        # Second page: where a star is a wildcard, and where it is a star.
        ("{ $.e = *Event }", {"e": "PutEvent"}, True),
        ("{ $.e = *Event }", {"e": "EventId"}, False),
        ("{ $.e = Event* }", {"e": "EventName"}, True),
        ("{ $.e = Ev*ent }", {"e": "Evxent"}, False),
        ("{ $.e = Ev*ent }", {"e": "Ev*ent"}, True),
        ('{ $.e = "*UnauthorizedOperation" }', {"e": "Client.UnauthorizedOperation"}, True),
        # Second page: alternatives.
        ("{$.foo = bar || $.foo = baz }", {"foo": "baz"}, True),
        ("{$.foo = bar }", {"foo": "baz"}, False),
        # Both pages: () > && > ||.
        ('{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', COMPOUND, True),
        (
            '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }',
            COMPOUND,
            False,
        ),
        (
            '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch '
            "&& $.actions[2] = nomatch }",
            COMPOUND,
            True,
        ),
        (
            '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) '
            "&& $.actions[2] = nomatch }",
            COMPOUND,
            False,
        ),
        # Second page: "will fail to match a log event where users is an array".
        ("{ $.users = 1 }", {"users": [1, 2, 3]}, False),
        ("{ $.users != 1 }", {"users": [1, 2, 3]}, False),
        # What is not there is no value either, and neither equal nor unequal to anything.
        ('{ $.MFAUsed != "Yes" }', {}, False),
        ('{ $.a.b.c != "x" }', {"a": {}}, False),
        ('{ $.SomeObject != "x" }', SIMPLE, False),
        # Second page: numbers.
        ("{ $.latency >= 500 }", NUMBERS, True),
        ("{ $.latency > +1000 }", NUMBERS, True),
        ("{ $.latency > 1200 }", NUMBERS, False),
        ("{ $.numbers[0] < 10e3 }", NUMBERS, True),
        ("{ $.numbers[0] < 10e-3 }", NUMBERS, True),
        ("{ $.numbers[0] < 10e-4 }", NUMBERS, False),
        ("{ $.processes[4].averageRuntime <= 55.5 }", NUMBERS, True),
        ("{ $.errorCode = 400 }", NUMBERS, True),
        ("{ $.errorCode != 500 }", NUMBERS, True),
        ("{ $.errorCode != 400 }", NUMBERS, False),
        ("{ $.latency = * }", NUMBERS, True),  # from the page's "Publishing Numerical Values"
        ("{ $.latency < 1 }", {"latency": "a string"}, False),
    ],
)
def test_it_decides_as_the_documentation_says(pattern: str, event: Any, expected: bool) -> None:
    assert matches(pattern, json.loads(json.dumps(event))) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "$.a = b",  # "must be enclosed in curly braces"
        "{ $.a = b",
        "{ ($.a = b }",
        "{ $.a = b } }",
        "{ $.a }",
        "{ a = b }",
        "{ $.a = Failed authentication }",  # as CIS v5.0 prints 4.6
        "{ $.a = b@c }",  # "must be enclosed in double quotes to be valid"
        "{ $.a < b }",
        "{ $.a = b & $.c = d }",
        # "The variables `IS NOT` and `EXISTS` currently aren't supported" (first page).
        "{ $.a EXISTS }",
        "{ $.a IS NOT NULL }",
        "",
    ],
)
def test_it_refuses_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"expected|not understood|only numbers|more after"):
        parse(pattern)


def test_each_term_can_be_left_out() -> None:
    pattern = parse("{ $.a = 1 && ($.b = 2 || $.c = 3) }")
    event = {"a": 1, "b": 2, "c": 0}
    assert pattern.matches(event)
    assert [
        (term.selector, smaller.matches(event)) for term, smaller in without_one_term(pattern)
    ] == [("$.a", True), ("$.b", False), ("$.c", True)]
