"""Whether the trail selects what was declared, and when events of each kind last came."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from stacks.features.event_selection.default_selection import selects_every_management_event
from stacks.features.event_selection.provider_words import (
    OPERATORS,
    advanced_selectors,
    insight_selectors,
)
from stacks.foundation.checks import Check, Finding, Look, Result
from stacks.foundation.console_links import trail_link
from stacks.foundation.deployed import Deployed
from stacks.foundation.file_kinds import INSIGHTS, LOGS, NETWORK_ACTIVITY
from stacks.foundation.log_files import newest_files, records_in
from stacks.foundation.shut_key import shut_by_the_key

from attrs import frozen
from botocore.exceptions import ClientError

DEPLOY = "Something changed it by hand: make deploy puts it back."

# Of what comes seldom, the newest file may be old; AWS remembers as long itself.
_SELDOM = (timedelta(days=1), timedelta(days=90))

# How many of the newest log files are searched for a data event.
_SEARCHED = 10

# A field, an operator and the values, as often as the selector has them.
Selected = frozenset[tuple[str, str, frozenset[str]]]

_EVERY_MANAGEMENT_EVENT: Selected = frozenset(
    [("eventCategory", "Equals", frozenset(["Management"]))]
)


@frozen
class EventKind:
    """A kind of events that can be chosen: its category, and when the newest of it came."""

    category: str
    noun: str
    newest: Callable[[Deployed], datetime | None]
    none_yet: str


def _newest_data_event(deployed: Deployed) -> datetime | None:
    """Returns when the newest log file with one came; they share files with management events."""
    s3 = deployed.archive.s3
    for file in islice(newest_files(deployed, LOGS), _SEARCHED):
        # What is no record, or cannot be decrypted, is the finding of another check.
        try:
            content = s3.get_object(Bucket=deployed.bucket, Key=file["Key"])["Body"].read()
            categories = {each.get("eventCategory") for each in records_in(content)}
        except ClientError as error:
            if not shut_by_the_key(error):
                raise
            continue
        except (AttributeError, ValueError, RecursionError):
            continue
        if "Data" in categories:
            return file["LastModified"]
    return None


def _newest_of(kind: str) -> Callable[[Deployed], datetime | None]:
    def newest(deployed: Deployed) -> datetime | None:
        files = newest_files(deployed, kind, windows=_SELDOM)
        return next((file["LastModified"] for file in files), None)

    return newest


DATA = EventKind(
    category="Data",
    noun="data events",
    newest=_newest_data_event,
    none_yet=f"none in the newest {_SEARCHED} files: one comes within 15 minutes of a call",
)
NETWORK = EventKind(
    category="NetworkActivity",
    noun="network activity events",
    newest=_newest_of(NETWORK_ACTIVITY),
    none_yet="no file yet: one comes within 15 minutes of a call through a VPC endpoint",
)
INSIGHT = EventKind(
    category="Insight",
    noun="insights",
    newest=_newest_of(INSIGHTS),
    none_yet="no file yet: the first comes up to 36 hours after this was switched on, and only "
    "when something is unusual",
)


def _selects(selector: Mapping[str, Any]) -> Selected:
    return frozenset(
        (each["Field"], operator, frozenset(each[operator]))
        for each in selector["FieldSelectors"]
        for operator in OPERATORS
        if each.get(operator)
    )


def _category(selector: Selected) -> str:
    equals = (values for name, _, values in selector if name == "eventCategory")
    return next(iter(next(equals, ())), "")


def _declared(deployed: Deployed) -> list[Selected]:
    """Returns the selectors that were declared; none is every management event, and no other."""
    return [
        _selects(selector)
        for trail in deployed.declared_of("aws_cloudtrail")
        for selector in advanced_selectors(trail)
    ]


def _selected(deployed: Deployed) -> list[Selected]:
    """Returns the advanced selectors that the trail has."""
    return [_selects(each) for each in deployed.event_selectors.get("AdvancedEventSelectors") or []]


def _management_events(deployed: Deployed) -> Iterator[Finding]:
    """Every management event, but for what was left out on purpose; never less.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
    """
    if deployed.trail is None:
        return
    meant = [each for each in _declared(deployed) if _category(each) == "Management"]
    advanced = _selected(deployed)
    basic = deployed.event_selectors.get("EventSelectors") or []
    if _EVERY_MANAGEMENT_EVENT in advanced or selects_every_management_event(basic):
        yield _finding(deployed, "every management event")
    elif meant and set(meant) <= set(advanced):
        yield _finding(deployed, f"management events: {_said(meant)}")
    elif advanced:
        said = f"advanced selectors that leave management events out: {_said(advanced)}"
        yield _finding(deployed, said, Result.FAILED)
    else:
        said = f"not every management event: {basic or 'nothing is selected'}"
        yield _finding(deployed, said, Result.FAILED)


def _chosen(kind: EventKind) -> Look:
    def look(deployed: Deployed) -> Iterator[Finding]:
        meant = [each for each in _declared(deployed) if _category(each) == kind.category]
        if deployed.trail is None or not meant:
            return
        selected = _selected(deployed)
        if missing := [each for each in meant if each not in selected]:
            yield _finding(deployed, f"{kind.noun} not selected: {_said(missing)}", Result.FAILED)
            return
        yield _finding(deployed, f"{_said(meant)}; {_came(deployed, kind)}")

    return look


def _came(deployed: Deployed, kind: EventKind) -> str:
    try:
        newest = kind.newest(deployed)
    except deployed.archive.s3.exceptions.NoSuchBucket:
        return "the bucket is gone"
    return f"the newest file came {deployed.ago(newest)}" if newest else kind.none_yet


def _insights(deployed: Deployed) -> Iterator[Finding]:
    meant = {
        each["InsightType"]
        for trail in deployed.declared_of("aws_cloudtrail")
        for each in insight_selectors(trail)
    }
    if deployed.trail is None or not meant:
        return
    cloudtrail = deployed.aws.cloudtrail
    try:
        answer = cloudtrail.get_insight_selectors(TrailName=deployed.trail_arn)
        found = {each["InsightType"] for each in answer["InsightSelectors"]}
    except cloudtrail.exceptions.InsightNotEnabledException:
        found = set()
    if missing := sorted(meant - found):
        yield _finding(
            deployed, f"CloudTrail does not look for {', '.join(missing)}", Result.FAILED
        )
        return
    yield _finding(deployed, f"{', '.join(sorted(meant))}; {_came(deployed, INSIGHT)}")


def _said(selectors: Iterable[Selected]) -> str:
    """Returns the conditions as a person reads them, the category left out."""
    return "; ".join(
        " and ".join(
            f"{field} {operator} {', '.join(sorted(values))}"
            for field, operator, values in sorted(
                selector, key=lambda each: (each[0] != "resources.type", each[:2])
            )
            if field != "eventCategory"
        )
        for selector in selectors
    )


def _finding(deployed: Deployed, observed: str, result: Result = Result.OK) -> Finding:
    return Finding(
        resource=deployed.trail_arn,
        observed=observed,
        result=result,
        link=trail_link(region=deployed.region, trail_arn=deployed.trail_arn),
    )


_GET = ("cloudtrail:GetEventSelectors",)
_LIST = ("s3:ListBucket",)

CHECKS = (
    Check(
        id="selection",
        title="it records every management event",
        look=_management_events,
        actions=_GET,
        remedy=DEPLOY,
        controls=("CIS 3.1", "CloudTrail.1"),
    ),
    Check(
        id="data events",
        title="with `data_events`: it records those",
        look=_chosen(DATA),
        actions=(*_GET, *_LIST, "s3:GetObject", "kms:Decrypt"),
        remedy=DEPLOY,
        controls=("CIS 3.8", "CIS 3.9", "S3.22", "S3.23"),
    ),
    Check(
        id="network activity events",
        title="with `network_activity_events`: it records those",
        look=_chosen(NETWORK),
        actions=(*_GET, *_LIST),
        remedy=DEPLOY,
    ),
    Check(
        id="insights",
        title="with `insights`: CloudTrail looks for unusual activity",
        look=_insights,
        actions=("cloudtrail:GetInsightSelectors", *_LIST),
        remedy=DEPLOY,
    ),
)
