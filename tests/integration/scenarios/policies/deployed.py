"""The policies as AWS holds them after a deployment, found from what AWS says about the trail."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import boto3
from attrs import frozen

from tools.iam_simulator import Document
from tools.local_aws.organization import MEMBERS, ORGANIZATION_ID

Names = Mapping[str, str]


class Policy(StrEnum):
    """A policy that AWS holds once everything is deployed."""

    BUCKET = "bucket policy"
    TRUST = "trust policy of the role"
    ROLE = "policy of the role"
    KEY = "key policy"
    ACCESS_LOGS = "policy of the access-log bucket"
    TOPIC = "policy of the alarm topic"
    RESULTS = "policy of the bucket for query results"
    DELIVERY_TOPIC = "policy of the topic for log files"
    EVENTS_KEY = "key policy for the events"
    REPLICA = "policy of the bucket of the copies"
    REPLICA_KEY = "key policy for the copies"
    REPLICATION_TRUST = "trust policy of the role of the copies"
    REPLICATION_ROLE = "policy of the role of the copies"


# What is where the bucket is.
WITH_THE_BUCKET = {
    Policy.BUCKET,
    Policy.KEY,
    Policy.ACCESS_LOGS,
    Policy.RESULTS,
    Policy.REPLICA,
    Policy.REPLICA_KEY,
    Policy.REPLICATION_TRUST,
}


@frozen
class DeployedPolicies:
    """The documents, and the names of this deployment that requests and changes speak of."""

    documents: Mapping[Policy, Document]
    names: Names


def read_back(
    trail_arn: str, *, deployer: boto3.Session | None = None, archive: boto3.Session | None = None
) -> DeployedPolicies:
    """Returns what AWS holds about this trail, and about all that the trail says it uses.

    `deployer` reaches the account that has deployed it, where that is not the trail's, and
    `archive` that of the bucket, where that is another one.
    """
    trail_s = deployer or boto3.Session()
    bucket_s = archive or trail_s
    _, partition, _, region, account, _ = trail_arn.split(":")
    trail = trail_s.client("cloudtrail", region_name=region).get_trail(Name=trail_arn)["Trail"]
    s3, iam = bucket_s.client("s3", region_name=region), trail_s.client("iam", region_name=region)
    owner = bucket_s.client("sts", region_name=region).get_caller_identity()["Account"]
    bucket = trail["S3BucketName"]
    role = trail["CloudWatchLogsRoleArn"].rpartition("/")[2]
    # Whatever else the role had would be left out of the proof.
    (role_policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    log_group = trail["CloudWatchLogsLogGroupArn"].removesuffix(":*")
    key_prefix = trail.get("S3KeyPrefix", "")
    documents: dict[Policy, Any] = {
        Policy.BUCKET: json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]),
        Policy.TRUST: iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"],
        Policy.ROLE: iam.get_role_policy(RoleName=role, PolicyName=role_policy)["PolicyDocument"],
    }
    names = {
        "partition": partition,
        "region": region,
        "account": account,
        "owner": owner,
        "trail": trail_arn,
        "trail_name": trail["Name"],
        "bucket": f"arn:{partition}:s3:::{bucket}",
        "key_prefix": key_prefix,
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
        "records": "/".join(filter(None, [key_prefix, "AWSLogs", account])),
        "records_of_all": "/".join(filter(None, [key_prefix, "AWSLogs"])),
        "organization": ORGANIZATION_ID,
        "organization_records": "/".join(filter(None, [key_prefix, "AWSLogs", ORGANIZATION_ID])),
        "member": MEMBERS[0],
        "other_member": MEMBERS[1],
        "log_group": log_group,
        "log_group_name": log_group.split(":", 6)[6],
        "role": trail["CloudWatchLogsRoleArn"],
        "role_name": role,
        "alarms": f"arn:{partition}:cloudwatch:{region}:{account}:alarm:{trail['Name']}/",
        "other_account": "111122223333",
        "other_region": "ap-northeast-2",
    }
    if key := trail.get("KmsKeyId"):
        kms = bucket_s.client("kms", region_name=region)
        # A grant allows what no policy tells of.
        assert kms.list_grants(KeyId=key)["Grants"] == []
        key_policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        documents[Policy.KEY] = json.loads(key_policy)
        names["key"] = key
    logs = trail_s.client("logs", region_name=region)
    (group,) = logs.describe_log_groups(logGroupNamePrefix=names["log_group_name"])["logGroups"]
    if (events_key := group.get("kmsKeyId")) and events_key != key:
        kms = trail_s.client("kms", region_name=region)
        assert kms.list_grants(KeyId=events_key)["Grants"] == []
        key_policy = kms.get_key_policy(KeyId=events_key, PolicyName="default")["Policy"]
        documents[Policy.EVENTS_KEY] = json.loads(key_policy)
        names["events_key"] = events_key
    if logging := s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled"):
        target = logging["TargetBucket"]
        documents[Policy.ACCESS_LOGS] = json.loads(s3.get_bucket_policy(Bucket=target)["Policy"])
        names["access_log_bucket"] = f"arn:{partition}:s3:::{target}"
        names["access_log_prefix"] = logging["TargetPrefix"]
    sns = trail_s.client("sns", region_name=region)
    if delivery_topic := trail.get("SnsTopicARN"):
        attributes = sns.get_topic_attributes(TopicArn=delivery_topic)["Attributes"]
        documents[Policy.DELIVERY_TOPIC] = json.loads(attributes["Policy"])
        names["delivery_topic"] = delivery_topic
    cloudwatch = trail_s.client("cloudwatch", region_name=region)
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix=f"{trail['Name']}/")["MetricAlarms"]
    if alarms:
        (topic,) = {action for alarm in alarms for action in alarm["AlarmActions"]}
        attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        documents[Policy.TOPIC] = json.loads(attributes["Policy"])
        names["topic"] = topic
    athena = bucket_s.client("athena", region_name=region)
    for workgroup in athena.list_work_groups()["WorkGroups"]:
        settings = athena.get_work_group(WorkGroup=workgroup["Name"])["WorkGroup"]["Configuration"]
        if location := settings["ResultConfiguration"].get("OutputLocation"):
            target = location.removeprefix("s3://").removesuffix("/")
            documents[Policy.RESULTS] = json.loads(s3.get_bucket_policy(Bucket=target)["Policy"])
            logging = s3.get_bucket_logging(Bucket=target).get("LoggingEnabled", {})
            names["results_bucket"] = f"arn:{partition}:s3:::{target}"
            names["results_log_prefix"] = logging.get("TargetPrefix", "")
    _add_the_copies(bucket_s, bucket, region, documents, names)
    return DeployedPolicies(documents, names)


def _add_the_copies(
    session: boto3.Session,
    bucket: str,
    region: str,
    documents: dict[Policy, Any],
    names: dict[str, str],
) -> None:
    s3 = session.client("s3", region_name=region)
    try:
        found = s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "ReplicationConfigurationNotFoundError":
            raise
        return
    (rule,) = found["Rules"]
    to = rule["Destination"]
    target, role = to["Bucket"].rpartition(":")[2], found["Role"].rpartition("/")[2]
    documents[Policy.REPLICA] = json.loads(s3.get_bucket_policy(Bucket=target)["Policy"])
    iam = session.client("iam", region_name=region)
    (role_policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    document = iam.get_role_policy(RoleName=role, PolicyName=role_policy)["PolicyDocument"]
    documents[Policy.REPLICATION_ROLE] = document
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    documents[Policy.REPLICATION_TRUST] = trust
    there = s3.get_bucket_location(Bucket=target)["LocationConstraint"]
    names |= {
        "replica": to["Bucket"],
        "replica_region": there,
        "replication_role": found["Role"],
        "replication_role_name": role,
    }
    if key := to.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID"):
        kms = session.client("kms", region_name=there)
        assert kms.list_grants(KeyId=key)["Grants"] == []
        key_policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        documents[Policy.REPLICA_KEY] = json.loads(key_policy)
        names["replica_key"] = key
