"""Everything that an account has and that a deployment could have made."""

import boto3


def inventory(region: str) -> set[str]:
    """Returns what is there, without what AWS itself keeps in every account."""
    found: dict[str, list[str]] = {
        "bucket": [
            each["Name"]
            for each in boto3.client("s3", region_name=region).list_buckets()["Buckets"]
        ],
        "role": [
            each["RoleName"]
            for each in boto3.client("iam", region_name=region).list_roles()["Roles"]
        ],
        "trail": [
            each["Name"]
            for each in boto3.client("cloudtrail", region_name=region).describe_trails()[
                "trailList"
            ]
        ],
        "log group": [
            each["logGroupName"]
            for each in boto3.client("logs", region_name=region).describe_log_groups()["logGroups"]
        ],
        "topic": [
            each["TopicArn"]
            for each in boto3.client("sns", region_name=region).list_topics()["Topics"]
        ],
        "alarm": [
            each["AlarmName"]
            for each in boto3.client("cloudwatch", region_name=region).describe_alarms()[
                "MetricAlarms"
            ]
        ],
        "workgroup": [
            each["Name"]
            for each in boto3.client("athena", region_name=region).list_work_groups()["WorkGroups"]
            if each["Name"] != "primary"
        ],
        "database": [
            each["Name"]
            for each in boto3.client("glue", region_name=region).get_databases()["DatabaseList"]
        ],
    }
    kms = boto3.client("kms", region_name=region)
    found["alias"] = [
        each["AliasName"]
        for each in kms.list_aliases()["Aliases"]
        if not each["AliasName"].startswith("alias/aws/")
    ]
    found["key"] = [
        each["KeyId"]
        for each in kms.list_keys()["Keys"]
        if kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"]["KeyState"] != "PendingDeletion"
    ]
    return {f"{kind} {name}" for kind, names in found.items() for name in names}
