"""What AWS accepts for each setting, in code and in words.

A rule is looked up here and nowhere else: by the reader that reports every problem of a
configuration at once, and by `Settings` itself, so that an invalid one cannot exist.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from stacks.features.alarms.filters import FILTERS

from attrs import Attribute, frozen, validators


@frozen
class Problem:
    """One thing that is wrong with the settings.

    `key` is the setting as the user writes it (`object_lock.days`), `got` its value, `why` says
    what is allowed instead, and `source` says where the value came from.
    """

    key: str
    got: Any
    why: str
    source: str = "code"

    def __str__(self) -> str:
        got = json.dumps(self.got, default=str, ensure_ascii=False)
        shown = got if len(got) <= 100 else f"{got[:100]}..."
        line = f"{self.key} = {shown} ({self.source}): {self.why}"
        # One line on every terminal, and nothing in it that a terminal would obey.
        return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in line)


class SettingsError(ValueError):
    """Settings that cannot be used; the text has a line for every one of its `problems`."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(
            "\n  ".join(["The settings are not valid. Nothing was written.", *map(str, problems)])
        )


@frozen
class Rule:
    """An attrs validator that accepts a JSON value, or says in words what is allowed."""

    allowed: str
    accepts: Callable[[Any], bool]

    def __call__(self, _: object, attribute: "Attribute[Any]", value: object) -> None:
        """Raises `SettingsError` unless the value is accepted, or is None by default."""
        unset = value is None and attribute.default is None
        if not unset and not self.accepts(value):
            raise SettingsError(Problem(attribute.name, value, f"allowed: {self.allowed}"))


def text(pattern: str, allowed: str) -> Rule:
    """A string that matches `pattern` as a whole."""
    compiled = re.compile(pattern, re.ASCII)
    return Rule(allowed, lambda value: isinstance(value, str) and bool(compiled.fullmatch(value)))


def one_of(*values: str | int) -> Rule:
    """One of a few values, of the same type: `true` is not 1, and `"7"` is not 7."""
    known = {(type(value), value) for value in values}

    def accepts(value: object) -> bool:
        return isinstance(value, str | int) and (type(value), value) in known

    return Rule("one of " + ", ".join(str(value) for value in values), accepts)


def whole_number(low: int, high: int, unit: str) -> Rule:
    """A whole number from `low` to `high`, both included."""
    return Rule(
        f"a whole number of {unit} from {low} to {high}",
        lambda value: type(value) is int and low <= value <= high,
    )


def part(of: type[Any]) -> Callable[[object, "Attribute[Any]", object], None]:
    """A nested object of settings, or nothing."""
    return validators.optional(validators.instance_of(of))


# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
ACCOUNT_ID = text(r"\d{12}", "the 12 digits of an AWS account, in quotes")

# The regions of the partitions aws, aws-cn and aws-us-gov that AWS provider 5.100.0 knows. A newer
# region is refused by that provider itself, so it is refused here, where nothing is written yet.
# https://docs.aws.amazon.com/general/latest/gr/ct.html
_REGIONS = """
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1
    ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
    ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2
    eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1
    me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1
    us-west-2
"""

REGION = one_of(*_REGIONS.split())

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
TRAIL_NAME = text(
    r"(?!\d+\.\d+\.\d+\.\d+\Z)(?=.{3,128}\Z)[A-Za-z0-9]([._-]?[A-Za-z0-9])*",
    "3 to 128 letters, digits, periods, underscores and hyphens, that start and end with a letter "
    "or digit, with no two of ._- side by side, and not an IP address",
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
LOG_GROUP_NAME = text(
    r"(?!aws/)[A-Za-z0-9_/.#-]{1,512}",
    "1 to 512 letters, digits and _ - / . #, that do not start with aws/",
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
# Zero is Terraform's way to say that events never expire.
LOG_RETENTION_DAYS = one_of(
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545),
    *(731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)

# What Terraform appends to the prefix: a time and a counter, always 26 digits.
_GENERATED_SUFFIX = "0" * 26

_BUCKET_NAME = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+\Z)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    re.ASCII,
)

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BUCKET_PREFIX = Rule(
    "1 to 37 lowercase letters, digits, periods and hyphens (AWS needs 26 more for the generated "
    "rest), that start with a letter or digit, with no two periods side by side, not beginning "
    "with xn--, sthree- or amzn-s3-demo-, and not like an IP address",
    lambda value: (
        isinstance(value, str)
        and value != ""
        and bool(_BUCKET_NAME.fullmatch(value + _GENERATED_SUFFIX))
    ),
)

# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
# Characters that S3 calls safe, without the * that would be a wildcard in the bucket policy.
S3_KEY_PREFIX = text(
    r"(?!.*AWSLogs)(?=.{1,200}\Z)[A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*",
    "1 to 200 letters, digits and ! _ . ' ( ) - in folders separated by single slashes, with no "
    "slash at either end and without AWSLogs, which CloudTrail adds itself",
)

REMOVAL = one_of("retain", "destroy")

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
LIFECYCLE_DAYS = whole_number(1, 2_147_483_647, "days")

ENCRYPTION = one_of("s3", "kms")

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html
OBJECT_LOCK_MODE = one_of("GOVERNANCE", "COMPLIANCE")
OBJECT_LOCK_DAYS = whole_number(1, 36_500, "days")

# What people's addresses consist of, in the length that SMTP allows; without what a shell, or
# Terraform, would read otherwise.
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

# https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
TOPIC_NAME = text(r"[A-Za-z0-9_-]{1,256}", "1 to 256 letters, digits, underscores and hyphens")

_ALARM_IDS = [each.id for each in FILTERS]

# With none left, CloudWatch would refuse the dashboard; without alarms, leave out `alarms`.
ALARM_IDS = Rule(
    f"a list of some, but not all, of {', '.join(_ALARM_IDS)}",
    lambda value: (
        isinstance(value, list)
        and all(each in _ALARM_IDS for each in value)
        and set(value) != set(_ALARM_IDS)
    ),
)


def _are_thresholds(value: object) -> bool:
    return isinstance(value, dict) and all(
        key in _ALARM_IDS and type(number) is int and number >= 1 for key, number in value.items()
    )


ALARM_THRESHOLDS = Rule(
    f"an object with a whole number from 1 for any of {', '.join(_ALARM_IDS)}", _are_thresholds
)

# A word that needs no quotes in SQL, and is neither AWS's own database nor its own workgroup.
# https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
ATHENA_DATABASE = text(
    r"(?!(?:default|primary|information_schema)\Z)[a-z][a-z0-9_]{0,127}",
    "1 to 128 lowercase letters, digits and underscores, that start with a letter, and not "
    "default, primary or information_schema, which AWS has already",
)

# From Athena's least, to what JSON can carry as an exact number of bytes.
# https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
SCAN_LIMIT_MB = whole_number(10, 8_000_000_000, "MB")

_DAY = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)


def _is_day(value: object) -> bool:
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    if not written:
        return False
    try:
        return date(*map(int, written.groups())) >= date(2013, 11, 13)
    except ValueError:
        return False


FIRST_DAY = Rule(
    "a day as in 2026/01/31, from 2013/11/13 on, when CloudTrail recorded its first", _is_day
)

# Tag characters that every AWS service accepts. No empty value: the provider takes one among its
# default tags for none: it wants to set it in every plan, and does not.
# https://github.com/hashicorp/terraform-provider-aws/issues/37297
_TAG_KEY = re.compile(r"(?!(?i:aws:))[\w .:/=+@-]{1,128}")
_TAG_VALUE = re.compile(r"[\w .:/=+@-]{1,256}")


def _are_tags(value: object) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= 50
        # IAM holds Owner and owner for the same key and refuses the role that has both.
        and len({str(key).casefold() for key in value}) == len(value)
        and all(
            isinstance(key, str)
            and isinstance(text_, str)
            and bool(_TAG_KEY.fullmatch(key))
            and bool(_TAG_VALUE.fullmatch(text_))
            for key, text_ in value.items()
        )
    )


# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAGS = Rule(
    "an object of at most 50 tags; keys of 1 to 128 and values of 1 to 256 letters, digits, "
    "spaces and _ . : / = + - @; no key that begins with aws: or differs from another only in case",
    _are_tags,
)
