"""The second copy: S3 writes it in a role that can do nothing else, and its people read it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
"""

from tests.integration.scenarios.policies.bucket import READ, READ_BY_ANYBODY
from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.key import CALLER, OBJECT, SERVICE
from tests.integration.scenarios.policies.left_to_iam import left_to_iam
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
    BATCH_OPERATIONS,
    CLOUDTRAIL,
    CONFIG,
    REPLICATION_ROLE,
    S3,
    STRANGER,
    TLS,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied

TRUST = Clause(Policy.REPLICATION_TRUST, "")
FIND = Clause(Policy.REPLICATION_ROLE, "FindWhatToCopy")
READ_VERSIONS = Clause(Policy.REPLICATION_ROLE, "ReadWhatToCopy")
WRITE = Clause(Policy.REPLICATION_ROLE, "WriteCopies")
OLDER = Clause(Policy.REPLICATION_ROLE, "CopyOlderRecords")
LIST_OLDER = Clause(Policy.REPLICATION_ROLE, "ListOlderRecords")
ENCRYPT = Clause(Policy.REPLICATION_ROLE, "EncryptCopies")
ACCOUNT = Clause(Policy.REPLICA_KEY, "EnableIAMUserPermissions")
READERS = Clause(Policy.REPLICA_KEY, "AllowReadersThroughS3")

RECORD = "{records}/CloudTrail/{region}/2026/01/31/record.json.gz"
ASSUME = Request(S3, "sts:AssumeRole", "{replication_role}", Policy.REPLICATION_TRUST)
ASSUMED_BY_ANYBODY = changed(TRUST, Principal="*")

# What the role does, on which of the buckets, and what lets it.
ON_BUCKET = {
    "s3:GetReplicationConfiguration": FIND,
    "s3:ListBucket": FIND,
    "s3:PutInventoryConfiguration": LIST_OLDER,
}
ON_RECORDS = {
    "s3:GetObjectVersionForReplication": READ_VERSIONS,
    "s3:GetObjectVersionAcl": READ_VERSIONS,
    "s3:GetObjectVersionTagging": READ_VERSIONS,
    "s3:GetObjectRetention": READ_VERSIONS,
    "s3:GetObjectLegalHold": READ_VERSIONS,
    "s3:InitiateReplication": OLDER,
}
ON_COPIES = ("s3:ReplicateObject", "s3:ReplicateTags")


def _by_role(action: str, on: str, to: Policy) -> Request:
    return Request(REPLICATION_ROLE, action, on, to, {TLS: "true"})


def _given(action: str) -> Mutation:
    """The role may do one thing more, everywhere."""
    return added(Policy.REPLICATION_ROLE, Action=action, Resource="*")


READ_COPY = Request(
    ADMINISTRATOR, "s3:GetObject", f"{{replica}}/{RECORD}", Policy.REPLICA, {TLS: "true"}
)
USES = {
    "reads a copy": READ_COPY,
    "deletes a copy": READ_COPY.doing("s3:DeleteObject"),
    "lists the copies": READ_COPY.doing("s3:ListBucket").at("{replica}"),
}

REPLICATION: tuple[Row, ...] = (
    # Who takes the role.
    *(
        allowed(
            f"{who} assumes the role of the copies",
            ASSUME.by(who),
            removed(TRUST),
            changed(TRUST, Principal={"Service": other.principal}),
        )
        for who, other in ((S3, BATCH_OPERATIONS), (BATCH_OPERATIONS, S3))
    ),
    *(
        denied(f"{who} assumes the role of the copies", ASSUME.by(who), ASSUMED_BY_ANYBODY)
        for who in (CLOUDTRAIL, CONFIG, USER, ADMINISTRATOR, STRANGER, ANYBODY)
    ),
    # What it can do.
    *(
        row
        for action, clause in ON_BUCKET.items()
        for request in (_by_role(action, "{bucket}", Policy.BUCKET),)
        for row in (
            allowed(f"the role of the copies does {action}", request, removed(clause)),
            denied(
                f"the role of the copies does {action} on another bucket",
                request.at("{bucket}-copy"),
                changed(clause, Resource="*"),
            ),
        )
    ),
    *(
        row
        for action, clause in ON_RECORDS.items()
        for request in (_by_role(action, f"{{bucket}}/{RECORD}", Policy.BUCKET),)
        for row in (
            allowed(f"the role of the copies does {action}", request, removed(clause)),
            denied(
                f"the role of the copies does {action} in another bucket",
                request.at(f"{{bucket}}-copy/{RECORD}"),
                changed(clause, Resource="*"),
            ),
        )
    ),
    *(
        row
        for action in ON_COPIES
        for request in (_by_role(action, f"{{replica}}/{RECORD}", Policy.REPLICA),)
        for row in (
            allowed(f"the role of the copies does {action}", request, removed(WRITE)),
            denied(
                f"the role of the copies does {action} in the log bucket",
                request.at(f"{{bucket}}/{RECORD}").decided_by(Policy.BUCKET),
                changed(WRITE, Resource="*"),
            ),
        )
    ),
    *(
        denied(
            f"the role of the copies does {action} with a copy",
            _by_role(action, f"{{replica}}/{RECORD}", Policy.REPLICA),
            _given(action),
        )
        for action in (
            "s3:DeleteObjectVersion",
            "s3:PutObject",
            "s3:PutObjectRetention",
            "s3:ReplicateDelete",
        )
    ),
    denied(
        "the role of the copies reads a record by itself",
        READ.by(REPLICATION_ROLE),
        READ_BY_ANYBODY,
        _given("s3:GetObject"),
    ),
    *left_to_iam(Policy.REPLICA, "{replica}", USES),
)

