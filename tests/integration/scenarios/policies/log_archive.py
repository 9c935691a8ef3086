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
    SERVICE,
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
    CLOUDWATCH_LOGS,
    EVERYTHING,
    OTHER_TRAILS,
    SOURCE_ARN,
    STRANGER,
    TLS,
)
from tests.integration.scenarios.policies.requests import Request, Row, Who, allowed, denied

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

# A member that is neither the trail's account nor that of the bucket.
MEMBER = Who(
    "an auditor of a member", "arn:{partition}:iam::{other_member}:user/auditor", EVERYTHING
)
OF_ORGANIZATION = "aws:PrincipalOrgID"
READS_OWN = Clause(Policy.BUCKET, "MembersReadTheirRecords")
LISTS_OWN = Clause(Policy.BUCKET, "MembersListTheirRecords")
DECRYPTS_OWN = Clause(Policy.KEY, "MembersReadThroughS3")

OWN_RECORD = Request(
    MEMBER,
    "s3:GetObject",
    "{bucket}/{organization_records}/{other_member}/CloudTrail/record.json.gz",
    Policy.BUCKET,
    {TLS: "true", OF_ORGANIZATION: "{organization}", "aws:PrincipalAccount": "{other_member}"},
)
OWN_DIGEST = OWN_RECORD.at("{bucket}/{organization_records}/{other_member}/CloudTrail-Digest/d")
OWN_FOLDER = (
    OWN_RECORD.doing("s3:ListBucket")
    .at("{bucket}")
    .claiming("s3:prefix", "{organization_records}/{other_member}/CloudTrail/")
)
MEMBER_DECRYPTS = (
    READ_RECORD.by(MEMBER)
    .claiming(CALLER, "{other_member}")
    .claiming(OF_ORGANIZATION, "{organization}")
)
READ_ANYWHERE = changed(READS_OWN, Resource="{bucket}/*")
ANOTHER = "o-another0000"

MEMBERS_READ: tuple[Row, ...] = (
    allowed("a member reads its own record", OWN_RECORD, removed(READS_OWN)),
    allowed("a member reads its own digest", OWN_DIGEST, removed(READS_OWN)),
    allowed("a member lists its own records", OWN_FOLDER, removed(LISTS_OWN)),
    allowed("a member decrypts through S3", MEMBER_DECRYPTS, removed(DECRYPTS_OWN)),
    denied(
        "a member reads another one's record",
        OWN_RECORD.at("{bucket}/{organization_records}/{member}/CloudTrail/record.json.gz"),
        READ_ANYWHERE,
        READ_BY_ANYBODY,
    ),
    denied(
        "a member lists another one's records",
        OWN_FOLDER.claiming("s3:prefix", "{organization_records}/{member}/CloudTrail/"),
        without(LISTS_OWN, "s3:prefix"),
    ),
    denied(
        "somebody of another organisation reads what has its number",
        OWN_RECORD.claiming(OF_ORGANIZATION, ANOTHER),
        without(READS_OWN, OF_ORGANIZATION),
        READ_BY_ANYBODY,
    ),
    denied(
        "somebody of another organisation lists what has its number",
        OWN_FOLDER.claiming(OF_ORGANIZATION, ANOTHER),
        without(LISTS_OWN, OF_ORGANIZATION),
    ),
    denied(
        "somebody of another organisation decrypts through S3",
        MEMBER_DECRYPTS.claiming(OF_ORGANIZATION, ANOTHER),
        without(DECRYPTS_OWN, OF_ORGANIZATION),
        without(READERS, CALLER),
        opened("kms:Decrypt"),
    ),
    denied(
        "a member decrypts through another service",
        MEMBER_DECRYPTS.claiming(SERVICE, "ec2.{region}.amazonaws.com"),
        without(DECRYPTS_OWN, SERVICE),
        opened("kms:Decrypt"),
    ),
    denied(
        "a member puts a record into its own folder",
        OWN_RECORD.doing("s3:PutObject"),
        changed(READS_OWN, Action="s3:*"),
    ),
)

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
    *MEMBERS_READ,
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
