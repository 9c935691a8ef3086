"""A topic that is encrypted if there is a key, and opens only to those its policy names."""

from collections.abc import Callable, Iterable

from stacks.foundation.policy_document import Statement, policy_document

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct


class PrivateTopic:
    """An SNS topic with its policy.

    `topic` exists first; `policy` is what a publisher may have to wait for. `allows` returns the
    statements of those who may use it. With a `key`, what is published is encrypted with it;
    without one it is not, because no service could be let into the key that AWS has for topics.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        allows: Callable[[SnsTopic], Iterable[Statement]],
        key: KmsKey | None,
    ) -> None:
        # Whoever publishes to a topic that goes, or gets another name, lets go of it first.
        goes_last = TerraformResourceLifecycle(create_before_destroy=True)
        self.topic = SnsTopic(
            scope,
            id_,
            name=name,
            kms_master_key_id=key.arn if key else None,
            lifecycle=goes_last,
        )
        self.policy = SnsTopicPolicy(
            scope,
            f"{id_}Policy",
            arn=self.topic.arn,
            policy=policy_document(scope, f"{id_}PolicyDocument", *allows(self.topic)),
            lifecycle=goes_last,
        )
