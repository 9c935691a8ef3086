"""A deployment by its names, and for each alarm on its parts what it must count and must not."""

from typing import Any

from stacks.features.alarms.tamper import Guarded, tamper_filters

from tests.cloudtrail_events.cases import Case
from tests.cloudtrail_events.record import ROLE, Event, call, service

KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY_ARN = f"arn:aws:kms:us-east-2:123456789012:key/{KEY}"
TRAIL_ARN = "arn:aws:cloudtrail:us-east-2:123456789012:trail/CloudTrail"
TOPIC = "arn:aws:sns:us-east-2:123456789012:CloudTrail-alarms"
GROUP_ARN = "arn:aws:logs:us-east-2:123456789012:log-group:TrailLog"

TAMPERING = tuple(
    tamper_filters(
        Guarded(
            trail_name="CloudTrail",
            log_group_name="TrailLog",
            role_name="CloudTrailLogRole-1",
            bucket_names=("central-logs-1", "access-logs-1", "answers-1"),
            key_ids=(KEY,),
            alarm_topic_arn=TOPIC,
            delivery_topic_arn=TOPIC.replace("alarms", "deliveries"),
            database="audit_trail",
        )
    )
)


def change(call_: str, service_: str, /, **parameters: Any) -> Event:
    """Returns a call that changes something."""
    return call(call_, service_, requestParameters=parameters, readOnly=False)


def look(call_: str, service_: str, /, **parameters: Any) -> Event:
    """Returns a call that only reads."""
    return change(call_, service_, **parameters) | {"readOnly": True}


