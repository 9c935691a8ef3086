"""What the trail may do with the bucket and the role: IAM statements as pure functions.

The Sids are AWS's own, so that an auditor recognises the statements.
"""

from stacks.foundation.names import CLOUDTRAIL
from stacks.foundation.policy_document import Condition, Statement


def trail_may_check_the_acl(*, bucket_arn: str, trail_arn: str) -> Statement:
    """Lets one trail see that it may write to the bucket, which it asks before it delivers.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    return Statement(
        sid="AWSCloudTrailAclCheck20150319",
        principals=[("Service", CLOUDTRAIL)],
        actions=["s3:GetBucketAcl"],
        resources=[bucket_arn],
        conditions=[Condition("StringEquals", "aws:SourceArn", [trail_arn])],
    )


def trail_may_write(*, bucket_arn: str, prefix: str, trail_arn: str) -> Statement:
    """Lets one trail write objects below `prefix` and give them to the bucket's owner.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    return Statement(
        sid="AWSCloudTrailWrite20150319",
        principals=[("Service", CLOUDTRAIL)],
        actions=["s3:PutObject"],
        resources=[f"{bucket_arn}/{prefix}/*"],
        conditions=[
            Condition("StringEquals", "aws:SourceArn", [trail_arn]),
            Condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"]),
        ],
    )


def cloudtrail_may_assume() -> Statement:
    """Lets CloudTrail use the role; it sends no source ARN here, so none may be asked for.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    return Statement(principals=[("Service", CLOUDTRAIL)], actions=["sts:AssumeRole"])


def trail_may_log(
    *, log_group_arn: str, account_id: str, region: str
) -> tuple[Statement, Statement]:
    """Lets the role's user make, and write to, exactly the streams that CloudTrail names.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    streams = [f"{log_group_arn}:log-stream:{account_id}_CloudTrail_{region}*"]
    return (
        Statement(
            sid="AWSCloudTrailCreateLogStream2014110",
            actions=["logs:CreateLogStream"],
            resources=streams,
        ),
        Statement(
            sid="AWSCloudTrailPutLogEvents20141101",
            actions=["logs:PutLogEvents"],
            resources=streams,
        ),
    )
