"""The settings of one deployment: what they are, what they default to, where they come from."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, Literal

from stacks import setting_rules as rules
from stacks.features.alarms.names import topic_name
from stacks.setting_reader import read
from stacks.setting_rules import Problem, SettingsError

from attrs import asdict, field, frozen

__all__ = ["Settings", "SettingsError", "load"]

Removal = Literal["retain", "destroy"]


@frozen(kw_only=True)
class AccessLogs:
    """A second bucket that records who reads the first, and for how many days it does."""

    bucket_prefix: str = field(default="access-logs-", validator=rules.BUCKET_PREFIX)
    expire_after_days: int = field(default=90, validator=rules.LIFECYCLE_DAYS)


@frozen(kw_only=True)
class ObjectLock:
    """How strictly, and for how many days from its arrival, a record is locked."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"] = field(validator=rules.OBJECT_LOCK_MODE)
    days: int = field(validator=rules.OBJECT_LOCK_DAYS)


@frozen(kw_only=True)
class Alarms:
    """Who is told what: at an address or through a topic, without some alarms, after how many."""

    email: str | None = field(default=None, validator=rules.EMAIL)
    topic_arn: str | None = field(default=None, validator=rules.TOPIC_ARN)
    disabled: Sequence[str] = field(factory=list, validator=rules.ALARM_IDS)
    thresholds: Mapping[str, int] = field(factory=dict, validator=rules.ALARM_THRESHOLDS)


@frozen(kw_only=True)
class Athena:
    """The records as a SQL table: its place, how much a query may read, where answers go.

    `database` is the name of the workgroup, too.
    """

    database: str = field(default="audit_trail", validator=rules.ATHENA_DATABASE)
    first_day: str = field(default="2020/01/01", validator=rules.FIRST_DAY)
    scan_limit_mb: int = field(default=10_240, validator=rules.SCAN_LIMIT_MB)
    results_bucket_prefix: str = field(default="athena-results-", validator=rules.BUCKET_PREFIX)
    results_expire_after_days: int = field(default=30, validator=rules.LIFECYCLE_DAYS)


@frozen(kw_only=True)
class Notifications:
    """Where the trail announces its log files; that objects' changes are events has no choices."""

    topic_name: str = field(default="cloudtrail-deliveries", validator=rules.TOPIC_NAME)


@frozen(kw_only=True)
class Settings:
    """Everything that one deployment may choose; the defaults are a working system.

    Raises `SettingsError` when a value, or two values together, cannot work on AWS.
    """

    region: str = field(default="us-east-2", validator=rules.REGION)
    account_id: str | None = field(default=None, validator=rules.ACCOUNT_ID)
    trail_name: str = field(default="CloudTrail", validator=rules.TRAIL_NAME)
    log_group_name: str = field(default="TrailLog", validator=rules.LOG_GROUP_NAME)
    log_retention_days: int = field(default=7, validator=rules.LOG_RETENTION_DAYS)
    bucket_prefix: str = field(default="central-logs-", validator=rules.BUCKET_PREFIX)
    s3_key_prefix: str | None = field(default=None, validator=rules.S3_KEY_PREFIX)
    bucket_removal: Removal = field(default="retain", validator=rules.REMOVAL)
    log_group_removal: Removal = field(default="destroy", validator=rules.REMOVAL)
    archive_after_days: int | None = field(default=None, validator=rules.LIFECYCLE_DAYS)
    expire_after_days: int | None = field(default=None, validator=rules.LIFECYCLE_DAYS)
    tags: Mapping[str, str] = field(factory=dict, validator=rules.TAGS)
    encryption: Literal["s3", "kms"] = field(default="s3", validator=rules.ENCRYPTION)
    access_logs: AccessLogs | None = field(default=None, validator=rules.part(AccessLogs))
    object_lock: ObjectLock | None = field(default=None, validator=rules.part(ObjectLock))
    alarms: Alarms | None = field(default=None, validator=rules.part(Alarms))
    athena: Athena | None = field(default=None, validator=rules.part(Athena))
    notifications: Notifications | None = field(default=None, validator=rules.part(Notifications))

    def __attrs_post_init__(self) -> None:
        conflicts = [conflict.problem(self) for conflict in CONFLICTS if conflict.exists(self)]
        if conflicts:
            raise SettingsError(*conflicts)


@frozen
class Conflict:
    """Two settings that are each valid and cannot be used together; a period leads into a part."""

    key: str
    other: str
    exists: Callable[[Settings], bool]
    why: str

    def problem(self, settings: Settings) -> Problem:
        """Returns the problem as these settings have it."""
        values: Any = asdict(settings)
        got, other = (reduce(getitem, key.split("."), values) for key in (self.key, self.other))
        return Problem(self.key, got, f"{self.why} ({self.other} is {json.dumps(other)})")


CONFLICTS = (
    Conflict(
        "archive_after_days",
        "expire_after_days",
        lambda s: (s.archive_after_days or 0) >= (s.expire_after_days or float("inf")),
        "allowed: fewer days than expire_after_days, because S3 archives only what stays",
    ),
    Conflict(
        "expire_after_days",
        "object_lock",
        lambda s: (
            s.object_lock is not None and (s.expire_after_days or float("inf")) < s.object_lock.days
        ),
        "allowed: at least as many days as object_lock, because S3 cannot delete what is locked",
    ),
    Conflict(
        "bucket_removal",
        "object_lock",
        lambda s: (
            s.object_lock is not None
            and s.object_lock.mode == "COMPLIANCE"
            and s.bucket_removal == "destroy"
        ),
        "allowed: retain, because nobody, not even AWS, can delete a record under a COMPLIANCE "
        "lock, and a bucket goes only when it is empty",
    ),
    Conflict(
        "alarms.email",
        "alarms.topic_arn",
        lambda s: s.alarms is not None and bool(s.alarms.email) == bool(s.alarms.topic_arn),
        "allowed: either an address here, or in alarms.topic_arn a topic that exists, and not both",
    ),
    Conflict(
        "alarms.topic_arn",
        "region",
        lambda s: (
            s.alarms is not None
            and s.alarms.topic_arn is not None
            and s.alarms.topic_arn.split(":")[3] != s.region
        ),
        "allowed: a topic in the same region, because an alarm can reach no other",
    ),
    Conflict(
        "notifications.topic_name",
        "alarms.email",
        lambda s: (
            s.notifications is not None
            and s.alarms is not None
            and s.alarms.email is not None
            and s.notifications.topic_name == topic_name(s.trail_name)
        ),
        "allowed: another name, because the topic that the alarms' mails come from has this one",
    ),
    Conflict(
        "notifications.topic_name",
        "alarms.topic_arn",
        lambda s: (
            s.notifications is not None
            and s.alarms is not None
            and s.alarms.topic_arn is not None
            and s.alarms.topic_arn.split(":")[5] == s.notifications.topic_name
        ),
        "allowed: another name than that of a topic that exists, because its policy would be "
        "replaced",
    ),
)


def load(cdktf_json: Path, environment: Mapping[str, str]) -> Settings:
    """Returns the settings in `context.logging` of `cdktf_json`, overridden by the environment.

    `LOGGING_TRAIL_NAME` overrides `trail_name`; two underscores lead into a nested object.
    Raises `SettingsError`, whose text names every problem, its source and what is allowed.
    """
    return read(Settings, cdktf_json, environment)
