"""Which changes are made: a row for each setting, more where settings have to do with each other.

What is on may be switched off, and on again: the second time it may find in AWS what it left there.
"""

from collections.abc import Mapping
from typing import Any

from stacks.settings import Alarms, Athena, DataEvents, ManagementEvents

from tests.transitions.chain import PARTS, TOPICS, Chain
from tests.transitions.journey import Expected
from tools.local_aws.organization import MEMBERS, ORGANIZATION_ID

FREE, FREE_WITH_DEPLOY, REFUSED_BY_TERRAFORM, REFUSED_BY_DEPLOY = Expected

# The account of the local AWS, another one, and topics in the first.
HERE, ELSEWHERE = "123456789012", "210987654321"
TOPIC, OTHER_TOPIC = (f"arn:aws:sns:us-east-2:{HERE}:{name}" for name in TOPICS)

OBJECTS, WRITES = DataEvents(type="s3"), DataEvents(type="s3", read=False)

ALL_MANAGEMENT_EVENTS = ManagementEvents()
KMS: Mapping[str, Any] = {"encryption": "kms"}
# Without the lock, which has to do with nothing but the log bucket.
ALL_OTHERS: Mapping[str, Any] = {
    name: PARTS[name]
    for name in ("access_logs", "replication", "alarms", "athena", "notifications")
}
ALL: Mapping[str, Any] = {**KMS, **ALL_OTHERS}


def _switched(setting: str, variant: str = "", **beside: Any) -> Chain:
    """Returns a chain that switches a part on, off, and on again."""
    on = PARTS[setting]
    return Chain(setting=setting, values=(None, on, None, on), variant=variant, beside=beside)


def _there_and_back(
    setting: str, here: Any, *there: Any, variant: str = "", beside: Mapping[str, Any] | None = None
) -> Chain:
    values = (here, *there, here)
    return Chain(setting=setting, values=values, variant=variant, beside=beside or {})


def _selected(
    setting: str, *values: Any, variant: str = "", beside: Mapping[str, Any] | None = None
) -> Chain:
    """Returns a chain of what a trail records; the last choice goes with `make deploy` alone."""
    return Chain(
        setting=setting,
        values=values,
        expected=FREE_WITH_DEPLOY,
        variant=variant,
        beside=beside or {},
    )


def _refused(
    expected: Expected, setting: str, here: Any, there: Any, *says: str, **more: Any
) -> Chain:
    values = (here, there)
    return Chain(setting=setting, values=values, expected=expected, says=says, **more)


