"""What AWS says about each setting, written down a second time and in another way.

Nothing here is taken from the rules of `stacks`, and nothing is a regular expression: a rule that
is wrong there does not become right by being wrong here too. Where AWS publishes a rule in a form
that a program can read, it is read from there.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from itertools import pairwise
from string import ascii_letters, ascii_lowercase, digits
from typing import Any

from botocore.session import get_session

Accepts = Callable[[Any], bool]

_SESSION = get_session()

# In these partitions; one region is newer than the pinned provider, which refuses it.
REGIONS = {
    region
    for partition in ("aws", "aws-cn", "aws-us-gov")
    for region in _SESSION.get_available_regions("cloudtrail", partition)
} - {"ap-southeast-6"}

# CloudWatch's own list, from the description of its API; zero is Terraform's word for never.
RETENTION_DAYS = {0} | {
    int(number)
    for number in re.findall(
        r"\d+",
        _SESSION.get_service_model("logs").shape_for("Days").documentation.split("</p>")[0],
    )
}


def _only(text: object, characters: str) -> bool:
    return isinstance(text, str) and all(each in characters for each in text)


def _like_an_ip_address(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(part and _only(part, digits) for part in parts)


def _trail_name(value: Any) -> bool:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html."""
    return (
        _only(value, ascii_letters + digits + "._-")
        and 3 <= len(value) <= 128
        and value[0] not in "._-"
        and value[-1] not in "._-"
        and not any(a in "._-" and b in "._-" for a, b in pairwise(value))
        and not _like_an_ip_address(value)
    )


def _log_group_name(value: Any) -> bool:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html."""
    return (
        _only(value, ascii_letters + digits + "_-/.#")
        and 1 <= len(value) <= 512
        and value[:4] != "aws/"
    )


def _bucket_prefix(value: Any) -> bool:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html."""
    if not _only(value, ascii_lowercase + digits + ".-") or not value:
        return False
    name = value + "20261122154121763800000001"  # as Terraform completes it
    return (
        3 <= len(name) <= 63
        and name[0] not in ".-"
        and ".." not in name
        and not _like_an_ip_address(name)
        and not name.startswith(("xn--", "sthree-", "amzn-s3-demo-"))
    )


def _s3_key_prefix(value: Any) -> bool:
    """AWS: at most 200 characters; ours: S3's safe ones, no empty folders, not AWSLogs itself."""
    return (
        _only(value, ascii_letters + digits + "!_.'()-/")
        and 1 <= len(value) <= 200
        and all(value.split("/"))
        and "AWSLogs" not in value
    )


def _days(most: int) -> Accepts:
    return lambda value: type(value) is int and 1 <= value <= most


# What S3's own list has beside what is for other services, or no longer recommended.
_NO_COPIES = {
    "REDUCED_REDUNDANCY",
    "OUTPOSTS",
    "SNOW",
    "EXPRESS_ONEZONE",
    "FSX_OPENZFS",
    "FSX_ONTAP",
}
_STORAGE_CLASSES = (
    set(_SESSION.get_service_model("s3").shape_for("StorageClass").metadata["enum"]) - _NO_COPIES
)


