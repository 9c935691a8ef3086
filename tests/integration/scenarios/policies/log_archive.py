"""The records in another account: its people read them, and those of the trail's account do not.

In these rows the other account is that of the bucket.
"""

from tests.integration.scenarios.policies.alarms import DATA_KEY as ALARM_KEY
from tests.integration.scenarios.policies.bucket import (
    ACL_CHECK,
    CHECK,
    LOG_FILE,
    READ,
    READ_BY_ANYBODY,
)
from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.key import (
    CALLER,
    CHECK_DECRYPT,
    CHECK_DESCRIBE,
    ENCRYPT_RECORD,
    ENCRYPTED_FOR_ANYBODY,
    GROUP,
    READ_RECORD,
    opened,
)
from tests.integration.scenarios.policies.mutations import Clause, added, changed, removed, without
from tests.integration.scenarios.policies.notifications import DATA_KEY as TRAIL_TOPIC_KEY
from tests.integration.scenarios.policies.organization import (
    MEMBERS_DIGEST,
    MEMBERS_FILE,
    WRITE as WRITE_ALL,
)
from tests.integration.scenarios.policies.principals import (
    ADMINISTRATOR,
    CLOUDWATCH_LOGS,
    OTHER_TRAILS,
    SOURCE_ARN,
    STRANGER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied

ENCRYPT = Clause(Policy.KEY, "AllowCloudTrailToEncryptLogs")
CHECK_KEY = Clause(Policy.KEY, "AllowCloudTrailToCheckTheKey")
READERS = Clause(Policy.KEY, "AllowReadersThroughS3")
WRITE = Clause(Policy.BUCKET, "AWSCloudTrailWrite20150319")

LOGS = Clause(Policy.EVENTS_KEY, "AllowCloudWatchLogs")
ALARMS = Clause(Policy.EVENTS_KEY, "Allow_CloudWatch_for_CMK")
ANNOUNCES = Clause(Policy.EVENTS_KEY, "AllowCloudTrailToAnnounceLogs")

# Who reads at the bucket: an analyst of its account, and the administrator of the trail's.
ANALYST_READS = READ.by(STRANGER)
ANALYST_DECRYPTS = READ_RECORD.by(STRANGER).claiming(CALLER, "{other_account}")
MANAGER_DECRYPTS = READ_RECORD.by(ADMINISTRATOR)

BARRED = added(
    Policy.BUCKET,
    Effect="Deny",
    Principal={"AWS": STRANGER.principal},
    Action="s3:*",
    Resource="{bucket}/*",
)


def with_events_key(request: Request) -> Request:
    """The same with the key that is in the account of the trail."""
    return request.at("{events_key}").decided_by(Policy.EVENTS_KEY)


ENCRYPT_EVENTS = with_events_key(
    Request(CLOUDWATCH_LOGS, "kms:Encrypt", "{key}", claims={GROUP: "{log_group}"})
)
ANNOUNCE = with_events_key(TRAIL_TOPIC_KEY)
ALARM = with_events_key(ALARM_KEY)

# Whoever has deployed the trail, and wherever the bucket is.
TRAIL_WRITES: tuple[Row, ...] = (
    allowed("CloudTrail checks the bucket", ACL_CHECK, removed(CHECK)),
    allowed("CloudTrail puts a log file of the management account", LOG_FILE, removed(WRITE)),
    allowed("CloudTrail puts a log file of a member", MEMBERS_FILE, removed(WRITE_ALL)),
    allowed("CloudTrail puts a digest file of a member", MEMBERS_DIGEST, removed(WRITE_ALL)),
    *(
        row
        for whose, trail in OTHER_TRAILS.items()
        for row in (
            denied(
                f"CloudTrail puts a log file for {whose}",
                LOG_FILE.claiming(SOURCE_ARN, trail),
                without(WRITE, SOURCE_ARN),
            ),
            denied(
                f"CloudTrail puts a log file of a member for {whose}",
                MEMBERS_FILE.claiming(SOURCE_ARN, trail),
                without(WRITE_ALL, SOURCE_ARN),
            ),
            denied(
                f"CloudTrail encrypts a record of this trail for {whose}",
                ENCRYPT_RECORD.claiming(SOURCE_ARN, trail),
                without(ENCRYPT, SOURCE_ARN),
                ENCRYPTED_FOR_ANYBODY,
            ),
        )
    ),
    allowed("CloudTrail encrypts a record", ENCRYPT_RECORD, removed(ENCRYPT)),
    allowed("CloudTrail decrypts to check the key", CHECK_DECRYPT, removed(CHECK_KEY)),
    allowed("CloudTrail describes the key", CHECK_DESCRIBE, removed(CHECK_KEY)),
)

LOG_ARCHIVE: tuple[Row, ...] = (
    *TRAIL_WRITES,
    denied(
        "CloudTrail puts a log file of a member without the folder of the settings",
        MEMBERS_FILE.at("{bucket}/AWSLogs/{organization}/{member}/CloudTrail/record.json.gz"),
        changed(WRITE_ALL, Resource="{bucket}/*"),
    ),
    allowed("an analyst of the log archive reads a record", ANALYST_READS, BARRED),
    allowed(
        "an analyst of the log archive decrypts a record through S3",
        ANALYST_DECRYPTS,
        added(
            Policy.KEY,
            Effect="Deny",
            Principal={"AWS": STRANGER.principal},
            Action="kms:Decrypt",
            Resource="*",
        ),
    ),
    denied(
        "an administrator of the trail's account reads a record",
        READ,
        READ_BY_ANYBODY,
    ),
    denied(
        "an administrator of the trail's account decrypts a record through S3",
        MANAGER_DECRYPTS,
        without(READERS, CALLER),
        opened("kms:Decrypt"),
    ),
    denied(
        "CloudWatch Logs encrypts an event with the key of the records",
        ENCRYPT_EVENTS.at("{key}").decided_by(Policy.KEY),
        added(Policy.KEY, Principal="*", Action="kms:Encrypt", Resource="*"),
    ),
    allowed("CloudWatch Logs encrypts an event", ENCRYPT_EVENTS, removed(LOGS)),
    denied(
        "CloudWatch Logs encrypts an event of another group",
        ENCRYPT_EVENTS.claiming(GROUP, "{log_group}-copy"),
        without(LOGS, GROUP),
    ),
    *(
        allowed(f"{who} does {action} for its topic", request.doing(action), removed(clause))
        for who, request, clause in (
            ("an alarm", ALARM, ALARMS),
            ("the trail", ANNOUNCE, ANNOUNCES),
        )
        for action in ("kms:GenerateDataKey", "kms:Decrypt")
    ),
    *(
        denied(
            f"CloudTrail makes a data key for a topic for {whose}",
            ANNOUNCE.claiming(SOURCE_ARN, trail),
            without(ANNOUNCES, SOURCE_ARN),
        )
        for whose, trail in OTHER_TRAILS.items()
    ),
    denied(
        "an administrator of the log archive decrypts what is in the topics",
        ANNOUNCE.by(STRANGER).doing("kms:Decrypt"),
        added(Policy.EVENTS_KEY, Principal="*", Action="kms:Decrypt", Resource="*"),
    ),
)