CHAINS = (
    _refused(REFUSED_BY_TERRAFORM, "region", "us-east-2", "eu-central-1", "set region back"),
    _there_and_back("account_id", None, HERE),
    _refused(
        REFUSED_BY_TERRAFORM,
        "account_id",
        HERE,
        ELSEWHERE,
        "AWS account ID not allowed",
        variant="another",
    ),
    _refused(REFUSED_BY_DEPLOY, "trail_name", "CloudTrail", "audit", "aws_cloudtrail.CloudTrail"),
    _refused(
        REFUSED_BY_DEPLOY,
        "trail_name",
        "CloudTrail",
        "audit",
        "aws_cloudtrail.CloudTrail",
        variant="with everything",
        beside=ALL,
    ),
    _refused(
        REFUSED_BY_DEPLOY,
        "log_group_name",
        "TrailLog",
        "audit",
        "aws_cloudwatch_log_group.TrailLog",
    ),
    _there_and_back("log_retention_days", 7, 365, 0),
    _refused(
        REFUSED_BY_TERRAFORM,
        "bucket_prefix",
        "central-logs-",
        "audit-",
        "prefix cannot become audit-",
    ),
    _refused(REFUSED_BY_DEPLOY, "s3_key_prefix", None, "security", "s3_key_prefix"),
    _refused(
        REFUSED_BY_DEPLOY, "s3_key_prefix", "security", None, "s3_key_prefix", variant="taken away"
    ),
    _there_and_back("bucket_removal", "retain", "destroy", beside=ALL),
    _there_and_back("log_group_removal", "destroy", "retain", beside=KMS),
    _there_and_back("archive_after_days", None, 90, 30),
    _there_and_back("expire_after_days", None, 2557, 400),
    Chain(setting="organization", values=(None, PARTS["organization"])),
    Chain(
        setting="organization",
        values=(None, PARTS["organization"]),
        variant="with everything",
        beside=ALL,
    ),
    _refused(
        REFUSED_BY_DEPLOY,
        "organization",
        PARTS["organization"],
        None,
        "recorded by nobody",
        variant="taken away",
    ),
    _refused(
        REFUSED_BY_TERRAFORM,
        "organization.id",
        ORGANIZATION_ID,
        "o-exampleorgid",
        f"belong to the organisation {ORGANIZATION_ID}",
        stack="CloudtrailStack",
    ),
    _refused(
        REFUSED_BY_TERRAFORM,
        "organization.management_account_id",
        HERE,
        ELSEWHERE,
        f"is managed by the account {HERE}",
        stack="CloudtrailStack",
    ),
    _there_and_back("organization.members_read_own", False, True, beside=KMS),
    _refused(
        REFUSED_BY_DEPLOY,
        "log_archive",
        None,
        PARTS["log_archive"],
        f"is deployed in account {HERE}, and log_archive leads to {MEMBERS[0]}: set it back",
    ),
    _there_and_back(
        "log_archive.role_arn",
        f"arn:aws:iam::{MEMBERS[0]}:role/a",
        f"arn:aws:iam::{MEMBERS[0]}:role/b",
        beside={**ALL, "organization": PARTS["organization"]},
    ),
    _there_and_back("log_archive.external_id", None, "for-the-records"),
    _there_and_back("tags", {}, {"Owner": "security"}, {"Owner": "audit", "cost-center": "4711"}),
    _there_and_back("tags", {"Owner": "a"}, {"Owner": "b"}, variant="with everything", beside=ALL),
    Chain(setting="encryption", values=("s3", "kms", "s3", "kms")),
    Chain(
        setting="encryption",
        values=("s3", "kms", "s3", "kms"),
        variant="with everything",
        beside=ALL_OTHERS,
    ),
    Chain(
        setting="encryption",
        values=("kms", "s3", "kms"),
        variant="with a lock and tags",
        beside={"object_lock": PARTS["object_lock"], "tags": {"Owner": "security"}},
    ),
    _switched("access_logs"),
    _switched("access_logs", "with everything", **ALL),
    _refused(
        REFUSED_BY_TERRAFORM,
        "access_logs.bucket_prefix",
        "access-logs-",
        "readers-",
        "prefix cannot become readers-",
    ),
    _there_and_back("access_logs.expire_after_days", 90, 30),
    _switched("object_lock"),
    _there_and_back("object_lock.mode", "GOVERNANCE", "COMPLIANCE"),
    _there_and_back("object_lock.days", 1, 30),
    _switched("replication"),
    _switched("replication", "with everything", **ALL, object_lock=PARTS["object_lock"]),
    _refused(
        REFUSED_BY_TERRAFORM,
        "replication.region",
        "us-west-2",
        "eu-central-1",
        "The copies are in us-west-2, and replication.region is eu-central-1: set it back.",
        beside=KMS,
    ),
    _refused(
        REFUSED_BY_TERRAFORM,
        "replication.bucket_prefix",
        "log-copies-",
        "copies-",
        "prefix cannot become copies-",
    ),
    _there_and_back("replication.storage_class", "STANDARD", "GLACIER_IR"),
    _switched("alarms"),
    _switched("alarms", "with everything", **ALL),
    _there_and_back(
        "alarms", PARTS["alarms"], Alarms(topic_arn=TOPIC), variant="to a topic", beside=KMS
    ),
    _there_and_back("alarms.email", "security@example.com", "operations@example.com"),
    _there_and_back(
        "alarms.topic_arn", TOPIC, OTHER_TOPIC, beside={"alarms": Alarms(topic_arn=TOPIC)}
    ),
    _there_and_back("alarms.disabled", [], ["root_usage", "vpc_changes"]),
    _there_and_back("alarms.thresholds", {}, {"unauthorized_api_calls": 5}),
    _there_and_back("role_permissions_boundary", None, f"arn:aws:iam::{HERE}:policy/Boundary"),
    _switched("ignore_tags"),
    _there_and_back("ignore_tags.keys", ["Creator"], ["Creator", "Owner"]),
    _there_and_back("ignore_tags.key_prefixes", [], ["AutoTag_"]),
    _there_and_back("alarms.tamper_alarms", True, False),
    _switched("athena"),
    _switched("athena", "with everything", **ALL),
    _there_and_back("athena.database", "audit_trail", "records", beside=KMS),
    _there_and_back("athena.first_day", "2020/01/01", "2024/02/29"),
    _there_and_back("athena.scan_limit_mb", 10_240, 10),
    _refused(
        REFUSED_BY_TERRAFORM,
        "athena.results_bucket_prefix",
        "athena-results-",
        "answers-",
        "prefix cannot become answers-",
        stack="CloudtrailStack",
    ),
    _there_and_back("athena.results_expire_after_days", 30, 7),
    _switched("notifications"),
    _switched("notifications", "with everything", **ALL),
    _there_and_back("notifications.topic_name", "cloudtrail-deliveries", "arrivals", beside=KMS),
    _selected("data_events", [], [OBJECTS], [WRITES, DataEvents(type="lambda")], []),
    _selected("data_events", [], [OBJECTS], [], variant="with everything", beside=ALL),
    _there_and_back(
        "data_events",
        [],
        [OBJECTS],
        variant="with a selector",
        beside={"management_events": ALL_MANAGEMENT_EVENTS},
    ),
    _there_and_back(
        "athena", Athena(), None, variant="with data events", beside={"data_events": [OBJECTS]}
    ),
    _selected("management_events", *(None, PARTS["management_events"]) * 2),
    _there_and_back("management_events.exclude", [], ["rdsdata.amazonaws.com"]),
    _selected("network_activity_events", [], ["s3.amazonaws.com"], [], beside=ALL),
    _selected("insights", [], ["ApiCallRateInsight"], ["ApiErrorRateInsight"], [], beside=ALL),
)