def _storage_class(value: Any) -> bool:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html."""
    return isinstance(value, str) and value in _STORAGE_CLASSES


def _tags(value: Any) -> bool:
    """https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html."""

    def written(text: object, least: int, most: int) -> bool:
        return (
            isinstance(text, str)
            and least <= len(text) <= most
            and all(each.isalnum() or each in " _.:/=+-@" for each in text)
        )

    return (
        isinstance(value, dict)
        and len(value) <= 50
        and all(written(key, 1, 128) for key in value)
        # AWS takes an empty value; Terraform would set it in every plan, and never does.
        and all(written(text, 1, 256) for text in value.values())
        and not any(key[:4].lower() == "aws:" for key in value)
        and len({key.casefold() for key in value}) == len(value)
    )


# The ids that people write, as docs/alarms.md lists them.
BENCHMARK_IDS = (
    *("unauthorized_api_calls", "sign_in_without_mfa", "root_usage", "iam_policy_changes"),
    *("cloudtrail_changes", "console_sign_in_failures", "key_deletion", "bucket_policy_changes"),
    *("config_changes", "security_group_changes", "network_acl_changes", "gateway_changes"),
    *("route_table_changes", "vpc_changes", "organizations_changes"),
)
COUNTED_IDS = (
    *BENCHMARK_IDS,
    *("tamper_trail", "tamper_buckets", "tamper_key", "tamper_role", "tamper_log_group"),
    *("tamper_log_events", "tamper_alarms", "tamper_topics", "tamper_table", "tamper_unseen"),
)
ALARM_IDS = (*COUNTED_IDS, "tamper_silence")


def _email(value: Any) -> bool:
    """RFC 5321's lengths and RFC 5322's dot-atom, without the characters that shells read."""
    if not isinstance(value, str) or value.count("@") != 1 or len(value) > 254:
        return False
    local, domain = value.split("@")
    labels = domain.split(".")
    return (
        1 <= len(local) <= 64
        and all(
            word and _only(word, ascii_letters + digits + "_+-'&=/~") for word in local.split(".")
        )
        and len(labels) >= 2
        and all(
            1 <= len(label) <= 63
            and _only(label, ascii_letters + digits + "-")
            and label[0] != "-"
            and label[-1] != "-"
            for label in labels
        )
        and len(labels[-1]) >= 2
        and labels[-1][0] in ascii_letters
    )


def _topic_name(value: Any) -> bool:
    """https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html."""
    return _only(value, ascii_letters + digits + "_-") and 1 <= len(value) <= 256


def _topic_arn(value: Any) -> bool:
    """https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html."""
    parts = value.split(":") if isinstance(value, str) else []
    return (
        len(parts) == 6
        and parts[0] == "arn"
        and parts[1] in ("aws", "aws-cn", "aws-us-gov")
        and parts[2] == "sns"
        and bool(parts[3])
        and _only(parts[3], ascii_lowercase + digits + "-")
        and len(parts[4]) == 12
        and _only(parts[4], digits)
        and _topic_name(parts[5])
    )


def _disabled(value: Any) -> bool:
    """Ids of alarms, and one alarm at least must be left, also without those on tampering."""
    if not isinstance(value, list):
        return False
    known = all(each in ALARM_IDS for each in value)
    return known and any(each not in value for each in BENCHMARK_IDS)


def _thresholds(value: Any) -> bool:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html."""
    return isinstance(value, dict) and all(
        key in COUNTED_IDS and type(number) is int and number > 0 for key, number in value.items()
    )


def _database(value: Any) -> bool:
    """https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html."""
    return (
        _only(value, ascii_lowercase + digits + "_")
        and 1 <= len(value) <= 128
        and value[0] in ascii_lowercase
        and value not in ("default", "primary", "information_schema")
    )


def _first_day(value: Any) -> bool:
    """A day of the calendar, written with slashes, not before CloudTrail's first."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "/" or value[7] != "/":
        return False
    year, month, day = value.split("/") if value.count("/") == 2 else ("", "", "")
    if not all(part and _only(part, digits) for part in (year, month, day)):
        return False
    exists = 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(int(year) or 4, int(month))[1]
    return exists and value >= "2013/11/13"


def _organization_id(value: Any) -> bool:
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html."""
    return (
        isinstance(value, str)
        and value[:2] == "o-"
        and 10 <= len(value[2:]) <= 32
        and _only(value[2:], ascii_lowercase + digits)
    )


def _role_arn(value: Any) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html."""
    parts = value.split(":", 5) if isinstance(value, str) else []
    if len(parts) != 6 or len(value) > 2048 or not parts[5].startswith("role/"):
        return False
    *path, name = parts[5].removeprefix("role/").split("/")
    return (
        parts[0] == "arn"
        and parts[1] in ("aws", "aws-cn", "aws-us-gov")
        and parts[2:4] == ["iam", ""]
        and _account_id(parts[4])
        and 1 <= len(name) <= 64
        and _only(name, ascii_letters + digits + "+=,.@_-")
        and (not path or bool("/".join(path)))
        and all("!" <= each <= "~" for each in "".join(path))
    )


def _external_id(value: Any) -> bool:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html."""
    return _only(value, ascii_letters + digits + "_+=,.@:/-") and 2 <= len(value) <= 1224


def _account_id(value: Any) -> bool:
    """https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html."""
    return _only(value, digits) and len(value) == 12


def _one_of(*names: str) -> Accepts:
    return lambda value: isinstance(value, str) and value in names


def _or_none(accepts: Accepts) -> Accepts:
    return lambda value: value is None or accepts(value)