# With the bucket's own key, what S3 encrypts for is the bucket, and the object without it.
BOUND_TO = {"the bucket": "{replica}", "a copy": f"{{replica}}/{RECORD}"}
ENCRYPT_COPY = Request(
    REPLICATION_ROLE,
    "kms:Encrypt",
    "{replica_key}",
    Policy.REPLICA_KEY,
    {CALLER: "{owner}", SERVICE: "s3.{replica_region}.amazonaws.com", OBJECT: "{replica}"},
)
DECRYPT_COPY = ENCRYPT_COPY.doing("kms:Decrypt").by(USER)
DECRYPT_FROM_OUTSIDE = DECRYPT_COPY.by(STRANGER).claiming(CALLER, "{other_account}")


def _opened(action: str) -> Mutation:
    """The key of the copies lets anybody do one thing."""
    return added(Policy.REPLICA_KEY, Principal="*", Action=action, Resource="*")


REPLICA_KEY: tuple[Row, ...] = (
    *(
        row
        for action in ("kms:Encrypt", "kms:GenerateDataKey")
        for request in (ENCRYPT_COPY.doing(action),)
        for row in (
            *(
                allowed(
                    f"the role of the copies does {action} for {what}",
                    request.claiming(OBJECT, bound_to),
                    removed(ENCRYPT),
                    removed(ACCOUNT),
                )
                for what, bound_to in BOUND_TO.items()
            ),
            denied(
                f"the role of the copies does {action} for another bucket",
                request.claiming(OBJECT, "{bucket}"),
                without(ENCRYPT, OBJECT),
                _opened(action),
            ),
            denied(
                f"the role of the copies does {action} by itself",
                request.silent_about(SERVICE),
                without(ENCRYPT, SERVICE),
                _opened(action),
            ),
            denied(
                f"the role of the copies does {action} through another region's S3",
                request.claiming(SERVICE, "s3.{region}.amazonaws.com"),
                without(ENCRYPT, SERVICE),
                _opened(action),
            ),
            denied(
                f"a user without permissions does {action} with the key of the copies",
                request.by(USER),
                _opened(action),
            ),
        )
    ),
    denied(
        "the role of the copies decrypts a copy by itself",
        ENCRYPT_COPY.doing("kms:Decrypt").silent_about(SERVICE),
        without(READERS, SERVICE),
        _given("kms:Decrypt"),
        _opened("kms:Decrypt"),
    ),
    # Who may read a copy is for S3 to decide, and S3 decrypts it in the reader's name.
    allowed(
        "a user without permissions decrypts a copy through S3", DECRYPT_COPY, removed(READERS)
    ),
    denied(
        "a user without permissions decrypts a copy through another region's S3",
        DECRYPT_COPY.claiming(SERVICE, "s3.{region}.amazonaws.com"),
        without(READERS, SERVICE),
        _opened("kms:Decrypt"),
    ),
    denied(
        "another account's administrator decrypts a copy through S3",
        DECRYPT_FROM_OUTSIDE,
        without(READERS, CALLER),
        _opened("kms:Decrypt"),
    ),
    *(
        row
        for action in ("kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")
        for request in (Request(ADMINISTRATOR, action, "{replica_key}", Policy.REPLICA_KEY),)
        for row in (
            allowed(
                f"an administrator does {action} with the key of the copies",
                request,
                removed(ACCOUNT),
            ),
            *(
                denied(
                    f"{who} does {action} with the key of the copies",
                    request.by(who),
                    _opened(action),
                )
                for who in (S3, CLOUDTRAIL, USER, STRANGER, ANYBODY)
            ),
        )
    ),
)
