"""What AWS holds after a deployment, read back from AWS."""

from stacks.features.alarms.filters import FILTERS
from stacks.features.alarms.queries import QUERIES
from stacks.features.alarms.settings import ALARM_IDS

import boto3

from tests.integration.deployment import Deployment
from tools.cdktf import STACKS
from tools.test_alarm import set_off


def test_the_trail_records_everything_and_is_logging(deployment: Deployment) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    cloudtrail = boto3.client("cloudtrail", region_name=settings.region)
    trail = cloudtrail.get_trail(Name=outputs["TrailArn"])["Trail"]
    assert trail["Name"] == settings.trail_name
    assert trail["TrailARN"].split(":")[3] == settings.region
    assert trail["IsMultiRegionTrail"]
    assert trail["IncludeGlobalServiceEvents"]
    assert trail["LogFileValidationEnabled"]
    assert trail["S3BucketName"] == outputs["BucketName"]
    assert trail.get("S3KeyPrefix") == settings.s3_key_prefix
    assert f":log-group:{settings.log_group_name}:*" in trail["CloudWatchLogsLogGroupArn"]
    assert cloudtrail.get_trail_status(Name=outputs["TrailArn"])["IsLogging"]


def test_the_log_group_keeps_what_the_settings_say(deployment: Deployment) -> None:
    settings = deployment.settings
    logs = boto3.client("logs", region_name=settings.region)
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["logGroupName"] == settings.log_group_name == deployment.outputs["LogGroupName"]
    assert group["retentionInDays"] == settings.log_retention_days


def test_the_bucket_is_private_versioned_and_encrypted(deployment: Deployment) -> None:
    bucket = deployment.outputs["BucketName"]
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    assert bucket.startswith(deployment.settings.bucket_prefix)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    (owner,) = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert owner["ObjectOwnership"] == "BucketOwnerEnforced"
    encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    (rule,) = encryption["Rules"]
    algorithm = rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    assert algorithm == {"s3": "AES256", "kms": "aws:kms"}[deployment.settings.encryption]


def test_the_key_is_rotated_and_the_same_for_trail_and_log_group(deployment: Deployment) -> None:
    settings = deployment.settings
    cloudtrail = boto3.client("cloudtrail", region_name=settings.region)
    logs = boto3.client("logs", region_name=settings.region)
    key = cloudtrail.get_trail(Name=deployment.outputs["TrailArn"])["Trail"].get("KmsKeyId")
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group.get("kmsKeyId") == key
    assert bool(key) == (settings.encryption == "kms")
    if key:
        kms = boto3.client("kms", region_name=settings.region)
        assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
        (alias,) = kms.list_aliases(KeyId=key)["Aliases"]
        assert alias["AliasName"] == "alias/org--audit-trail_1"


def test_readers_are_recorded_and_records_locked_where_the_settings_say_so(
    deployment: Deployment,
) -> None:
    settings, bucket = deployment.settings, deployment.outputs["BucketName"]
    s3 = boto3.client("s3", region_name=settings.region)
    target = s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled", {}).get("TargetBucket", "")
    assert bool(target) == bool(settings.access_logs)
    if settings.access_logs:
        assert target.startswith(settings.access_logs.bucket_prefix)
    if settings.object_lock:
        lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        retention = lock["Rule"]["DefaultRetention"]
        assert (retention["Mode"], retention["Days"]) == (
            settings.object_lock.mode,
            settings.object_lock.days,
        )


