"""The topic that the alarms publish to, and who reads it."""

from stacks.features.alarms.names import every_alarm, topic_name
from stacks.features.alarms.settings import Alarms
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.policy_document import Condition, Statement
from stacks.foundation.private_topic import PrivateTopic

from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription


def alarm_topic_arns(stack: AwsStack, settings: Alarms | None, *, trail_name: str) -> list[str]:
    """Returns the ARN of the topic that the alarms publish to, if there are any alarms."""
    if settings is None:
        return []
    return [settings.topic_arn or stack.arn("sns", topic_name(trail_name))]


def alarm_topic(
    stack: AwsStack, id_: str, *, email: str, trail_name: str, key: KmsKey | None
) -> str:
    """Returns the ARN of a topic that sends what the trail's alarms publish to `email`.

    Without a `key` it is not encrypted: alarms cannot publish to a topic that is encrypted with
    AWS's own key, because nobody can let them use it.
    https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    """
    topic = PrivateTopic(
        stack,
        id_,
        name=topic_name(trail_name),
        allows=lambda topic: [
            _alarms_may_publish(
                topic_arn=topic.arn,
                alarm_arns=stack.arn("cloudwatch", every_alarm(trail_name)),
                account_id=stack.account_id,
            )
        ],
        key=key,
    ).topic
    SnsTopicSubscription(
        stack, f"{id_}Subscription", topic_arn=topic.arn, protocol="email", endpoint=email
    )
    return topic.arn


def _alarms_may_publish(*, topic_arn: str, alarm_arns: str, account_id: str) -> Statement:
    """Lets the alarms of one trail of this account publish.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    """
    return Statement(
        sid="Allow_Publish_Alarms",
        principals=[("Service", "cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[topic_arn],
        conditions=[
            Condition("ArnLike", "aws:SourceArn", [alarm_arns]),
            Condition("StringEquals", "aws:SourceAccount", [account_id]),
        ],
    )
