"""`data_events`, `management_events`, `network_activity_events`, `insights`: what is recorded."""

import difflib
import re
from collections.abc import Iterator, Sequence

from stacks.features.event_selection.event_types import (
    OBJECTS,
    SHORT_FORMS,
    TYPES,
    arn_services,
)
from stacks.foundation.setting_rules import (
    SWITCH,
    Problem,
    Rule,
    SettingsError,
    documented,
    rows_of,
    some_of,
)

from attrs import field, frozen


def _close_to(value: object) -> str:
    known = {each.lower(): each for each in (*TYPES, *SHORT_FORMS)}
    close = difflib.get_close_matches(str(value).lower(), known, n=3)
    return f"did you mean {' or '.join(known[each] for each in close)}? " if close else ""


# The list is long, and AWS adds to it: the message has what is close, and where the list is.
TYPE = Rule(
    f"{', '.join(SHORT_FORMS)}, or one of AWS's types, such as {OBJECTS}: "
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
    "logging-data-events-with-cloudtrail.html",
    lambda value: isinstance(value, str) and (value in SHORT_FORMS or value in TYPES),
    {"enum": [*SHORT_FORMS, *TYPES]},
    hint=_close_to,
)

_ARN = re.compile(r"arn:aws(?:-cn|-us-gov)?:([a-z0-9-]+):([a-z0-9-]*):(\d{12})?:([!-~]*)")

# AWS takes 2,048 characters, and knows no wildcards here.
ARN_PREFIXES = Rule(
    "a list of the beginnings of ARNs, such as arn:aws:s3:::amzn-s3-demo-bucket/, each once, "
    "without * and ?",
    lambda value: (
        isinstance(value, list)
        and all(
            isinstance(each, str)
            and len(each) <= 2048
            and not {"*", "?"} & set(each)
            and bool(_ARN.fullmatch(each))
            for each in value
        )
        and len(set(value)) == len(value)
    ),
    {
        "type": "array",
        "items": {"type": "string", "pattern": "^arn:aws[a-z-]*:"},
        "uniqueItems": True,
    },
)


@frozen(kw_only=True)
class DataEvents:
    """What is done with what resources of one type hold: reads, writes, or both."""

    type: str = field(
        validator=TYPE,
        metadata=documented(
            "the type of the resources, in AWS's words (`AWS::S3::Object`) or in short (`s3`)"
        ),
    )
    read: bool = field(
        default=True, validator=SWITCH, metadata=documented("whether reads are recorded")
    )
    write: bool = field(
        default=True, validator=SWITCH, metadata=documented("whether writes are recorded")
    )
    include: Sequence[str] = field(
        factory=list,
        validator=ARN_PREFIXES,
        metadata=documented(
            "how the ARNs begin of what is recorded; all that is there and comes unless given"
        ),
    )
    exclude: Sequence[str] = field(
        factory=list,
        validator=ARN_PREFIXES,
        metadata=documented("how the ARNs begin of what is not; this deployment's own never is"),
    )

    @property
    def aws_type(self) -> str:
        """The type in AWS's words."""
        return SHORT_FORMS.get(self.type, self.type)

    def __attrs_post_init__(self) -> None:
        problems = [*self._neither(), *self._foreign_arns()]
        if problems:
            raise SettingsError(*problems)

    def _neither(self) -> Iterator[Problem]:
        if not (self.read or self.write):
            yield Problem("read", False, "allowed: true for read, for write, or for both")

    def _foreign_arns(self) -> Iterator[Problem]:
        services = [*arn_services(self.aws_type)]
        for name in ("include", "exclude"):
            for arn in getattr(self, name):
                service, region, account, resource = _parts(arn)
                if services and service not in services:
                    such = f"arn:aws:{services[0]}:..."
                    yield Problem(name, arn, f"allowed: ARNs of {self.aws_type}, such as {such}")
                elif self.aws_type == OBJECTS and (region or account or "/" not in resource):
                    # Without the slash, other buckets begin so too.
                    yield Problem(
                        name, arn, "allowed: a bucket with a slash after it: arn:aws:s3:::BUCKET/"
                    )


def _parts(arn: str) -> tuple[str, str, str, str]:
    found = _ARN.fullmatch(arn)
    assert found
    return found[1], found[2], found[3] or "", found[4]


DATA_EVENTS = rows_of(DataEvents)

# What AWS lets a trail leave out of its management events.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
KMS, RDS_DATA = "kms.amazonaws.com", "rdsdata.amazonaws.com"


@frozen(kw_only=True)
class ManagementEvents:
    """Which management events are not recorded; with none, a selector says that all are."""

    exclude: Sequence[str] = field(
        factory=list,
        validator=some_of(KMS, RDS_DATA),
        metadata=documented(
            f"services whose calls are left out: `{KMS}`, `{RDS_DATA}`; CloudWatch.7 needs the "
            "first"
        ),
    )


# AWS adds services to its list without notice, so any name of the right form goes.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
NETWORK_ACTIVITY = Rule(
    "a list of the event sources of VPC endpoints, such as s3.amazonaws.com, each once",
    lambda value: (
        isinstance(value, list)
        and all(
            isinstance(each, str)
            and bool(re.fullmatch(r"[a-z0-9][a-z0-9.-]*\.amazonaws\.com", each))
            for each in value
        )
        and len(set(value)) == len(value)
    ),
    {
        "type": "array",
        "items": {"type": "string", "pattern": r"^[a-z0-9][a-z0-9.-]*\.amazonaws\.com$"},
        "uniqueItems": True,
    },
)

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_InsightSelector.html
INSIGHTS = some_of("ApiCallRateInsight", "ApiErrorRateInsight")


@frozen(kw_only=True)
class EventSelection:
    """What a trail records, with what is chosen beside or instead of every management event."""

    data_events: Sequence[DataEvents] = ()
    management_events: ManagementEvents | None = None
    network_activity_events: Sequence[str] = ()
    insights: Sequence[str] = ()

    @property
    def excluded_sources(self) -> Sequence[str]:
        """The services whose management events are left out."""
        return self.management_events.exclude if self.management_events else ()

    @property
    def is_default(self) -> bool:
        """Whether the trail has no selectors: it records every management event, and no other."""
        chosen = (self.data_events, self.network_activity_events)
        return self.management_events is None and not any(chosen)
