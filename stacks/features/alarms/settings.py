"""`alarms`: who is told what."""

from collections.abc import Mapping, Sequence

from stacks.features.alarms.filters import FILTERS
from stacks.features.alarms.tamper import TAMPER_FILTERS
from stacks.foundation.setting_rules import SWITCH, Rule, documented, text

from attrs import field, frozen

# The characters of ordinary addresses, in the length that SMTP allows. SMTP itself takes more, such
# as quoted words and { }, which Terraform would have to be kept from reading.
# https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3.1
EMAIL = text(
    r"(?=.{3,254}\Z)(?=[^@]{1,64}@)[A-Za-z0-9_+'&=/~-]+(\.[A-Za-z0-9_+'&=/~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
    "an e-mail address such as security@example.com: up to 64 letters, digits and _ + ' & = / ~ - "
    "in words joined by single periods, an @, and the name of a domain",
)

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
# Only queues can subscribe to a FIFO topic, whose name ends with .fifo, and they tell nobody.
TOPIC_ARN = text(
    r"arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}",
    "the ARN of a standard SNS topic, such as arn:aws:sns:us-east-2:123456789012:security",
)

# The alarm that no event sets off, but that there are none.
SILENCE = "tamper_silence"

_BENCHMARK = [each.id for each in FILTERS]
_COUNTED = [*_BENCHMARK, *(each.id for each in TAMPER_FILTERS)]
ALARM_IDS = (*_COUNTED, SILENCE)

# With none left, CloudWatch would refuse the dashboard; without alarms, leave out `alarms`.
DISABLED = Rule(
    f"a list of some of {', '.join(ALARM_IDS)}, but not of all that are not tamper_...",
    lambda value: (
        isinstance(value, list)
        and all(each in ALARM_IDS for each in value)
        and not set(value).issuperset(_BENCHMARK)
    ),
    {"type": "array", "items": {"enum": [*ALARM_IDS]}},
)


def _are_thresholds(value: object) -> bool:
    return isinstance(value, dict) and all(
        key in _COUNTED and type(number) is int and number >= 1 for key, number in value.items()
    )


ALARM_THRESHOLDS = Rule(
    f"an object with a whole number from 1 for any of {', '.join(_COUNTED)}",
    _are_thresholds,
    {
        "type": "object",
        "propertyNames": {"enum": _COUNTED},
        "additionalProperties": {"type": "integer", "minimum": 1},
    },
)


@frozen(kw_only=True)
class Alarms:
    """Who is told what: at an address or through a topic, without some alarms, after how many."""

    email: str | None = field(
        default=None,
        validator=EMAIL,
        metadata=documented("who is told; AWS asks that address for a confirmation first"),
    )
    topic_arn: str | None = field(
        default=None,
        validator=TOPIC_ARN,
        metadata=documented("instead of `email`: an SNS topic that exists, in the same region"),
    )
    disabled: Sequence[str] = field(
        factory=list, validator=DISABLED, metadata=documented("alarms that are not wanted")
    )
    thresholds: Mapping[str, int] = field(
        factory=dict,
        validator=ALARM_THRESHOLDS,
        metadata=documented(
            "how many events within five minutes set an alarm off, where it is not 1"
        ),
    )
    tamper_alarms: bool = field(
        default=True,
        validator=SWITCH,
        metadata=documented(
            "alarms on changes of this deployment's own parts, beyond the benchmark; a deploy may "
            "set them off"
        ),
    )

    def wants(self, alarm: str) -> bool:
        """Returns whether the alarm with this id is wanted."""
        return alarm not in self.disabled and (self.tamper_alarms or alarm in _BENCHMARK)
