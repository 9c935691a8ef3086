"""The role of the trail: CloudTrail takes it, and can write to its own streams with it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from tests.integration.scenarios.policies.bucket import (
    LIST,
    LISTED_BY_ANYBODY,
    READ,
    READ_BY_ANYBODY,
)
from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import Clause, added, changed, removed
from tests.integration.scenarios.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    CLOUDTRAIL,
    CONFIG,
    LOG_DELIVERY,
    STRANGER,
    TRAIL_ROLE,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied

TRUST = Clause(Policy.TRUST, "")
CREATE = Clause(Policy.ROLE, "AWSCloudTrailCreateLogStream2014110")
PUT = Clause(Policy.ROLE, "AWSCloudTrailPutLogEvents20141101")

ASSUME = Request(CLOUDTRAIL, "sts:AssumeRole", "{role}", Policy.TRUST)
STREAM = "{log_group}:log-stream:{account}_CloudTrail_{region}"
CREATE_STREAM = Request(TRAIL_ROLE, "logs:CreateLogStream", STREAM)
PUT_EVENTS = Request(TRAIL_ROLE, "logs:PutLogEvents", STREAM)

ASSUMED_BY_ANYBODY = changed(TRUST, Principal="*")

# The streams that are not CloudTrail's, in its group and elsewhere.
STREAMS_OF_THE_GROUP = {
    "a stream of another name": "{log_group}:log-stream:application",
    "the stream of another account": ("{log_group}:log-stream:{other_account}_CloudTrail_{region}"),
    "the stream of another region": "{log_group}:log-stream:{account}_CloudTrail_{other_region}",
}
STREAMS_ELSEWHERE = {
    "a stream of another group": (
        "arn:{partition}:logs:{region}:{account}:log-group:application"
        ":log-stream:{account}_CloudTrail_{region}"
    ),
    "a stream of a group whose name only begins like this one": (
        "{log_group}-copy:log-stream:{account}_CloudTrail_{region}"
    ),
    "a stream of another region's group": (
        "arn:{partition}:logs:{other_region}:{account}:log-group:{log_group_name}"
        ":log-stream:{account}_CloudTrail_{region}"
    ),
    "a stream of another account's group": (
        "arn:{partition}:logs:{region}:{other_account}:log-group:{log_group_name}"
        ":log-stream:{account}_CloudTrail_{region}"
    ),
}

ROLE: tuple[Row, ...] = (
    # Who takes the role.
    allowed("CloudTrail assumes the role", ASSUME, removed(TRUST)),
    *(
        denied(f"{who} assumes the role", ASSUME.by(who), ASSUMED_BY_ANYBODY)
        for who in (CONFIG, LOG_DELIVERY, USER, ADMINISTRATOR, STRANGER, ANYBODY)
    ),
    denied(
        "CloudTrail tags the role's session",
        ASSUME.doing("sts:TagSession"),
        changed(TRUST, Action="sts:*"),
    ),
    # What it can do.
    *(
        row
        for request, clause in ((CREATE_STREAM, CREATE), (PUT_EVENTS, PUT))
        for row in (
            allowed(f"the role does {request.does} on its stream", request, removed(clause)),
            allowed(
                f"the role does {request.does} on its second stream",
                request.at(f"{STREAM}_1"),
                removed(clause),
            ),
            *(
                denied(
                    f"the role does {request.does} on {which}",
                    request.at(stream),
                    changed(clause, Resource="{log_group}:*"),
                    changed(clause, Resource="*"),
                )
                for which, stream in STREAMS_OF_THE_GROUP.items()
            ),
            *(
                denied(
                    f"the role does {request.does} on {which}",
                    request.at(stream),
                    changed(clause, Resource="*"),
                )
                for which, stream in STREAMS_ELSEWHERE.items()
            ),
        )
    ),
    *(
        denied(
            f"the role does {action} on its stream",
            PUT_EVENTS.doing(action),
            changed(PUT, Action="logs:*"),
        )
        for action in ("logs:GetLogEvents", "logs:DeleteLogStream")
    ),
    *(
        denied(
            f"the role does {action} on its group",
            PUT_EVENTS.doing(action).at("{log_group}"),
            added(Policy.ROLE, Action=action, Resource="*"),
        )
        for action in (
            "logs:CreateLogGroup",
            "logs:DeleteLogGroup",
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:PutRetentionPolicy",
            "logs:PutSubscriptionFilter",
        )
    ),
    denied(
        "the role reads a record",
        READ.by(TRAIL_ROLE),
        READ_BY_ANYBODY,
        added(Policy.ROLE, Action="s3:GetObject", Resource="*"),
    ),
    denied(
        "the role lists the records",
        LIST.by(TRAIL_ROLE),
        LISTED_BY_ANYBODY,
        added(Policy.ROLE, Action="s3:ListBucket", Resource="*"),
    ),
)