_LIFECYCLE_DAYS = _days(2**31 - 1)


def _bucket_name(value: Any) -> bool:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html."""
    if not _only(value, ascii_lowercase + digits + ".-") or not 3 <= len(value) <= 63:
        return False
    numbers = value.split(".")
    return (
        value[0] not in ".-"
        and value[-1] not in ".-"
        and ".." not in value
        and not value.startswith(("xn--", "sthree-", "amzn-s3-demo-"))
        and not (len(numbers) == 4 and all(_only(number, digits) for number in numbers))
    )


def _tag_keys(value: Any) -> bool:
    """https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html."""
    return isinstance(value, list) and all(
        isinstance(each, str)
        and 0 < len(each) <= 128
        and each.isprintable()
        and "${" not in each
        and "%{" not in each
        for each in value
    )


def _policy_arn(value: Any) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html."""
    if not isinstance(value, str) or len(value) > 2048:
        return False
    start, _, rest = value.partition(":policy/")
    parts = start.split(":")
    folder, slash, name = rest.rpartition("/")
    return (
        len(parts) == 5
        and parts[0] == "arn"
        and parts[1] in ("aws", "aws-cn", "aws-us-gov")
        and parts[2:4] == ["iam", ""]
        and (parts[4] == "aws" or (len(parts[4]) == 12 and _only(parts[4], digits)))
        and (not slash or (bool(folder) and all("!" <= each <= "~" for each in folder)))
        and 1 <= len(name) <= 128
        and _only(name, ascii_letters + digits + "+=,.@_-")
    )


def _state_prefix(value: Any) -> bool:
    """Folders of characters that S3 calls safe, without the star."""
    return (
        isinstance(value, str)
        and len(value) <= 200
        and all(
            part and _only(part, ascii_letters + digits + "!_.'()-") for part in value.split("/")
        )
    )


def _key_id(value: str) -> bool:
    """As Terraform's S3 backend has it: a UUID of a version and a variant that exist."""
    if value.startswith("mrk-"):
        return len(value) == 36 and _only(value[4:], "0123456789abcdef")
    parts = value.split("-")
    return (
        [len(part) for part in parts] == [8, 4, 4, 4, 12]
        and _only("".join(parts), "0123456789abcdef")
        and parts[2][0] in "12345"
        and parts[3][0] in "89ab"
    )


def _key_arn(value: Any) -> bool:
    """https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN."""
    parts = value.split(":") if isinstance(value, str) else []
    return (
        len(parts) == 6
        and parts[:1] == ["arn"]
        and parts[1] in ("aws", "aws-cn", "aws-us-gov")
        and parts[2] == "kms"
        and bool(parts[3])
        and _only(parts[3], ascii_lowercase + digits + "-")
        and len(parts[4]) == 12
        and _only(parts[4], digits)
        and parts[5].startswith("key/")
        and _key_id(parts[5][4:])
    )


def _arn_prefix(value: Any) -> bool:
    """The beginning of an ARN, without the wildcards that selectors do not know."""
    if not isinstance(value, str) or len(value) > 2048:
        return False
    parts = value.split(":", 5)
    return (
        len(parts) == 6
        and parts[0] == "arn"
        and parts[1] in ("aws", "aws-cn", "aws-us-gov")
        and parts[2] != ""
        and _only(parts[2], ascii_lowercase + digits + "-")
        and _only(parts[3], ascii_lowercase + digits + "-")
        and (parts[4] == "" or _account_id(parts[4]))
        and all("!" <= each <= "~" and each not in "*?" for each in parts[5])
    )


# The services in ARNs, of the types that are invented here, and what people call some of these.
DATA_EVENT_TYPES: dict[str, tuple[str, str]] = {
    "AWS::S3::Object": ("s3", "s3"),
    "AWS::S3::AccessPoint": ("", "s3"),
    "AWS::Lambda::Function": ("lambda", "lambda"),
    "AWS::DynamoDB::Table": ("dynamodb", "dynamodb"),
    "AWS::StepFunctions::StateMachine": ("", "states"),
    # AWS does not say.
    "AWS::MWAA::Environment": ("", ""),
}


