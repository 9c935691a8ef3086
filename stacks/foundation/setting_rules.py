"""What a rule for a setting is, and the rules that settings of more than one feature follow.

The reader that reports every problem of a configuration at once uses them, and so does `Settings`
itself, so that an invalid one cannot exist.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import Attribute, evolve, fields, frozen, validators

Removal = Literal["retain", "destroy"]

Schema = Mapping[str, Any]


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
    """An attrs validator that accepts a JSON value, or says in words what is allowed.

    `schema` is as much of it as JSON Schema can say, for editors: it accepts all that the
    rule does. `hint` is what a value that is not accepted may have meant, as a question.
    """

    allowed: str
    accepts: Callable[[Any], bool]
    schema: Schema
    hint: Callable[[Any], str] = lambda _: ""

    def __call__(self, _: object, attribute: "Attribute[Any]", value: object) -> None:
        """Raises `SettingsError` unless the value is accepted, or is None by default."""
        unset = value is None and attribute.default is None
        if not unset and not self.accepts(value):
            why = f"{self.hint(value)}allowed: {self.allowed}"
            raise SettingsError(Problem(attribute.name, value, why))


def text(pattern: str, allowed: str) -> Rule:
    """A string that matches `pattern` as a whole."""
    compiled = re.compile(pattern, re.ASCII)
    return Rule(
        allowed,
        lambda value: isinstance(value, str) and bool(compiled.fullmatch(value)),
        {"type": "string", "pattern": f"^(?:{pattern})$".replace(r"\Z", "$")},
    )


def one_of(*values: str | int) -> Rule:
    """One of a few values, of the same type: `true` is not 1, and `"7"` is not 7."""
    known = {(type(value), value) for value in values}

    def accepts(value: object) -> bool:
        return isinstance(value, str | int) and (type(value), value) in known

    return Rule("one of " + ", ".join(map(str, values)), accepts, {"enum": list(values)})


def some_of(*values: str) -> Rule:
    """A list of some of a few values, each once."""
    return Rule(
        f"a list of some of {', '.join(values)}, each once",
        lambda value: (
            isinstance(value, list)
            and all(each in values for each in value)
            and len(set(value)) == len(value)
        ),
        {"type": "array", "items": {"enum": list(values)}, "uniqueItems": True},
    )


def whole_number(low: int, high: int, unit: str) -> Rule:
    """A whole number from `low` to `high`, both included."""
    return Rule(
        f"a whole number of {unit} from {low} to {high}",
        lambda value: type(value) is int and low <= value <= high,
        {"type": "integer", "minimum": low, "maximum": high},
    )


SWITCH = Rule("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})


def documented(meaning: str) -> Mapping[str, str]:
    """Returns a field's metadata: what it means, in one line of Markdown."""
    return {"meaning": meaning}


def part(of: type[Any]) -> Callable[[object, "Attribute[Any]", object], None]:
    """A nested object of settings, or nothing."""
    return validators.optional(validators.instance_of(of))


def rows_of(of: type[Any]) -> Rule:
    """A list of nested objects of settings, each also written as the value of its first key."""
    keys = [each.name for each in fields(of)]
    return Rule(
        f"a list of objects with the keys {', '.join(keys)}, or of values of {keys[0]} alone",
        lambda value: isinstance(value, list) and all(isinstance(each, of) for each in value),
        {"type": "array"},
    )


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

# What a newer version knows, of those that AWS has opened since.
# https://github.com/hashicorp/terraform-provider-aws/issues/44113
_NEWER_REGIONS = {"ap-southeast-6": "6.13.0"}


def _needs_newer(region: object) -> str:
    version = _NEWER_REGIONS.get(str(region))
    return (
        f"AWS provider 5.100.0, which this release pins, does not know it: {version} and newer do; "
        if version
        else ""
    )


REGION = evolve(one_of(*_REGIONS.split()), hint=_needs_newer)


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
    {"type": "string", "pattern": "^[a-z0-9][a-z0-9.-]{0,36}$"},
)


BUCKET_NAME = Rule(
    "3 to 63 lowercase letters, digits, periods and hyphens, that start and end with a letter or "
    "digit, with no two periods side by side, and not like an IP address",
    lambda value: isinstance(value, str) and bool(_BUCKET_NAME.fullmatch(value)),
    {"type": "string", "pattern": "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"},
)

REMOVAL = one_of("retain", "destroy")

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
LIFECYCLE_DAYS = whole_number(1, 2_147_483_647, "days")


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
    {
        "type": "object",
        "maxProperties": 50,
        "propertyNames": {"minLength": 1, "maxLength": 128},
        "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 256},
    },
)