def test_everything_that_the_alarms_need_is_there_where_the_settings_say_so(
    deployment: Deployment,
) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    region = settings.region
    logs, sns = boto3.client("logs", region_name=region), boto3.client("sns", region_name=region)
    cloudwatch = boto3.client("cloudwatch", region_name=region)
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    filters = logs.describe_metric_filters()["metricFilters"]
    queries = logs.describe_query_definitions()["queryDefinitions"]
    dashboards = cloudwatch.list_dashboards()["DashboardEntries"]
    topics = {each["TopicArn"] for each in sns.list_topics()["Topics"]}
    topics -= {outputs.get("DeliveryTopicArn")}
    if settings.alarms is None:
        assert [alarms, filters, queries, dashboards, topics] == [[], [], [], [], set()]
        return
    (topic,) = topics
    patterns = {
        f"{settings.trail_name}/{what.id}{suffix}": pattern
        for what in FILTERS
        for suffix, pattern in what.patterns.items()
    }
    found = {each["filterName"]: each["filterPattern"] for each in filters}
    assert found | patterns == found
    assert outputs["BucketName"] in found[f"{settings.trail_name}/tamper_buckets"]
    assert "${" not in "".join(found.values())
    assert {each["logGroupName"] for each in filters} == {settings.log_group_name}
    assert {(each["AlarmName"], *each["AlarmActions"]) for each in alarms} == {
        (f"{settings.trail_name}/{id_}", topic) for id_ in ALARM_IDS
    }
    assert all(each["ActionsEnabled"] for each in alarms)
    metrics = {
        (counted["metricNamespace"], counted["metricName"])
        for each in filters
        for counted in each["metricTransformations"]
    }
    metrics |= {("AWS/Logs", "IncomingLogEvents")}
    assert {(each["Namespace"], each["MetricName"]) for each in alarms} == metrics
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", settings.alarms.email)
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert bool(attributes.get("KmsMasterKeyId")) == (settings.encryption == "kms")
    (dashboard,) = dashboards
    assert outputs["DashboardConsoleLink"].endswith(f"/dashboard/{dashboard['DashboardName']}")
    assert {(each["name"], *each["logGroupNames"]) for each in queries} == {
        (f"{settings.trail_name}/{query.title}", settings.log_group_name) for query in QUERIES
    }
    assert "went to ALARM and back to OK" in set_off("root_usage", settings)


def test_log_files_and_changes_of_objects_are_announced_where_the_settings_say_so(
    deployment: Deployment,
) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    s3 = boto3.client("s3", region_name=settings.region)
    announced = {
        "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket=each["Name"])
        for each in s3.list_buckets()["Buckets"]
    }
    assert announced == {settings.notifications is not None}
    cloudtrail = boto3.client("cloudtrail", region_name=settings.region)
    trail = cloudtrail.get_trail(Name=outputs["TrailArn"])["Trail"]
    assert trail.get("SnsTopicARN") == outputs.get("DeliveryTopicArn")
    assert bool(trail.get("SnsTopicARN")) == bool(settings.notifications)
    if settings.notifications:
        topic = trail["SnsTopicARN"]
        assert topic.split(":")[5] == settings.notifications.topic_name
        sns = boto3.client("sns", region_name=settings.region)
        attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        assert attributes.get("KmsMasterKeyId") == trail.get("KmsKeyId")


def test_the_outputs_lead_to_what_was_deployed(deployment: Deployment) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    console = f"https://{settings.region}.console.aws.amazon.com/"
    whose = settings.organization.id if settings.organization else "123456789012"
    prefix = "/".join(filter(None, [settings.s3_key_prefix, f"AWSLogs/{whose}/"]))
    assert outputs["RecordsPrefix"] == f"s3://{outputs['BucketName']}/{prefix}"
    assert outputs["TrailConsoleLink"].startswith(f"{console}cloudtrailv2/")
    assert outputs["TrailConsoleLink"].endswith(f"#/trails/{outputs['TrailArn']}")
    assert outputs["LogGroupConsoleLink"].startswith(f"{console}cloudwatch/")
    assert outputs["BucketConsoleLink"].startswith(f"{console}s3/buckets/{outputs['BucketName']}?")
    assert outputs["BucketConsoleLink"].endswith(f"&prefix={prefix}")


def test_the_next_plan_is_empty(deployment: Deployment) -> None:
    for stack in STACKS:
        plan = deployment.plan(stack)
        assert plan.returncode == 0, plan.stdout
