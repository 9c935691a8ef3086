"""The settings of one deployment: what they are, what they default to, where they come from."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from stacks import setting_rules as rules
from stacks.setting_reader import read
from stacks.setting_rules import Problem, SettingsError

from attrs import field, frozen

__all__ = ["Settings", "SettingsError", "load"]

Removal = Literal["retain", "destroy"]


@frozen(kw_only=True)
class Settings:
    """Everything that one deployment may choose; the defaults are a working system.

    Raises `SettingsError` when a value, or two values together, cannot work on AWS.
    """

    region: str = field(default="us-east-2", validator=rules.REGION)
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

    def __attrs_post_init__(self) -> None:
        conflicts = [conflict.problem(self) for conflict in CONFLICTS if conflict.exists(self)]
        if conflicts:
            raise SettingsError(*conflicts)


@frozen
class Conflict:
    """Two settings that are each valid and cannot be used together."""

    key: str
    other: str
    exists: Callable[[Settings], bool]
    why: str

    def problem(self, settings: Settings) -> Problem:
        """Returns the problem as these settings have it."""
        other = json.dumps(getattr(settings, self.other))
        return Problem(
            self.key, getattr(settings, self.key), f"{self.why} ({self.other} is {other})"
        )


CONFLICTS = (
    Conflict(
        "archive_after_days",
        "expire_after_days",
        lambda s: (s.archive_after_days or 0) >= (s.expire_after_days or float("inf")),
        "allowed: fewer days than expire_after_days, because S3 archives only what stays",
    ),
)


def load(cdktf_json: Path, environment: Mapping[str, str]) -> Settings:
    """Returns the settings in `context.logging` of `cdktf_json`, overridden by the environment.

    `LOGGING_TRAIL_NAME` overrides `trail_name`; two underscores lead into a nested object.
    Raises `SettingsError`, whose text names every problem, its source and what is allowed.
    """
    return read(Settings, cdktf_json, environment)