TAMPERING_CASES = {
    "tamper_trail": Case(
        (
            change("StopLogging", "cloudtrail", name="CloudTrail"),
            change("StopLogging", "cloudtrail", name=TRAIL_ARN),
            change("UpdateTrail", "cloudtrail", name="CloudTrail", s3BucketName="x"),
            change("PutEventSelectors", "cloudtrail", trailName="CloudTrail"),
            change("PutInsightSelectors", "cloudtrail", trailName=TRAIL_ARN),
            change("RemoveTags", "cloudtrail", resourceId=TRAIL_ARN),
        ),
        (
            change("StopLogging", "cloudtrail", name="OrgCloudTrail"),
            change("StopLogging", "cloudtrail", name=TRAIL_ARN.replace("/", "/Org")),
            change("PutEventSelectors", "cloudtrail", trailName="CloudTrail2"),
            look("GetTrailStatus", "cloudtrail", name="CloudTrail"),
            change("PutRule", "events", name="CloudTrail"),
        ),
    ),
    "tamper_buckets": Case(
        tuple(
            change(name, "s3", bucketName=bucket)
            for bucket in ("central-logs-1", "access-logs-1", "answers-1")
            for name in ("PutBucketVersioning", "PutBucketRequestPayment", "DeleteBucket")
        ),
        (
            change("PutBucketVersioning", "s3", bucketName="central-logs-12"),
            look("GetBucketAcl", "s3", bucketName="central-logs-1"),
            change("PutBucketVersioning", "s3"),
            change("CreateThing", "other", bucketName="central-logs-1"),
        ),
    ),
    "tamper_key": Case(
        (
            change("DisableKey", "kms", keyId=KEY),
            change("PutKeyPolicy", "kms", keyId=KEY_ARN),
            change("CreateGrant", "kms", keyId="alias/CloudTrail"),
            change("UpdateAlias", "kms", aliasName="alias/CloudTrail", targetKeyId="other"),
            change("UpdateAlias", "kms", aliasName="alias/other", targetKeyId=KEY),
            change("DeleteAlias", "kms", aliasName="alias/CloudTrail"),
        ),
        (
            look("GenerateDataKey", "kms", keyId=KEY_ARN),
            look("Decrypt", "kms", keyId=KEY),
            change("DisableKey", "kms", keyId=KEY.replace("1", "2")),
            look("DescribeAlias", "kms", aliasName="alias/CloudTrail"),
            change("DeleteAlias", "kms", aliasName="alias/CloudTrail2"),
            change("CreateThing", "other", keyId=KEY),
            change("CreateThing", "other", aliasName="alias/CloudTrail"),
        ),
    ),
    "tamper_role": Case(
        (
            change("DeleteRolePolicy", "iam", roleName="CloudTrailLogRole-1"),
            change("AttachRolePolicy", "iam", roleName="CloudTrailLogRole-1"),
        ),
        (
            change("DeleteRolePolicy", "iam", roleName="CloudTrailLogRole-12"),
            look("GetRole", "iam", roleName="CloudTrailLogRole-1"),
            change("CreateThing", "other", roleName="CloudTrailLogRole-1"),
        ),
    ),
    "tamper_log_group": Case(
        (
            change("DeleteLogGroup", "logs", logGroupName="TrailLog"),
            change("PutMetricFilter", "logs", logGroupName="TrailLog"),
            change("PutSubscriptionFilter", "logs", logGroupName="TrailLog"),
            change("DeleteLogStream", "logs", logGroupName="TrailLog"),
            change("PutTransformer", "logs", logGroupIdentifier="TrailLog"),
            change("PutDataProtectionPolicy", "logs", logGroupIdentifier=GROUP_ARN),
        ),
        (
            change("CreateLogStream", "logs", logGroupName="TrailLog"),
            change("StartQuery", "logs", logGroupName="TrailLog"),
            look("DescribeLogStreams", "logs", logGroupName="TrailLog"),
            look("GetTransformer", "logs", logGroupIdentifier="TrailLog"),
            change("DeleteLogGroup", "logs", logGroupName="TrailLog2"),
            change("PutTransformer", "logs", logGroupIdentifier="TrailLog2"),
            change("CreateThing", "other", logGroupName="TrailLog"),
            change("CreateThing", "other", logGroupIdentifier="TrailLog"),
        ),
    ),
    "tamper_log_events": Case(
        (
            change("PutAccountPolicy", "logs", policyType="DATA_PROTECTION_POLICY"),
            change("DeleteAccountPolicy", "logs", policyType="DATA_PROTECTION_POLICY"),
        ),
        (
            change("PutResourcePolicy", "logs"),
            change("PutAccountPolicy", "elasticloadbalancing"),
        ),
    ),
    "tamper_alarms": Case(
        (
            change("DeleteAlarms", "monitoring", alarmNames=["CloudTrail/root_usage"]),
            change("DisableAlarmActions", "monitoring", alarmNames=["x", "CloudTrail/x"]),
            change("DeleteAlarms", "monitoring", alarmNames=["x", "y", "CloudTrail/x"]),
            change("DeleteAlarms", "monitoring", alarmNames=["a", "b", "c", "CloudTrail/x"]),
            change("PutMetricAlarm", "monitoring", alarmName="CloudTrail/root_usage"),
            change("SetAlarmState", "monitoring", alarmName="CloudTrail/root_usage"),
            change("PutAlarmMuteRule", "monitoring", name="quiet"),
        ),
        (
            change("DeleteAlarms", "monitoring", alarmNames=["TargetTracking-a", "b"]),
            change("PutMetricAlarm", "monitoring", alarmName="CloudTrail2/root_usage"),
            look("DescribeAlarms", "monitoring", alarmNames=["CloudTrail/root_usage"]),
            look("GetAlarmMuteRule", "monitoring", alarmMuteRuleName="quiet"),
            change("PutAlarmMuteRule", "other"),
            change("CreateThing", "other", alarmName="CloudTrail/root_usage"),
        ),
    ),
    "tamper_topics": Case(
        tuple(
            event
            for topic in (TOPIC, TOPIC.replace("alarms", "deliveries"))
            for event in (
                change("Subscribe", "sns", topicArn=topic),
                change("SetTopicAttributes", "sns", topicArn=topic),
                change("Unsubscribe", "sns", subscriptionArn=f"{topic}:{KEY}"),
            )
        ),
        (
            look("GetTopicAttributes", "sns", topicArn=TOPIC),
            change("Subscribe", "sns", topicArn=f"{TOPIC}2"),
            change("Unsubscribe", "sns", subscriptionArn=f"{TOPIC}2:{KEY}"),
            change("CreateThing", "other", topicArn=TOPIC),
            change("CreateThing", "other", topicArn=TOPIC.replace("alarms", "deliveries")),
            look("GetTopicAttributes", "sns", topicArn=TOPIC.replace("alarms", "deliveries")),
        ),
    ),
    "tamper_table": Case(
        (
            change("UpdateTable", "glue", databaseName="audit_trail", name="records"),
            change("DeleteDatabase", "glue", name="audit_trail"),
            change("UpdateWorkGroup", "athena", workGroup="audit_trail"),
            change("DeleteWorkGroup", "athena", workGroup="audit_trail"),
        ),
        (
            look("GetTable", "glue", databaseName="audit_trail"),
            change("UpdateTable", "glue", databaseName="audit_trail_2"),
            change("StartQueryExecution", "athena", workGroup="audit_trail"),
            change("UpdateWorkGroup", "athena", workGroup="primary"),
            change("UpdateWorkGroup", "other", workGroup="audit_trail"),
            change("CreateThing", "other", databaseName="audit_trail"),
        ),
    ),
    "tamper_unseen": Case(
        (
            change("EnableRegion", "account", regionName="ap-east-1"),
            change("CreatePolicyVersion", "iam", omitted=True, originalSize=131_073),
        ),
        (
            change("DisableRegion", "account", regionName="ap-east-1"),
            change("EnableRegion", "other"),
            change("CreatePolicyVersion", "iam", omitted=False),
        ),
    ),
}

# What goes on with the deployment's own parts while all is well.
OWN_DAY = (
    change("CreateLogStream", "logs", logGroupName="TrailLog"),
    look("GetBucketAcl", "s3", bucketName="central-logs-1"),
    look("GenerateDataKey", "kms", keyId=KEY_ARN),
    look("Decrypt", "kms", keyId=KEY_ARN),
    change("StartQuery", "logs", logGroupName="TrailLog"),
    change("StartQueryExecution", "athena", workGroup="audit_trail"),
    look("GetPartitions", "glue", databaseName="audit_trail"),
    look("GetTrailStatus", "cloudtrail", name=TRAIL_ARN),
    look("DescribeAlarms", "monitoring", alarmNames=["CloudTrail/root_usage"]),
    change("AssumeRole", "sts", roleArn="arn:aws:iam::123456789012:role/CloudTrailLogRole-1")
    | {"userIdentity": service("cloudtrail")},
    change("DeleteAlarms", "monitoring", alarmNames=["TargetTracking-a-High", "b-Low"])
    | {"userIdentity": ROLE | {"invokedBy": "application-autoscaling.amazonaws.com"}},
)
