"""The bucket for query results: who may read and write in it is for IAM to say, and TLS is asked.

https://docs.aws.amazon.com/athena/latest/ug/querying.html
"""

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.left_to_iam import left_to_iam
from tests.integration.scenarios.policies.principals import ADMINISTRATOR, TLS
from tests.integration.scenarios.policies.requests import Request, Row

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

RESULTS: tuple[Row, ...] = (*left_to_iam(Policy.RESULTS, "{results_bucket}", USES),)
