"""One setting's values, one after the other, as the way that a deployment goes."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from stacks.settings import (
    AccessLogs,
    Alarms,
    Athena,
    IgnoredTags,
    LogArchive,
    ManagementEvents,
    Notifications,
    ObjectLock,
    Organization,
    Replication,
    Settings,
)

import attrs
from moto.core.models import DEFAULT_ACCOUNT_ID

from tests.transitions.journey import Expected, Journey, Step
from tools.local_aws.organization import MEMBERS, ORGANIZATION_ID

# What a part needs to be switched on.
PARTS: Mapping[str, Any] = {
    "access_logs": AccessLogs(),
    "object_lock": ObjectLock(mode="GOVERNANCE", days=1),
    "replication": Replication(region="us-west-2"),
    "alarms": Alarms(email="security@example.com"),
    "athena": Athena(),
    "notifications": Notifications(),
    "management_events": ManagementEvents(exclude=["rdsdata.amazonaws.com"]),
    "ignore_tags": IgnoredTags(keys=["Creator"]),
    "log_archive": LogArchive(account_id=MEMBERS[0], role_arn=f"arn:aws:iam::{MEMBERS[0]}:role/a"),
    "organization": Organization(id=ORGANIZATION_ID, management_account_id=DEFAULT_ACCOUNT_ID),
}

# The names of the topics that are there before each chain.
TOPICS = ("security", "operations")


@attrs.frozen(kw_only=True)
class Chain:
    """A deployment with the first of the values, which is then given the others.

    `setting` is a key of `Settings`, a period leads into a part, which is then on. `beside` are the
    other settings, and `variant` is what they are called. Who refuses a change says all of `says`;
    Terraform does it when it plans `stack`.
    """

    setting: str
    values: tuple[Any, ...]
    expected: Expected = Expected.FREE
    beside: Mapping[str, Any] = attrs.field(factory=dict)
    variant: str = ""
    says: tuple[str, ...] = ()
    stack: str = "LogBucketStack"

    @property
    def name(self) -> str:
        """What `--only` calls it."""
        return f"{self.setting}, {self.variant}" if self.variant else self.setting

    def journey(self) -> Journey:
        """Returns the way from each of the values to the next.

        Raises `TypeError` for a setting that there is not, and `SettingsError` for such values.
        """
        return Journey(
            self.name,
            self._with(self.values[0]),
            tuple(
                Step(
                    change=f"{_short(before)} -> {_short(after)}",
                    settings=self._with(after),
                    expected=self.expected,
                    says=self.says,
                    stack=self.stack,
                )
                for before, after in pairwise(self.values)
            ),
        )

    def _with(self, value: Any) -> Settings:
        part, _, key = self.setting.rpartition(".")
        if not part:
            return Settings(**{**self.beside, key: value})
        whole = attrs.evolve(self.beside.get(part, PARTS[part]), **{key: value})
        return Settings(**{**self.beside, part: whole})


def _short(value: Any) -> str:
    """Returns a value as people speak of it: a part is on when it is what a part usually is."""
    if value is None:
        return "none"
    return "on" if any(value == each for each in PARTS.values()) else str(value)
