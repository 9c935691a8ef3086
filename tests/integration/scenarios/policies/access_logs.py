"""The access-log bucket: S3 delivers the access logs of our buckets, and nobody else comes in.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
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
    LOG_DELIVERY,
    S3_LOGGING,
    SOURCE_ACCOUNT,
    SOURCE_ARN,
    STRANGER,
    TLS,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied
from tests.integration.scenarios.policies.tls import asked_for_tls, works_with_tls

DELIVER = Clause(Policy.ACCESS_LOGS, "S3ServerAccessLogsPolicy")
DELIVER_RESULTS = Clause(Policy.ACCESS_LOGS, "S3ServerAccessLogsPolicyForResults")

DELIVERY = Request(
    S3_LOGGING,
    "s3:PutObject",
    "{access_log_bucket}/{access_log_prefix}2026-01-31-00-05-12-8A3F5C2E1B7D9046",
    Policy.ACCESS_LOGS,
    {SOURCE_ARN: "{bucket}", SOURCE_ACCOUNT: "{account}", TLS: "true"},
)
READ = Request(ADMINISTRATOR, "s3:GetObject", DELIVERY.on, Policy.ACCESS_LOGS, {TLS: "true"})
USES = {
    "reads an access log": READ,
    "deletes an access log": READ.doing("s3:DeleteObject"),
    "lists the access logs": READ.doing("s3:ListBucket").at("{access_log_bucket}"),
}

DELIVERED_ANYWHERE = changed(DELIVER, Resource="{access_log_bucket}/*")
DELIVERS_AND_MORE = changed(
    DELIVER,
    Action="s3:*",
    Resource=["{access_log_bucket}", "{access_log_bucket}/{access_log_prefix}*"],
)
BARRED_ADMINISTRATOR = added(
    Policy.ACCESS_LOGS,
    Effect="Deny",
    Principal={"AWS": ADMINISTRATOR.principal},
    Action="s3:*",
    Resource=["{access_log_bucket}", "{access_log_bucket}/*"],
)


def open_to_anybody(request: Request) -> Mutation:
    """The bucket lets anybody do what is requested."""
    return added(Policy.ACCESS_LOGS, Principal="*", Action=request.does, Resource=request.on)


ACCESS_LOGS: tuple[Row, ...] = (
    allowed("S3 delivers an access log", DELIVERY, removed(DELIVER)),
    # About which bucket.
    *(
        denied(
            f"S3 delivers an access log of {whose}",
            DELIVERY.claiming(SOURCE_ARN, bucket),
            without(DELIVER, SOURCE_ARN),
        )
        for whose, bucket in {
            "another bucket": "{bucket}-copy",
            "its own bucket": "{access_log_bucket}",
        }.items()
    ),
    denied(
        "S3 delivers an access log and does not say of what",
        DELIVERY.silent_about(SOURCE_ARN),
        without(DELIVER, SOURCE_ARN),
    ),
    # A bucket's ARN does not say whose it is: once deleted, its name is free for another account.
    denied(
        "S3 delivers an access log of another account's bucket of this name",
        DELIVERY.claiming(SOURCE_ACCOUNT, "{other_account}"),
        without(DELIVER, SOURCE_ACCOUNT),
    ),
    denied(
        "S3 delivers an access log and does not say of whose bucket",
        DELIVERY.silent_about(SOURCE_ACCOUNT),
        without(DELIVER, SOURCE_ACCOUNT),
    ),
    # Who else.
    *(
        denied(f"{who} delivers an access log", DELIVERY.by(who), changed(DELIVER, Principal="*"))
        for who in (CLOUDTRAIL, LOG_DELIVERY, USER, STRANGER, ANYBODY)
    ),
    # Where else.
    *(
        denied(f"S3 delivers an access log {where}", DELIVERY.at(key), DELIVERED_ANYWHERE)
        for where, key in {
            "at the top": "{access_log_bucket}/2026-01-31-00-05-12-8A3F5C2E1B7D9046",
            "below another prefix": "{access_log_bucket}/other/{access_log_prefix}log",
        }.items()
    ),
    # What else.
    denied(
        "S3 sets the ACL of an access log", DELIVERY.doing("s3:PutObjectAcl"), DELIVERS_AND_MORE
    ),
    *(
        row
        for what, request in USES.items()
        for row in (
            denied(
                f"S3 access logging {what}",
                DELIVERY.doing(request.does).at(request.on),
                DELIVERS_AND_MORE,
                open_to_anybody(request),
            ),
            *(
                denied(f"{who} {what}", request.by(who), open_to_anybody(request))
                for who in (CLOUDTRAIL, USER, STRANGER, ANYBODY)
            ),
        )
    ),
    *(
        allowed(f"an administrator {what}", request, BARRED_ADMINISTRATOR)
        for what, request in USES.items()
    ),
    # In the clear.
    *asked_for_tls(
        Policy.ACCESS_LOGS,
        {
            "S3 delivers an access log": DELIVERY,
            **{f"an administrator {what}": request for what, request in USES.items()},
        },
    ),
    works_with_tls(
        Policy.ACCESS_LOGS, "an administrator reads an access log", READ, BARRED_ADMINISTRATOR
    ),
)

OF_RESULTS = DELIVERY.claiming(SOURCE_ARN, "{results_bucket}").at(
    "{access_log_bucket}/{results_log_prefix}2026-01-31-00-05-12-8A3F5C2E1B7D9046"
)
RESULTS_DELIVERED_ANYWHERE = changed(DELIVER_RESULTS, Resource="{access_log_bucket}/*")

# The bucket of query results has its own folder, and does not exist when this policy is written.
RESULTS_ACCESS_LOGS: tuple[Row, ...] = (
    allowed("S3 delivers an access log of the answers", OF_RESULTS, removed(DELIVER_RESULTS)),
    allowed(
        "S3 delivers an access log of a bucket of this account that is named like the answers'",
        OF_RESULTS.claiming(SOURCE_ARN, "{results_bucket}-copy"),
        removed(DELIVER_RESULTS),
    ),
    # About which bucket, and where.
    denied(
        "S3 delivers an access log of the records where those of the answers are",
        OF_RESULTS.claiming(SOURCE_ARN, "{bucket}"),
        without(DELIVER_RESULTS, SOURCE_ARN),
        DELIVERED_ANYWHERE,
    ),
    denied(
        "S3 delivers an access log of the answers where those of the records are",
        DELIVERY.claiming(SOURCE_ARN, "{results_bucket}"),
        without(DELIVER, SOURCE_ARN),
        RESULTS_DELIVERED_ANYWHERE,
    ),
    denied(
        "S3 delivers an access log of the answers at the top",
        OF_RESULTS.at("{access_log_bucket}/2026-01-31-00-05-12-8A3F5C2E1B7D9046"),
        RESULTS_DELIVERED_ANYWHERE,
    ),
    denied(
        "S3 delivers an access log of some bucket where those of the answers are",
        OF_RESULTS.claiming(SOURCE_ARN, "{bucket}-copy"),
        without(DELIVER_RESULTS, SOURCE_ARN),
    ),
    denied(
        "S3 delivers an access log of the answers and does not say of what",
        OF_RESULTS.silent_about(SOURCE_ARN),
        without(DELIVER_RESULTS, SOURCE_ARN),
    ),
    denied(
        "S3 delivers an access log of the answers of another account",
        OF_RESULTS.claiming(SOURCE_ACCOUNT, "{other_account}"),
        without(DELIVER_RESULTS, SOURCE_ACCOUNT),
    ),
    denied(
        "S3 delivers an access log of the answers and does not say of whose bucket",
        OF_RESULTS.silent_about(SOURCE_ACCOUNT),
        without(DELIVER_RESULTS, SOURCE_ACCOUNT),
    ),
    # Who else, and what else.
    *(
        denied(
            f"{who} delivers an access log of the answers",
            OF_RESULTS.by(who),
            changed(DELIVER_RESULTS, Principal="*"),
        )
        for who in (CLOUDTRAIL, LOG_DELIVERY, USER, STRANGER, ANYBODY)
    ),
    *(
        denied(
            f"S3 does {action} with an access log of the answers",
            OF_RESULTS.doing(action),
            changed(DELIVER_RESULTS, Action="s3:*"),
        )
        for action in ("s3:PutObjectAcl", "s3:GetObject", "s3:DeleteObject")
    ),
    *asked_for_tls(Policy.ACCESS_LOGS, {"S3 delivers an access log of the answers": OF_RESULTS}),
)
