"""The log bucket: one trail writes its records, nobody else comes in, and nobody without TLS.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import Clause, added, changed, removed, without
from tests.integration.scenarios.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    CLOUDTRAIL,
    CONFIG,
    LOG_DELIVERY,
    OTHER_TRAILS,
    SOURCE_ACCOUNT,
    SOURCE_ARN,
    STRANGER,
    TLS,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied
from tests.integration.scenarios.policies.tls import asked_for_tls, works_with_tls

ACL = "s3:x-amz-acl"

CHECK = Clause(Policy.BUCKET, "AWSCloudTrailAclCheck20150319")
WRITE = Clause(Policy.BUCKET, "AWSCloudTrailWrite20150319")
NO_HTTP = Clause(Policy.BUCKET, "DenyInsecureTransport")

ACL_CHECK = Request(
    CLOUDTRAIL,
    "s3:GetBucketAcl",
    "{bucket}",
    Policy.BUCKET,
    {SOURCE_ARN: "{trail}", SOURCE_ACCOUNT: "{account}", TLS: "true"},
)
LOG_FILE = Request(
    CLOUDTRAIL,
    "s3:PutObject",
    "{bucket}/{records}/CloudTrail/{region}/2026/01/31/"
    "{account}_CloudTrail_{region}_20260131T0005Z_Zk3xQbUn7pRvLmWc.json.gz",
    Policy.BUCKET,
    {**ACL_CHECK.claims, ACL: "bucket-owner-full-control"},
)
LOG_FILE_OF_ANOTHER_REGION = LOG_FILE.at(
    "{bucket}/{records}/CloudTrail/{other_region}/2026/01/31/"
    "{account}_CloudTrail_{other_region}_20260131T0005Z_Zk3xQbUn7pRvLmWc.json.gz"
)
DIGEST_FILE = LOG_FILE.at(
    "{bucket}/{records}/CloudTrail-Digest/{region}/2026/01/31/"
    "{account}_CloudTrail-Digest_{region}_{trail_name}_{region}_20260131T000512Z.json.gz"
)
INSIGHT_FILE = LOG_FILE.at(
    "{bucket}/{records}/CloudTrail-Insight/{region}/2026/01/31/"
    "{account}_CloudTrail-Insight_{region}_20260131T0005Z_Zk3xQbUn7pRvLmWc.json.gz"
)
READ = Request(ADMINISTRATOR, "s3:GetObject", LOG_FILE.on, Policy.BUCKET, {TLS: "true"})
DELETE = READ.doing("s3:DeleteObject")
LIST = READ.doing("s3:ListBucket").at("{bucket}")

CHECKED_BY_ANYBODY = changed(CHECK, Principal="*")
WRITTEN_BY_ANYBODY = changed(WRITE, Principal="*")
WRITTEN_ANYWHERE = changed(WRITE, Resource="{bucket}/*")
WRITTEN_BESIDE = changed(WRITE, Resource="{bucket}/{records}*")
READ_BY_ANYBODY = added(Policy.BUCKET, Principal="*", Action="s3:GetObject", Resource="{bucket}/*")
DELETED_BY_ANYBODY = added(
    Policy.BUCKET, Principal="*", Action="s3:DeleteObject", Resource="{bucket}/*"
)
LISTED_BY_ANYBODY = added(Policy.BUCKET, Principal="*", Action="s3:ListBucket", Resource="{bucket}")
BARRED_ADMINISTRATOR = added(
    Policy.BUCKET,
    Effect="Deny",
    Principal={"AWS": ADMINISTRATOR.principal},
    Action="s3:*",
    Resource=["{bucket}", "{bucket}/*"],
)

BUCKET: tuple[Row, ...] = (
    # What CloudTrail does.
    allowed("CloudTrail checks the bucket's ACL", ACL_CHECK, removed(CHECK)),
    allowed("CloudTrail puts a log file", LOG_FILE, removed(WRITE)),
    allowed(
        "CloudTrail puts a log file of another region", LOG_FILE_OF_ANOTHER_REGION, removed(WRITE)
    ),
    allowed("CloudTrail puts a digest file", DIGEST_FILE, removed(WRITE)),
    allowed("CloudTrail puts an insight file", INSIGHT_FILE, removed(WRITE)),
    # On whose behalf.
    *(
        denied(
            f"CloudTrail checks the bucket's ACL for {whose}",
            ACL_CHECK.claiming(SOURCE_ARN, trail),
            without(CHECK, SOURCE_ARN),
        )
        for whose, trail in OTHER_TRAILS.items()
    ),
    denied(
        "CloudTrail checks the bucket's ACL and does not say for whom",
        ACL_CHECK.silent_about(SOURCE_ARN),
        without(CHECK, SOURCE_ARN),
    ),
    *(
        denied(
            f"CloudTrail puts a log file for {whose}",
            LOG_FILE.claiming(SOURCE_ARN, trail),
            without(WRITE, SOURCE_ARN),
        )
        for whose, trail in OTHER_TRAILS.items()
    ),
    denied(
        "CloudTrail puts a log file and does not say for whom",
        LOG_FILE.silent_about(SOURCE_ARN),
        without(WRITE, SOURCE_ARN),
    ),
    # Who else. Only a service can claim a source, but that is not what keeps the others out.
    *(
        denied(f"{who} checks the bucket's ACL", ACL_CHECK.by(who), CHECKED_BY_ANYBODY)
        for who in (CONFIG, LOG_DELIVERY, USER, STRANGER, ANYBODY)
    ),
    *(
        denied(f"{who} puts a log file", LOG_FILE.by(who), WRITTEN_BY_ANYBODY)
        for who in (CONFIG, LOG_DELIVERY, USER, STRANGER, ANYBODY)
    ),
    # Where else.
    *(
        denied(f"CloudTrail puts a log file {where}", LOG_FILE.at(key), WRITTEN_ANYWHERE)
        for where, key in {
            "of another account": "{bucket}/AWSLogs/{other_account}/CloudTrail/record.json.gz",
            "below another prefix": "{bucket}/other/{records}/CloudTrail/record.json.gz",
            "at the top": "{bucket}/record.json.gz",
        }.items()
    ),
    denied(
        "CloudTrail puts a log file of an account whose number only begins like this one",
        LOG_FILE.at("{bucket}/{records}0/CloudTrail/record.json.gz"),
        WRITTEN_ANYWHERE,
        WRITTEN_BESIDE,
    ),
    # In whose ownership.
    *(
        denied(
            f"CloudTrail puts a log file with the ACL {acl}",
            LOG_FILE.claiming(ACL, acl),
            without(WRITE, ACL),
        )
        for acl in ("private", "public-read", "bucket-owner-read")
    ),
    denied(
        "CloudTrail puts a log file without an ACL",
        LOG_FILE.silent_about(ACL),
        without(WRITE, ACL),
    ),
    # What else.
    denied(
        "CloudTrail sets the ACL of a log file",
        LOG_FILE.doing("s3:PutObjectAcl"),
        changed(WRITE, Action="s3:PutObject*"),
    ),
    *(
        denied(f"{who} reads a record", READ.by(who), READ_BY_ANYBODY)
        for who in (CLOUDTRAIL, USER, STRANGER, ANYBODY)
    ),
    *(
        denied(f"{who} deletes a record", DELETE.by(who), DELETED_BY_ANYBODY)
        for who in (CLOUDTRAIL, USER, STRANGER, ANYBODY)
    ),
    *(
        denied(f"{who} lists the records", LIST.by(who), LISTED_BY_ANYBODY)
        for who in (CLOUDTRAIL, USER, STRANGER, ANYBODY)
    ),
    # The account's own administrators need no bucket policy; only TLS is asked of them.
    *(
        allowed(f"an administrator {what}", request, BARRED_ADMINISTRATOR)
        for what, request in {
            "puts a log file": LOG_FILE.by(ADMINISTRATOR),
            "reads a record": READ,
            "deletes a record": DELETE,
            "lists the records": LIST,
        }.items()
    ),
    # In the clear.
    *asked_for_tls(
        Policy.BUCKET,
        {
            "CloudTrail checks the bucket's ACL": ACL_CHECK,
            "CloudTrail puts a log file": LOG_FILE,
            "an administrator reads a record": READ,
            "an administrator deletes a record": DELETE,
            "an administrator lists the records": LIST,
        },
    ),
    works_with_tls(Policy.BUCKET, "an administrator reads a record", READ, BARRED_ADMINISTRATOR),
)

# Where no record may go once the settings ask for a prefix.
BESIDE_THE_PREFIX: tuple[Row, ...] = tuple(
    denied(f"CloudTrail puts a log file {where}", LOG_FILE.at(key), WRITTEN_ANYWHERE)
    for where, key in {
        "without the prefix": "{bucket}/AWSLogs/{account}/CloudTrail/record.json.gz",
        "below a prefix that only begins like this one": (
            "{bucket}/{key_prefix}2/AWSLogs/{account}/CloudTrail/record.json.gz"
        ),
        "below the prefix, outside AWSLogs": "{bucket}/{key_prefix}/{account}/record.json.gz",
    }.items()
)
