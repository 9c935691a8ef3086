"""The configurations that the snapshots, the promises and the deployments are about."""

from stacks.features.alarms.settings import ALARM_IDS
from stacks.settings import (
    AccessLogs,
    Alarms,
    Athena,
    DataEvents,
    LogArchive,
    ManagementEvents,
    Notifications,
    ObjectLock,
    Organization,
    Replication,
    Settings,
)

import attrs

# The organisation is that of the local AWS.
SCENARIOS = {
    "default": Settings(),
    "everything": Settings(
        region="eu-central-1",
        trail_name="org.audit-trail_1",
        log_group_name="/audit/trail#1",
        log_retention_days=365,
        bucket_prefix="audit-records-",
        s3_key_prefix="security/trail",
        bucket_removal="destroy",
        log_group_removal="retain",
        archive_after_days=90,
        expire_after_days=2557,
        encryption="kms",
        access_logs=AccessLogs(bucket_prefix="audit-readers-", expire_after_days=30),
        object_lock=ObjectLock(mode="GOVERNANCE", days=365),
        alarms=Alarms(email="security@example.com"),
        athena=Athena(
            database="org_audit",
            first_day="2024/02/29",
            scan_limit_mb=10,
            results_bucket_prefix="audit-answers-",
            results_expire_after_days=7,
        ),
        notifications=Notifications(topic_name="audit-deliveries"),
        data_events=[
            DataEvents(type="s3", exclude=["arn:aws:s3:::amzn-s3-demo-bucket/scratch/"]),
            DataEvents(
                type="AWS::Lambda::Function",
                read=False,
                include=["arn:aws:lambda:eu-central-1:123456789012:function:pay"],
            ),
            DataEvents(type="sns"),
        ],
        management_events=ManagementEvents(exclude=["rdsdata.amazonaws.com"]),
        network_activity_events=["s3.amazonaws.com", "kms.amazonaws.com"],
        insights=["ApiCallRateInsight", "ApiErrorRateInsight"],
        replication=Replication(
            region="eu-west-1", bucket_prefix="audit-copies-", storage_class="GLACIER_IR"
        ),
        organization=Organization(id="o-localaws00", management_account_id="123456789012"),
        tags={"Owner": "security team", "cost-center": "4711"},
    ),
    "log_archive": Settings(
        trail_name="organization",
        s3_key_prefix="security",
        bucket_removal="destroy",
        encryption="kms",
        access_logs=AccessLogs(),
        object_lock=ObjectLock(mode="GOVERNANCE", days=365),
        alarms=Alarms(email="security@example.com"),
        athena=Athena(),
        notifications=Notifications(),
        data_events=[DataEvents(type="s3", write=False)],
        replication=Replication(region="us-west-2"),
        insights=["ApiErrorRateInsight"],
        organization=Organization(
            id="o-localaws00", management_account_id="123456789012", members_read_own=True
        ),
        log_archive=LogArchive(
            account_id="111122223333",
            role_arn="arn:aws:iam::111122223333:role/OrganizationAccountAccessRole",
            external_id="for-the-records",
        ),
    ),
}

# For deployments that are about something else. All alarms would be 53 resources more, which differ
# in what they count; here is one of each kind, and those that the ways to tamper are about.
_FEW = {
    *("root_usage", "key_deletion", "vpc_changes", "config_changes"),
    *("tamper_key", "tamper_silence"),
}
FEW_ALARMS = Alarms(
    email="security@example.com", disabled=[each for each in ALARM_IDS if each not in _FEW]
)
WITH_FEW_ALARMS = {
    name: attrs.evolve(settings, alarms=FEW_ALARMS)
    for name, settings in SCENARIOS.items()
    if settings.alarms
}

# What the tests deploy, again and again.
DEPLOYED = ("default", "everything")
