"""The alarms: those of this trail publish to its topic, and use the key for that, and no others.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
"""

from collections.abc import Iterator

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import Clause, changed, removed, without
from tests.integration.scenarios.policies.principals import (
    ANYBODY,
    CLOUDTRAIL,
    CLOUDWATCH,
    CONFIG,
    LOG_DELIVERY,
    SOURCE_ACCOUNT,
    SOURCE_ARN,
    STRANGER,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, Who, allowed, denied
from tests.integration.scenarios.policies.topics import administered_by_iam

PUBLISH = Clause(Policy.TOPIC, "Allow_Publish_Alarms")
ENCRYPT = Clause(Policy.KEY, "Allow_CloudWatch_for_CMK")

NOTIFICATION = Request(
    CLOUDWATCH,
    "sns:Publish",
    "{topic}",
    Policy.TOPIC,
    {SOURCE_ARN: "{alarms}root_usage", SOURCE_ACCOUNT: "{account}"},
)
# What a publisher to an encrypted topic asks of its key.
DATA_KEY = NOTIFICATION.doing("kms:GenerateDataKey").at("{key}").decided_by(Policy.KEY)
DECRYPT = DATA_KEY.doing("kms:Decrypt")

OTHER_ALARMS = {
    "another alarm of the account": "arn:{partition}:cloudwatch:{region}:{account}:alarm:cpu",
    "an alarm of a trail whose name only begins like this one": (
        "arn:{partition}:cloudwatch:{region}:{account}:alarm:{trail_name}-copy/root_usage"
    ),
    "an alarm of this name in another region": (
        "arn:{partition}:cloudwatch:{other_region}:{account}:alarm:{trail_name}/root_usage"
    ),
    "an alarm of this name in another account": (
        "arn:{partition}:cloudwatch:{region}:{other_account}:alarm:{trail_name}/root_usage"
    ),
}


def alarms_only(what: str, request: Request, clause: Clause, *others: Who) -> Iterator[Row]:
    """Yields the rows of something that this trail's alarms may do, and neither may `others`."""
    yield allowed(f"an alarm {what}", request, removed(clause))
    for whose, alarm in OTHER_ALARMS.items():
        yield denied(
            f"{whose} {what}", request.claiming(SOURCE_ARN, alarm), without(clause, SOURCE_ARN)
        )
    yield denied(
        f"CloudWatch {what} and does not say for which alarm",
        request.silent_about(SOURCE_ARN),
        without(clause, SOURCE_ARN),
    )
    yield denied(
        f"CloudWatch {what} for another account",
        request.claiming(SOURCE_ACCOUNT, "{other_account}"),
        without(clause, SOURCE_ACCOUNT),
    )
    yield denied(
        f"CloudWatch {what} and does not say for whom",
        request.silent_about(SOURCE_ACCOUNT),
        without(clause, SOURCE_ACCOUNT),
    )
    for who in others:
        yield denied(f"{who} {what}", request.by(who), changed(clause, Principal="*"))


TOPIC: tuple[Row, ...] = (
    *alarms_only("publishes", NOTIFICATION, PUBLISH, CLOUDTRAIL, CONFIG, USER, STRANGER, ANYBODY),
    *administered_by_iam("an alarm", NOTIFICATION, PUBLISH),
)

# Those whom no other statement of the key is about.
OTHERS = (CONFIG, LOG_DELIVERY, ANYBODY)

TOPIC_KEY: tuple[Row, ...] = (
    *alarms_only("makes a data key for the topic", DATA_KEY, ENCRYPT, *OTHERS),
    *alarms_only("decrypts a data key of the topic", DECRYPT, ENCRYPT, *OTHERS),
    *(
        denied(f"an alarm does {action}", DATA_KEY.doing(action), changed(ENCRYPT, Action="kms:*"))
        for action in ("kms:Encrypt", "kms:ReEncryptTo", "kms:CancelKeyDeletion")
    ),
)
