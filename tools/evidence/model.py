"""What the document says, in the words of docs/evidence.schema.json."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from attrs import frozen


class Verdict(StrEnum):
    """What became of something that was looked at."""

    HOLDS = "holds"
    ACCEPTED = "accepted"
    DOES_NOT_HOLD = "does not hold"
    NOT_CHECKED = "not checked"


@frozen(kw_only=True)
class Made:
    """By whom, when and with what the document was made."""

    at: str
    by: str
    account: str
    versions: Mapping[str, str]


@frozen(kw_only=True)
class Deployment:
    """What it is about."""

    trail: str
    accounts: Sequence[str]
    organization: str
    bucket: str
    region: str
    recorded: str


@frozen(kw_only=True)
class Period:
    """From when until when records and digests were looked at."""

    since: str
    until: str


@frozen(kw_only=True)
class Problem:
    """Something that does not hold, or that somebody has accepted, with the reason."""

    id: str
    what: str
    observed: str
    remedy: str
    verdict: Verdict
    reason: str = ""


@frozen(kw_only=True)
class ControlResult:
    """What AWS holds of what a control asks for: which calls said so, and when."""

    ids: Sequence[str]
    wants: str
    expected: str
    observed: str
    verdict: Verdict
    calls: Sequence[str]
    at: str
    reason: str = ""


@frozen(kw_only=True)
class Day:
    """What CloudTrail wrote on one day, over all accounts and regions."""

    day: str
    digests: int
    files: int
    findings: int


@frozen(kw_only=True)
class PolicyInWords:
    """A policy as AWS holds it: what each statement lets whom do, and the document itself."""

    of: str
    statements: Sequence[str]
    document: str


@frozen(kw_only=True)
class AlarmState:
    """An alarm, since when it is in its state, and when it was last on, if that is known."""

    name: str
    state: str
    since: str
    last_fired: str


@frozen(kw_only=True)
class Subscriber:
    """Who hears of the alarms."""

    topic: str
    protocol: str
    endpoint: str
    confirmed: bool


@frozen(kw_only=True)
class Change:
    """A call that changed the deployment, or tried to, as its own records say."""

    at: str
    who: str
    source: str
    call: str
    on: str
    region: str
    error: str


@frozen(kw_only=True)
class RawFile:
    """A file with an answer of AWS, or with what Terraform read."""

    file: str
    sha256: str
    says: str


@frozen(kw_only=True)
class Evidence:
    """The whole document; `verdict` is that of the deployment in the period."""

    made: Made
    deployment: Deployment
    period: Period
    verdict: Verdict
    problems: Sequence[Problem]
    controls: Sequence[ControlResult]
    checks: Sequence[Mapping[str, Any]]
    validation: Mapping[str, Any]
    calendar: Sequence[Day]
    policies: Sequence[PolicyInWords]
    alarms: Sequence[AlarmState]
    subscribers: Sequence[Subscriber]
    changes: Sequence[Change]
    not_checked: Sequence[str]
    raw: Sequence[RawFile]
