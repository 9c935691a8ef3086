"""The announcements: this trail publishes to its topic, uses the key for topics, and no other does.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
"""

from collections.abc import Iterator

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.key import (
    CHECK,
    ENCRYPT as ENCRYPT_RECORDS,
    ENCRYPTED_FOR_ANYBODY,
    TRAIL,
)
from tests.integration.scenarios.policies.mutations import (
    Clause,
    Mutation,
    changed,
    removed,
    without,
)
from tests.integration.scenarios.policies.principals import (
    ANYBODY,
    CLOUDTRAIL,
    CLOUDWATCH,
    CONFIG,
    LOG_DELIVERY,
    OTHER_TRAILS,
    SOURCE_ARN,
    STRANGER,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, Who, allowed, denied
from tests.integration.scenarios.policies.topics import administered_by_iam

PUBLISH = Clause(Policy.DELIVERY_TOPIC, "AWSCloudTrailSNSPolicy20131101")
ENCRYPT = Clause(Policy.KEY, "AllowCloudTrailToAnnounceLogs")

# What SNS binds the ciphertext to.
TOPIC = "kms:EncryptionContext:aws:sns:topicArn"

ANNOUNCEMENT = Request(
    CLOUDTRAIL,
    "sns:Publish",
    "{delivery_topic}",
    Policy.DELIVERY_TOPIC,
    {SOURCE_ARN: "{trail}"},
)
# What a publisher to an encrypted topic asks of its key.
DATA_KEY = (
    ANNOUNCEMENT.doing("kms:GenerateDataKey")
    .at("{key}")
    .decided_by(Policy.KEY)
    .claiming(TOPIC, "arn:{partition}:sns:{region}:{account}:deliveries")
)
DECRYPT = DATA_KEY.doing("kms:Decrypt")

FOR_ANY_TOPIC = changed(
    ENCRYPT, Condition={"StringEquals": {SOURCE_ARN: "{trail}"}, "StringLike": {TOPIC: "*"}}
)


def this_trail_only(
    what: str, request: Request, clause: Clause, *others: Who, also: tuple[Mutation, ...] = ()
) -> Iterator[Row]:
    """Yields the rows of something that this trail may do, and neither may `others`.

    `also` are the changes that let every trail do it, besides that of the clause itself.
    """
    yield allowed(f"CloudTrail {what}", request, removed(clause))
    for whose, trail in OTHER_TRAILS.items():
        yield denied(
            f"CloudTrail {what} for {whose}",
            request.claiming(SOURCE_ARN, trail),
            without(clause, SOURCE_ARN),
            *also,
        )
    yield denied(
        f"CloudTrail {what} and does not say for whom",
        request.silent_about(SOURCE_ARN),
        without(clause, SOURCE_ARN),
        *also,
    )
    for who in others:
        yield denied(f"{who} {what}", request.by(who), changed(clause, Principal="*"))


DELIVERY_TOPIC: tuple[Row, ...] = (
    *this_trail_only(
        "announces a log file",
        ANNOUNCEMENT,
        PUBLISH,
        *(CLOUDWATCH, CONFIG, LOG_DELIVERY, USER, STRANGER, ANYBODY),
    ),
    *administered_by_iam("CloudTrail", ANNOUNCEMENT, PUBLISH),
)

# Those whom no other statement of the key is about.
OTHERS = (CONFIG, LOG_DELIVERY, ANYBODY)

DELIVERY_TOPIC_KEY: tuple[Row, ...] = (
    *this_trail_only(
        "makes a data key for the announcements",
        DATA_KEY,
        ENCRYPT,
        *OTHERS,
        also=(ENCRYPTED_FOR_ANYBODY,),
    ),
    *this_trail_only("decrypts a data key of the announcements", DECRYPT, CHECK, *OTHERS),
    *(
        denied(
            f"CloudTrail makes a data key for {which}",
            DATA_KEY.claiming(TOPIC, topic),
            FOR_ANY_TOPIC,
            without(ENCRYPT_RECORDS, TRAIL),
            ENCRYPTED_FOR_ANYBODY,
        )
        for which, topic in {
            "a topic of another account": "arn:{partition}:sns:{region}:{other_account}:deliveries",
            "a topic of another region": "arn:{partition}:sns:{other_region}:{account}:deliveries",
        }.items()
    ),
    *(
        denied(
            f"CloudTrail does {action} with an announcement",
            DATA_KEY.doing(action),
            changed(ENCRYPT, Action="kms:*"),
        )
        for action in ("kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo")
    ),
)
