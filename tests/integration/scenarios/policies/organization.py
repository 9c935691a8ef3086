"""The trail of an organisation: it writes what every member does, and no other organisation's.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy
"""

from tests.integration.scenarios.policies.bucket import (
    ACL,
    DIGEST_FILE,
    LOG_FILE,
    NO_HTTP,
    WRITTEN_ANYWHERE,
)
from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import Clause, changed, removed, without
from tests.integration.scenarios.policies.principals import (
    ANYBODY,
    CONFIG,
    LOG_DELIVERY,
    OTHER_TRAILS,
    SOURCE_ARN,
    STRANGER,
    TLS,
    USER,
)
from tests.integration.scenarios.policies.requests import Row, allowed, denied, refused
from tests.integration.scenarios.policies.role import CREATE, CREATE_STREAM, PUT, PUT_EVENTS

WRITE = Clause(Policy.BUCKET, "AWSCloudTrailOrganizationWrite20150319")

MEMBERS_FILE = LOG_FILE.at(
    "{bucket}/{organization_records}/{member}/CloudTrail/{region}/2026/01/31/"
    "{member}_CloudTrail_{region}_20260131T0005Z_Zk3xQbUn7pRvLmWc.json.gz"
)
MEMBERS_DIGEST = DIGEST_FILE.at(
    "{bucket}/{organization_records}/{member}/CloudTrail-Digest/{region}/2026/01/31/"
    "{member}_CloudTrail-Digest_{region}_{trail_name}_{region}_20260131T000512Z.json.gz"
)
MANAGERS_FILE = LOG_FILE.at("{bucket}/{organization_records}/{account}/CloudTrail/record.json.gz")
STREAM = "{log_group}:log-stream:{organization}_{member}_CloudTrail_{region}"

WRITTEN_BY_ANYBODY = changed(WRITE, Principal="*")
WRITTEN_FOR_EVERY_ORGANIZATION = changed(WRITE, Resource="{bucket}/{records_of_all}/o-*")

ORGANIZATION: tuple[Row, ...] = (
    allowed("CloudTrail puts a log file of a member", MEMBERS_FILE, removed(WRITE)),
    allowed("CloudTrail puts a digest file of a member", MEMBERS_DIGEST, removed(WRITE)),
    allowed(
        "CloudTrail puts a log file of the management account below the organisation",
        MANAGERS_FILE,
        removed(WRITE),
    ),
    *(
        denied(
            f"CloudTrail puts a log file of a member for {whose}",
            MEMBERS_FILE.claiming(SOURCE_ARN, trail),
            without(WRITE, SOURCE_ARN),
        )
        for whose, trail in {
            **OTHER_TRAILS,
            "a trail of this name in the member": (
                "arn:{partition}:cloudtrail:{region}:{member}:trail/{trail_name}"
            ),
        }.items()
    ),
    denied(
        "CloudTrail puts a log file of a member and does not say for whom",
        MEMBERS_FILE.silent_about(SOURCE_ARN),
        without(WRITE, SOURCE_ARN),
    ),
    *(
        denied(f"{who} puts a log file of a member", MEMBERS_FILE.by(who), WRITTEN_BY_ANYBODY)
        for who in (CONFIG, LOG_DELIVERY, USER, STRANGER, ANYBODY)
    ),
    denied(
        "CloudTrail puts a log file of another organisation",
        LOG_FILE.at("{bucket}/{records_of_all}/o-another0000/{member}/CloudTrail/record.json.gz"),
        WRITTEN_ANYWHERE,
        WRITTEN_FOR_EVERY_ORGANIZATION,
    ),
    denied(
        "CloudTrail puts a log file of a member beside the organisation",
        LOG_FILE.at("{bucket}/{records_of_all}/{member}/CloudTrail/record.json.gz"),
        WRITTEN_ANYWHERE,
    ),
    *(
        denied(
            f"CloudTrail puts a log file of a member with the ACL {acl}",
            MEMBERS_FILE.claiming(ACL, acl),
            without(WRITE, ACL),
        )
        for acl in ("private", "public-read", "bucket-owner-read")
    ),
    refused(
        "CloudTrail puts a log file of a member over plain http",
        MEMBERS_FILE.claiming(TLS, "false"),
        removed(NO_HTTP),
    ),
    *(
        row
        for request, clause in ((CREATE_STREAM, CREATE), (PUT_EVENTS, PUT))
        for row in (
            allowed(
                f"the role does {request.does} on a member's stream",
                request.at(STREAM),
                removed(clause),
            ),
            denied(
                f"the role does {request.does} on a stream of another organisation",
                request.at("{log_group}:log-stream:o-another0000_{member}_CloudTrail_{region}"),
                changed(clause, Resource="{log_group}:*"),
                changed(clause, Resource="*"),
            ),
        )
    ),
)
