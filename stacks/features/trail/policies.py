"""What the trail may do with the bucket and the role: IAM statements as pure functions.

The Sids are AWS's own, so that an auditor recognises the statements.
"""

from collections.abc import Iterable

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


def trail_may_write(*, bucket_arn: str, prefixes: Iterable[str], trail_arn: str) -> list[Statement]:
    """Lets one trail write objects below these prefixes and give them to the bucket's owner.

    The first one is that of the trail's account, another one that of its organisation.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy
    """
    return [
        Statement(
            sid=sid,
            principals=[("Service", CLOUDTRAIL)],
            actions=["s3:PutObject"],
            resources=[f"{bucket_arn}/{prefix}/*"],
            conditions=[
                Condition("StringEquals", "aws:SourceArn", [trail_arn]),
                Condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"]),
            ],
        )
        for sid, prefix in zip(
            ("AWSCloudTrailWrite20150319", "AWSCloudTrailOrganizationWrite20150319"),
            prefixes,
            strict=False,
        )
    ]


def cloudtrail_may_assume() -> Statement:
    """Lets CloudTrail use the role; it sends no source ARN here, so none may be asked for.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    return Statement(principals=[("Service", CLOUDTRAIL)], actions=["sts:AssumeRole"])


def trail_may_log(*, log_group_arn: str, streams: Iterable[str]) -> tuple[Statement, Statement]:
    """Lets the role's user make, and write to, exactly the streams that CloudTrail names.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    arns = [f"{log_group_arn}:log-stream:{stream}" for stream in streams]
    return (
        Statement(
            sid="AWSCloudTrailCreateLogStream2014110",
            actions=["logs:CreateLogStream"],
            resources=arns,
        ),
        Statement(
            sid="AWSCloudTrailPutLogEvents20141101",
            actions=["logs:PutLogEvents"],
            resources=arns,
        ),
    )
