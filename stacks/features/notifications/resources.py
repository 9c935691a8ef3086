"""`notifications`: a SIEM learns of each log file, and of what becomes of it, without looking."""

from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.names import CLOUDTRAIL
from stacks.foundation.policy_document import Condition, Statement
from stacks.foundation.private_bucket import PrivateBucket
from stacks.foundation.private_topic import PrivateTopic

from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket_notification import S3BucketNotification


def delivery_topic(
    stack: AwsStack, id_: str, *, name: str, trail_arn: str, key: KmsKey | None
) -> PrivateTopic:
    """Returns a topic where the trail announces each log file that it has delivered.

    The trail has to wait for its policy, without which AWS refuses the trail, and takes its name.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
    """
    deliveries = PrivateTopic(
        stack,
        id_,
        name=name,
        allows=lambda topic: [_trail_may_publish(topic_arn=topic.arn, trail_arn=trail_arn)],
        key=key,
    )
    stack.output(
        "DeliveryTopicArn",
        deliveries.topic.arn,
        "with `notifications`: the topic where CloudTrail announces each log file",
    )
    return deliveries


def object_events(stack: AwsStack, id_: str, *, of: PrivateBucket) -> None:
    """Makes every change of an object of the bucket an event on EventBridge's default bus.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
    """
    S3BucketNotification(
        stack,
        id_,
        bucket=of.bucket.bucket,
        eventbridge=True,
        # The last of those that S3 wants one after the other.
        depends_on=[of.policy],
        provider=of.provider,
    )


def _trail_may_publish(*, topic_arn: str, trail_arn: str) -> Statement:
    """Lets one trail announce its log files.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    return Statement(
        sid="AWSCloudTrailSNSPolicy20131101",
        principals=[("Service", CLOUDTRAIL)],
        actions=["SNS:Publish"],
        resources=[topic_arn],
        conditions=[Condition("StringEquals", "aws:SourceArn", [trail_arn])],
    )