def _data_event_row(value: Any) -> bool:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html."""
    row = {"type": value} if isinstance(value, str) else value
    if not isinstance(row, dict) or row.keys() - {"type", "read", "write", "include", "exclude"}:
        return False
    named = [
        (type_, service)
        for type_, (short, service) in DATA_EVENT_TYPES.items()
        if row.get("type") in {type_, short} - {""}
    ]
    reads, writes = row.get("read", True), row.get("write", True)
    if not named or not (isinstance(reads, bool) and isinstance(writes, bool)):
        return False
    ((type_, service),) = named
    for arns in (row.get("include", []), row.get("exclude", [])):
        if not (isinstance(arns, list) and all(map(_arn_prefix, arns))):
            return False
        parts = [each.split(":", 5) for each in arns]
        if len(set(arns)) < len(arns) or any(service not in ("", each[2]) for each in parts):
            return False
        # Of a bucket, so that no other one begins so.
        if type_ == "AWS::S3::Object" and any(
            each[3] or each[4] or "/" not in each[5] for each in parts
        ):
            return False
    return reads or writes


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(map(_data_event_row, value))


def _some_of(*known: str) -> Accepts:
    def accepts(value: Any) -> bool:
        return (
            isinstance(value, list)
            and all(isinstance(each, str) and each in known for each in value)
            and len(set(value)) == len(value)
        )

    return accepts


def _event_sources(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(
            isinstance(each, str)
            and each.endswith(".amazonaws.com")
            and each[0] not in ".-"
            and _only(each, ascii_lowercase + digits + ".-")
            for each in value
        )
        and len(set(value)) == len(value)
    )


# By the setting's name, as people write it. A part is an object of its own.
RULES: dict[str, Accepts] = {
    "region": lambda value: isinstance(value, str) and value in REGIONS,
    "account_id": _or_none(_account_id),
    "trail_name": _trail_name,
    "log_group_name": _log_group_name,
    "log_retention_days": lambda value: type(value) is int and value in RETENTION_DAYS,
    "bucket_prefix": _bucket_prefix,
    "s3_key_prefix": _or_none(_s3_key_prefix),
    "bucket_removal": _one_of("retain", "destroy"),
    "log_group_removal": _one_of("retain", "destroy"),
    "archive_after_days": _or_none(_LIFECYCLE_DAYS),
    "expire_after_days": _or_none(_LIFECYCLE_DAYS),
    "tags": _tags,
    "ignore_tags.keys": _tag_keys,
    "ignore_tags.key_prefixes": _tag_keys,
    "role_permissions_boundary": _or_none(_policy_arn),
    "encryption": _one_of("s3", "kms"),
    "access_logs.bucket_prefix": _bucket_prefix,
    "access_logs.expire_after_days": _LIFECYCLE_DAYS,
    "object_lock.mode": _one_of("GOVERNANCE", "COMPLIANCE"),
    "object_lock.days": _days(36_500),
    "replication.region": lambda value: isinstance(value, str) and value in REGIONS,
    "replication.bucket_prefix": _bucket_prefix,
    "replication.storage_class": _storage_class,
    "alarms.email": _or_none(_email),
    "alarms.topic_arn": _or_none(_topic_arn),
    "alarms.disabled": _disabled,
    "alarms.thresholds": _thresholds,
    "alarms.tamper_alarms": lambda value: isinstance(value, bool),
    "athena.database": _database,
    "athena.first_day": _first_day,
    "athena.scan_limit_mb": lambda value: type(value) is int and 10 <= value <= 8_000_000_000,
    "athena.results_bucket_prefix": _bucket_prefix,
    "athena.results_expire_after_days": _LIFECYCLE_DAYS,
    "notifications.topic_name": _topic_name,
    "data_events": _rows,
    "management_events.exclude": _some_of("kms.amazonaws.com", "rdsdata.amazonaws.com"),
    "network_activity_events": _event_sources,
    "insights": _some_of("ApiCallRateInsight", "ApiErrorRateInsight"),
    "organization.id": _organization_id,
    "organization.management_account_id": _account_id,
    "organization.members_read_own": lambda value: isinstance(value, bool),
    "log_archive.account_id": _account_id,
    "log_archive.role_arn": _role_arn,
    "log_archive.external_id": _or_none(_external_id),
    "state.bucket": _bucket_name,
    "state.region": _or_none(lambda value: isinstance(value, str) and value in REGIONS),
    "state.key_prefix": _or_none(_state_prefix),
    "state.kms_key_id": _or_none(_key_arn),
}
