"""What a deployment left in AWS, as a short table."""

from typing import Any

import boto3
from rich.table import Column, Table


def trail_table(outputs: dict[str, Any], *, region: str) -> Table:
    """Returns the bucket, the trail, the log group and the role as AWS itself describes them.

    `outputs` are those of the two stacks, as `cdktf deploy --outputs-file` writes them.
    """
    cloudtrail = boto3.client("cloudtrail", region_name=region)
    logs = boto3.client("logs", region_name=region)
    arn = outputs["CloudtrailStack"]["TrailArn"]
    trail = cloudtrail.get_trail(Name=arn)["Trail"]
    is_logging = cloudtrail.get_trail_status(Name=arn)["IsLogging"]
    name = outputs["CloudtrailStack"]["LogGroupName"]
    group = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]

    table = Table("what", Column("name", overflow="fold"), "state")
    prefix = outputs["LogBucketStack"]["RecordsPrefix"].partition(trail["S3BucketName"])[2]
    table.add_row("bucket", trail["S3BucketName"], f"receives records in {prefix}")
    table.add_row("trail", trail["Name"], "logging" if is_logging else "not logging")
    days = group.get("retentionInDays")
    table.add_row(
        "log group", name, f"keeps events {days} days" if days else "keeps events for ever"
    )
    role = trail["CloudWatchLogsRoleArn"].rpartition("/")[2]
    table.add_row("role", role, "lets the trail write to the group")
    return table
