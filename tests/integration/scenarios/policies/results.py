"""The bucket for query results: who may read and write in it is for IAM to say, and TLS is asked.

https://docs.aws.amazon.com/athena/latest/ug/querying.html
"""

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import added
from tests.integration.scenarios.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    STRANGER,
    TLS,
    USER,
)
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied
from tests.integration.scenarios.policies.tls import asked_for_tls, works_with_tls

READ = Request(
    ADMINISTRATOR,
    "s3:GetObject",
    "{results_bucket}/0b5d4a0f-7a1e-4c58-9f0e-2f6d5f0c9b3a.csv",
    Policy.RESULTS,
    {TLS: "true"},
)
USES = {
    "reads an answer": READ,
    "writes an answer": READ.doing("s3:PutObject"),
    "deletes an answer": READ.doing("s3:DeleteObject"),
    "lists the answers": READ.doing("s3:ListBucket").at("{results_bucket}"),
}

BARRED_ADMINISTRATOR = added(
    Policy.RESULTS,
    Effect="Deny",
    Principal={"AWS": ADMINISTRATOR.principal},
    Action="s3:*",
    Resource=["{results_bucket}", "{results_bucket}/*"],
)

RESULTS: tuple[Row, ...] = tuple(
    row
    for what, request in USES.items()
    for row in (
        allowed(f"an administrator {what}", request, BARRED_ADMINISTRATOR),
        *(
            denied(
                f"{who} {what}",
                request.by(who),
                added(Policy.RESULTS, Principal="*", Action=request.does, Resource=request.on),
            )
            for who in (USER, STRANGER, ANYBODY)
        ),
        *asked_for_tls(Policy.RESULTS, {f"an administrator {what}": request}),
        works_with_tls(Policy.RESULTS, f"an administrator {what}", request, BARRED_ADMINISTRATOR),
    )
)
