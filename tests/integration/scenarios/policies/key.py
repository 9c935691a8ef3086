"""The key: one trail and one log group encrypt with it, who may read the objects reads through S3.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import (
    Clause,
    Mutation,
    added,
    changed,
    removed,
    without,
)
from tests.integration.scenarios.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    CLOUDTRAIL,
    CLOUDWATCH_LOGS,
    CLOUDWATCH_LOGS_ELSEWHERE,
    CONFIG,
    LOG_DELIVERY,
    OTHER_TRAILS,
    SOURCE_ARN,
    STRANGER,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, Who, allowed, denied

# What the ciphertext is bound to; only a request that encrypts or decrypts can say that.
# https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
TRAIL = "kms:EncryptionContext:aws:cloudtrail:arn"
GROUP = "kms:EncryptionContext:aws:logs:arn"
OBJECT = "kms:EncryptionContext:aws:s3:arn"

# Whose request it is, and which service makes it in that principal's name, if one does.
# https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
CALLER = "kms:CallerAccount"
SERVICE = "kms:ViaService"

ACCOUNT = Clause(Policy.KEY, "EnableIAMUserPermissions")
ENCRYPT = Clause(Policy.KEY, "AllowCloudTrailToEncryptLogs")
CHECK = Clause(Policy.KEY, "AllowCloudTrailToCheckTheKey")
LOGS = Clause(Policy.KEY, "AllowCloudWatchLogs")
READERS = Clause(Policy.KEY, "AllowReadersThroughS3")

# With the S3 Bucket Key, the object that S3 names is the bucket.
CHECK_DECRYPT = Request(
    CLOUDTRAIL,
    "kms:Decrypt",
    "{key}",
    Policy.KEY,
    {SOURCE_ARN: "{trail}", TRAIL: "{trail}", OBJECT: "{bucket}"},
)
CHECK_DESCRIBE = Request(
    CLOUDTRAIL, "kms:DescribeKey", "{key}", Policy.KEY, {SOURCE_ARN: "{trail}"}
)
ENCRYPT_RECORD = CHECK_DECRYPT.doing("kms:GenerateDataKey")
READ_RECORD = Request(
    USER,
    "kms:Decrypt",
    "{key}",
    Policy.KEY,
    {
        CALLER: "{account}",
        SERVICE: "s3.{region}.amazonaws.com",
        TRAIL: "{trail}",
        OBJECT: "{bucket}",
    },
)
READ_RECORD_FROM_OUTSIDE = READ_RECORD.by(STRANGER).claiming(CALLER, "{other_account}")

ENCRYPTION = ("kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
ADMINISTRATION = (
    "kms:CreateGrant",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
)

OTHER_GROUPS = {
    "another group": "arn:{partition}:logs:{region}:{account}:log-group:application",
    "a group whose name only begins like this one": "{log_group}-copy",
    "a group of this name in another account": (
        "arn:{partition}:logs:{region}:{other_account}:log-group:{log_group_name}"
    ),
    "a group of this name in another region": (
        "arn:{partition}:logs:{other_region}:{account}:log-group:{log_group_name}"
    ),
}


def by_itself(who: Who, action: str) -> Request:
    """Somebody uses the key with no service between."""
    return Request(who, action, "{key}", Policy.KEY)


def given(who: Who, action: str) -> Mutation:
    """The key lets one principal do one thing."""
    return added(Policy.KEY, Principal={"AWS": who.principal}, Action=action, Resource="*")


def opened(action: str) -> Mutation:
    """The key lets anybody do one thing."""
    return added(Policy.KEY, Principal="*", Action=action, Resource="*")


ENCRYPTED_FOR_ANYBODY = changed(ENCRYPT, Condition={})
READERS_DO_ANYTHING = changed(READERS, Action="kms:*")

KEY: tuple[Row, ...] = (
    # The trail encrypts, and is named twice: by CloudTrail, and in what it encrypts.
    allowed("CloudTrail encrypts a record", ENCRYPT_RECORD, removed(ENCRYPT)),
    *(
        row
        for whose, trail in OTHER_TRAILS.items()
        for row in (
            denied(
                f"CloudTrail encrypts a record for {whose}",
                ENCRYPT_RECORD.claiming(SOURCE_ARN, trail).claiming(TRAIL, trail),
                ENCRYPTED_FOR_ANYBODY,
            ),
            denied(
                f"CloudTrail encrypts a record of this trail for {whose}",
                ENCRYPT_RECORD.claiming(SOURCE_ARN, trail),
                without(ENCRYPT, SOURCE_ARN),
                ENCRYPTED_FOR_ANYBODY,
            ),
            denied(
                f"CloudTrail encrypts a record of {whose} for this trail",
                ENCRYPT_RECORD.claiming(TRAIL, trail),
                without(ENCRYPT, TRAIL),
                ENCRYPTED_FOR_ANYBODY,
            ),
        )
    ),
    denied(
        "CloudTrail encrypts a record and does not say for whom",
        ENCRYPT_RECORD.silent_about(SOURCE_ARN),
        without(ENCRYPT, SOURCE_ARN),
        ENCRYPTED_FOR_ANYBODY,
    ),
    denied(
        "CloudTrail encrypts something that is not bound to a trail",
        ENCRYPT_RECORD.silent_about(TRAIL),
        without(ENCRYPT, TRAIL),
        ENCRYPTED_FOR_ANYBODY,
    ),
    *(
        denied(f"{who} encrypts a record", ENCRYPT_RECORD.by(who), changed(ENCRYPT, Principal="*"))
        for who in (CONFIG, LOG_DELIVERY, ANYBODY)
    ),
    *(
        denied(
            f"CloudTrail does {action} with a record",
            ENCRYPT_RECORD.doing(action),
            changed(ENCRYPT, Action="kms:*"),
        )
        for action in ("kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo")
    ),
    # The trail checks the key, and decrypts the part of it that the bucket keeps.
    *(
        row
        for request in (CHECK_DECRYPT, CHECK_DESCRIBE)
        for row in (
            allowed(f"CloudTrail does {request.does} for this trail", request, removed(CHECK)),
            *(
                denied(
                    f"CloudTrail does {request.does} for {whose}",
                    request.claiming(SOURCE_ARN, trail),
                    without(CHECK, SOURCE_ARN),
                )
                for whose, trail in OTHER_TRAILS.items()
            ),
            denied(
                f"CloudTrail does {request.does} and does not say for whom",
                request.silent_about(SOURCE_ARN),
                without(CHECK, SOURCE_ARN),
            ),
            *(
                denied(
                    f"{who} does {request.does} for this trail",
                    request.by(who),
                    changed(CHECK, Principal="*"),
                )
                for who in (CONFIG, LOG_DELIVERY, ANYBODY)
            ),
        )
    ),
    # The log group, which the encryption context names. A request to describe the key has none.
    *(
        row
        for action in ("kms:Decrypt", *ENCRYPTION)
        for request in (by_itself(CLOUDWATCH_LOGS, action).claiming(GROUP, "{log_group}"),)
        for row in (
            allowed(f"CloudWatch Logs does {action} for the group", request, removed(LOGS)),
            *(
                denied(
                    f"CloudWatch Logs does {action} for {whose}",
                    request.claiming(GROUP, group),
                    without(LOGS, GROUP),
                )
                for whose, group in OTHER_GROUPS.items()
            ),
            denied(
                f"CloudWatch Logs does {action} and does not say for which group",
                request.silent_about(GROUP),
                without(LOGS, GROUP),
            ),
            *(
                denied(
                    f"{who} does {action} for the group",
                    request.by(who),
                    changed(LOGS, Principal="*"),
                )
                for who in (CLOUDWATCH_LOGS_ELSEWHERE, CONFIG, LOG_DELIVERY, ANYBODY)
            ),
        )
    ),
    denied(
        "CloudWatch Logs does kms:CreateGrant for the group",
        by_itself(CLOUDWATCH_LOGS, "kms:CreateGrant").claiming(GROUP, "{log_group}"),
        changed(LOGS, Action="kms:*"),
        opened("kms:CreateGrant"),
    ),
    # Who may read a record is for S3 to decide, and S3 decrypts it in the reader's name.
    allowed("a user without permissions reads a record through S3", READ_RECORD, removed(READERS)),
    *(
        denied(
            f"a user without permissions reads a record {how}",
            request,
            without(READERS, SERVICE),
            given(USER, "kms:Decrypt"),
        )
        for how, request in {
            "with no service between": READ_RECORD.silent_about(SERVICE),
            "through another service": READ_RECORD.claiming(
                SERVICE, "secretsmanager.{region}.amazonaws.com"
            ),
            "through another region's S3": READ_RECORD.claiming(
                SERVICE, "s3.{other_region}.amazonaws.com"
            ),
        }.items()
    ),
    denied(
        "another account's administrator reads a record through S3",
        READ_RECORD_FROM_OUTSIDE,
        without(READERS, CALLER),
        given(STRANGER, "kms:Decrypt"),
    ),
    denied(
        "another account's administrator reads a record with no service between",
        READ_RECORD_FROM_OUTSIDE.silent_about(SERVICE),
        given(STRANGER, "kms:Decrypt"),
    ),
    denied(
        "anybody reads a record through S3",
        READ_RECORD.by(ANYBODY).silent_about(CALLER),
        without(READERS, CALLER),
    ),
    *(
        denied(f"{who} does {action}", by_itself(who, action), given(who, action))
        for action in ENCRYPTION
        for who in (USER, STRANGER)
    ),
    *(
        denied(
            f"a user without permissions does {action} through S3",
            READ_RECORD.doing(action),
            READERS_DO_ANYTHING,
            given(USER, action),
        )
        for action in ENCRYPTION
    ),
    # Who may decide about the key. Not even CloudTrail on behalf of this trail.
    *(
        allowed(
            f"an administrator does {action}", by_itself(ADMINISTRATOR, action), removed(ACCOUNT)
        )
        for action in ("kms:Decrypt", "kms:DescribeKey", *ENCRYPTION, *ADMINISTRATION)
    ),
    *(
        denied(
            f"{who} does {action}",
            by_itself(who, action).claiming(SOURCE_ARN, "{trail}"),
            opened(action),
        )
        for action in ADMINISTRATION
        for who in (CLOUDTRAIL, CLOUDWATCH_LOGS, USER, STRANGER, ANYBODY)
    ),
    *(
        denied(
            f"a user without permissions does {action} through S3",
            by_itself(USER, action)
            .claiming(CALLER, "{account}")
            .claiming(SERVICE, "s3.{region}.amazonaws.com"),
            READERS_DO_ANYTHING,
            opened(action),
        )
        for action in ADMINISTRATION
    ),
)
