"""The settings of one deployment: those of its features put together, and where they come from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from stacks.features.access_logs.settings import AccessLogs
from stacks.features.alarms.filters import KEY_DELETION
from stacks.features.alarms.names import topic_name
from stacks.features.alarms.settings import Alarms
from stacks.features.alarms.tamper import TAMPER_KEY
from stacks.features.athena.settings import Athena
from stacks.features.encryption.settings import ENCRYPTION
from stacks.features.event_selection.selectors import MOST_VALUES, are_too_many
from stacks.features.event_selection.settings import (
    DATA_EVENTS,
    INSIGHTS,
    KMS,
    NETWORK_ACTIVITY,
    DataEvents,
    EventSelection,
    ManagementEvents,
)
from stacks.features.log_archive.settings import LogArchive
from stacks.features.notifications.settings import Notifications
from stacks.features.object_lock.settings import ObjectLock
from stacks.features.organization.settings import Organization
from stacks.features.replication.settings import Replication, is_same_partition
from stacks.features.trail.scope import TrailScope
from stacks.features.trail.settings import (
    LOG_GROUP_NAME,
    LOG_RETENTION_DAYS,
    POLICY_ARN,
    S3_KEY_PREFIX,
    TRAIL_NAME,
)
from stacks.foundation.ignored_tags import IgnoredTags
from stacks.foundation.place import AssumedRole, Place
from stacks.foundation.setting_conflict import Conflict
from stacks.foundation.setting_reader import read
from stacks.foundation.setting_rules import (
    ACCOUNT_ID,
    BUCKET_PREFIX,
    LIFECYCLE_DAYS,
    REGION,
    REMOVAL,
    TAGS,
    Removal,
    SettingsError,
    documented,
    part,
)
from stacks.foundation.state_bucket import StateBucket

from attrs import evolve, field, frozen

__all__ = [
    "AccessLogs",
    "Alarms",
    "Athena",
    "DataEvents",
    "IgnoredTags",
    "LogArchive",
    "ManagementEvents",
    "Notifications",
    "ObjectLock",
    "Organization",
    "Replication",
    "Settings",
    "SettingsError",
    "StateBucket",
    "load",
]


@frozen(kw_only=True)
class Settings:
    """Everything that one deployment may choose; the defaults are a working system.

    Raises `SettingsError` when a value, or two values together, cannot work on AWS.
    """

    region: str = field(
        default="us-east-2", validator=REGION, metadata=documented("home region of both stacks")
    )
    account_id: str | None = field(
        default=None,
        validator=ACCOUNT_ID,
        metadata=documented('the only account that may be deployed to, such as `"123456789012"`'),
    )
    trail_name: str = field(
        default="CloudTrail", validator=TRAIL_NAME, metadata=documented("name of the trail")
    )
    log_group_name: str = field(
        default="TrailLog", validator=LOG_GROUP_NAME, metadata=documented("name of the log group")
    )
    log_retention_days: int = field(
        default=7,
        validator=LOG_RETENTION_DAYS,
        metadata=documented("how long the log group keeps events; 0 keeps them for ever"),
    )
    bucket_prefix: str = field(
        default="central-logs-",
        validator=BUCKET_PREFIX,
        metadata=documented("how the bucket's name begins; AWS makes it unique"),
    )
    s3_key_prefix: str | None = field(
        default=None,
        validator=S3_KEY_PREFIX,
        metadata=documented("a folder for the records, before `AWSLogs/`"),
    )
    bucket_removal: Removal = field(
        default="retain",
        validator=REMOVAL,
        metadata=documented('`"destroy"`: `make destroy` deletes the records too'),
    )
    log_group_removal: Removal = field(
        default="destroy",
        validator=REMOVAL,
        metadata=documented(
            '`"retain"`: the log group outlives its stack, but not the key of `encryption` `"kms"`'
        ),
    )
    archive_after_days: int | None = field(
        default=None,
        validator=LIFECYCLE_DAYS,
        metadata=documented(
            "when records of 128 KB and more move to Glacier Instant Retrieval, readable as before"
        ),
    )
    expire_after_days: int | None = field(
        default=None,
        validator=LIFECYCLE_DAYS,
        metadata=documented(
            "when records go; a deleted or expired one can be restored for as long again"
        ),
    )
    organization: Organization | None = field(
        default=None,
        validator=part(Organization),
        metadata=documented(
            '`{"id": ..., "management_account_id": ...}`: one trail records every account of the '
            "organisation"
        ),
    )
    log_archive: LogArchive | None = field(
        default=None,
        validator=part(LogArchive),
        metadata=documented(
            '`{"account_id": ..., "role_arn": ...}`: the records lie in an account of their own, '
            "with their key and their table"
        ),
    )
    tags: Mapping[str, str] = field(
        factory=dict, validator=TAGS, metadata=documented("tags on everything")
    )
    ignore_tags: IgnoredTags | None = field(
        default=None,
        validator=part(IgnoredTags),
        metadata=documented("`{}`: tags that others put on stay, and do not stand in the way"),
    )
    role_permissions_boundary: str | None = field(
        default=None,
        validator=POLICY_ARN,
        metadata=documented(
            "the ARN of the policy that bounds the role, where the account wants every role to "
            "have one"
        ),
    )
    encryption: Literal["s3", "kms"] = field(
        default="s3",
        validator=ENCRYPTION,
        metadata=documented(
            '`"kms"`: one customer-managed key, rotated, for bucket, trail, log group, topics and '
            "answers"
        ),
    )
    access_logs: AccessLogs | None = field(
        default=None,
        validator=part(AccessLogs),
        metadata=documented("`{}`: a second bucket records who reads the first"),
    )
    object_lock: ObjectLock | None = field(
        default=None,
        validator=part(ObjectLock),
        metadata=documented(
            '`{"mode": ..., "days": ...}`: records that nobody can delete before their time'
        ),
    )
    replication: Replication | None = field(
        default=None,
        validator=part(Replication),
        metadata=documented('`{"region": ...}`: a second copy of the records, in another region'),
    )
    alarms: Alarms | None = field(
        default=None,
        validator=part(Alarms),
        metadata=documented(
            '`{"email": ...}`: somebody is told of what the CIS benchmark wants noticed'
        ),
    )
    athena: Athena | None = field(
        default=None,
        validator=part(Athena),
        metadata=documented("`{}`: the records as a SQL table, with saved queries"),
    )
    notifications: Notifications | None = field(
        default=None,
        validator=part(Notifications),
        metadata=documented("`{}`: each log file, and each change of an object, is announced"),
    )
    data_events: Sequence[DataEvents] = field(
        factory=list,
        validator=DATA_EVENTS,
        metadata=documented(
            '`["s3"]`: what is done with what resources hold is recorded too, at a price'
        ),
    )
    management_events: ManagementEvents | None = field(
        default=None,
        validator=part(ManagementEvents),
        metadata=documented(
            '`{"exclude": [...]}`: calls of KMS or of the RDS Data API are not recorded; `{}` says '
            "in a selector that all are"
        ),
    )
    network_activity_events: Sequence[str] = field(
        factory=list,
        validator=NETWORK_ACTIVITY,
        metadata=documented(
            '`["s3.amazonaws.com"]`: calls through the VPC endpoints of these services are '
            "recorded, also those of strangers"
        ),
    )
    insights: Sequence[str] = field(
        factory=list,
        validator=INSIGHTS,
        metadata=documented(
            "`ApiCallRateInsight`, `ApiErrorRateInsight`: CloudTrail looks for unusual activity"
        ),
    )

    state: StateBucket | None = field(
        default=None,
        validator=part(StateBucket),
        metadata=documented(
            '`{"bucket": ...}`: a team shares what Terraform remembers, with a lock; a file beside '
            "`main.py` unless given"
        ),
    )

    @property
    def place(self) -> Place:
        """Where the trail is, and the bucket too unless there is a log archive."""
        state = self.state and self.state.complete(region=self.region, trail_name=self.trail_name)
        return Place(
            region=self.region,
            only_account=self.account_id,
            tags=self.tags,
            ignored_tags=self.ignore_tags or IgnoredTags(),
            state=state,
        )

    @property
    def bucket_place(self) -> Place:
        """Where the bucket is."""
        if self.log_archive is None:
            return self.place
        return evolve(
            self.place,
            only_account=self.log_archive.account_id,
            role=AssumedRole(
                arn=self.log_archive.role_arn,
                external_id=self.log_archive.external_id,
                only_caller=self.account_id,
            ),
        )

    @property
    def event_selection(self) -> EventSelection:
        """What the trail records."""
        return EventSelection(
            data_events=self.data_events,
            management_events=self.management_events,
            network_activity_events=self.network_activity_events,
            insights=self.insights,
        )

    def trail_scope(self, *, caller: str) -> TrailScope:
        """Returns whose calls are recorded when somebody of the account `caller` deploys."""
        if self.organization is None:
            return TrailScope(account_id=caller)
        return TrailScope(
            account_id=self.organization.management_account_id,
            organization_id=self.organization.id,
        )

    def __attrs_post_init__(self) -> None:
        conflicts = [conflict.problem(self) for conflict in CONFLICTS if conflict.exists(self)]
        if conflicts:
            raise SettingsError(*conflicts)


CONFLICTS = (
    Conflict(
        "log_archive.account_id",
        "account_id",
        lambda s: s.log_archive is not None and s.log_archive.account_id == s.account_id,
        "allowed: another account than that of the trail, or no log_archive",
    ),
    Conflict(
        "log_archive.role_arn",
        "log_archive.account_id",
        lambda s: (
            s.log_archive is not None
            and s.log_archive.role_arn.split(":")[4] != s.log_archive.account_id
        ),
        "allowed: a role of the account for the records",
    ),
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
        "replication.region",
        "region",
        lambda s: (
            s.replication is not None
            and (
                s.replication.region == s.region
                or not is_same_partition(s.replication.region, s.region)
            )
        ),
        "allowed: another region, of the same partition of AWS, because S3 copies into no other; "
        "those of China, of GovCloud and the rest are apart",
    ),
    Conflict(
        "data_events",
        "network_activity_events",
        lambda s: are_too_many(s.event_selection),
        f"allowed: at most {MOST_VALUES} conditions over all rows, which is what a trail can have",
    ),
    Conflict(
        "management_events.exclude",
        "alarms.disabled",
        lambda s: (
            s.alarms is not None
            and KMS in s.event_selection.excluded_sources
            and (
                s.alarms.wants(KEY_DELETION)
                or (s.encryption == "kms" and s.alarms.wants(TAMPER_KEY))
            )
        ),
        f"allowed: without {KMS}, or with both {KEY_DELETION} and {TAMPER_KEY} disabled, because "
        "these alarms count calls of KMS",
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
