"""Which resources a deployment has, as narrow as their names allow.

The account, if any may be deployed to, and what AWS makes up of a name are a star: a policy of an
identity reaches no other account by itself.
"""

from collections.abc import Iterator, Mapping

from stacks.features.alarms.names import dashboard_name, every_alarm, topic_name
from stacks.foundation.names import (
    REPLICATION_ROLE_PREFIX,
    ROLE_PREFIX,
    key_alias,
    trail_resource,
)
from stacks.foundation.partition import partition_of
from stacks.settings import AccessLogs, Athena, Notifications, Replication, Settings

ANY = "*"


def resources(settings: Settings, *, account_id: str | None) -> Mapping[str, list[str]]:
    """Returns the ARNs of each type of resource in an account, by IAM's name for the type.

    Those of features that are off are among them: who switches one on or off must be allowed to
    make, or to remove, what belongs to it.

    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """
    region, account = settings.region, account_id or ANY
    arn = f"arn:{partition_of(region)}"
    here = f"{region}:{account}"
    trail_account = settings.trail_scope(caller=account).account_id
    database = (settings.athena or Athena()).database
    buckets = [f"{arn}:s3:::{prefix}*" for prefix in bucket_prefixes(settings)]
    topics = [f"{arn}:sns:{here}:{name}" for name in _topics(settings)]
    catalog = [f"{arn}:glue:{here}:catalog", f"{arn}:glue:{here}:database/{database}"]
    tables = f"{arn}:glue:{here}:table/{database}/*"
    keys = [f"{kms}:key/*" for kms in _kms(settings, arn, account)]
    group = f"{arn}:logs:{here}:log-group:{settings.log_group_name}"
    return {
        ANY: [ANY],
        "athena:workgroup": [f"{arn}:athena:{here}:workgroup/{database}"],
        "cloudtrail:trail": [
            f"{arn}:cloudtrail:{region}:{trail_account}:{trail_resource(settings.trail_name)}"
        ],
        "cloudwatch:alarm": [f"{arn}:cloudwatch:{here}:{every_alarm(settings.trail_name)}"],
        "cloudwatch:dashboard": [
            f"{arn}:cloudwatch::{account}:dashboard/{dashboard_name(settings.trail_name, region)}"
        ],
        "glue:database": catalog,
        "glue:table": [*catalog, tables],
        # Whoever deletes a database deletes what may be in it.
        "glue:userdefinedfunction": [
            *(*catalog, tables),
            f"{arn}:glue:{here}:userDefinedFunction/{database}/*",
        ],
        "iam:role": [
            f"{arn}:iam::{account}:role/{prefix}*"
            for prefix in (ROLE_PREFIX, REPLICATION_ROLE_PREFIX)
        ],
        # AWS makes up the whole name of a key.
        "kms:alias": [
            *(f"{kms}:{key_alias(settings.trail_name)}" for kms in _kms(settings, arn, account)),
            *keys,
        ],
        "kms:key": keys,
        "logs:log-group": [group, f"{group}:*"],
        "s3:bucket": buckets,
        "s3:object": [f"{bucket}/*" for bucket in buckets],
        "sts:role": [settings.log_archive.role_arn] if settings.log_archive else [],
        # A subscription's name is the topic's and something that AWS makes up.
        "sns:topic": [name for topic in topics for name in (topic, f"{topic}:*")],
    }


def state_resources(settings: Settings) -> Mapping[str, list[str]]:
    """Returns the bucket of `state` and the objects of this deployment in it; nothing without."""
    state = settings.place.state
    if not state:
        return {}
    arn = f"arn:{partition_of(settings.region)}"
    return {
        "s3:bucket": [f"{arn}:s3:::{state.bucket}"],
        "s3:object": [f"{arn}:s3:::{state.bucket}/{state.key_prefix}/*"],
        "kms:key": list(filter(None, [state.kms_key_id])),
    }


def bucket_prefixes(settings: Settings) -> Iterator[str]:
    """Yields how the names of the buckets begin, that for answers last; of those off, too."""
    yield settings.bucket_prefix
    yield (settings.access_logs or AccessLogs()).bucket_prefix
    yield (settings.replication or Replication(region=settings.region)).bucket_prefix
    yield (settings.athena or Athena()).results_bucket_prefix


def _kms(settings: Settings, arn: str, account: str) -> Iterator[str]:
    """Yields how the ARNs of keys begin: in the region, and in that of the copies if there are."""
    yield f"{arn}:kms:{settings.region}:{account}"
    if settings.replication:
        yield f"{arn}:kms:{settings.replication.region}:{account}"


def _topics(settings: Settings) -> Iterator[str]:
    yield topic_name(settings.trail_name)
    yield (settings.notifications or Notifications()).topic_name
