"""What a policy statement is, and the two ways to render a policy."""

import json
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement,
    DataAwsIamPolicyDocumentStatementCondition,
    DataAwsIamPolicyDocumentStatementPrincipals,
)
from constructs import Construct


@frozen
class Condition:
    """Holds when the request's `key` compares as `operator` says with one of `values`."""

    operator: str
    key: str
    values: Sequence[str]


@frozen(kw_only=True)
class Statement:
    """One statement of a policy; `service` is the service principal, without it no principal."""

    sid: str | None = None
    effect: str = "Allow"
    principals: Sequence[tuple[str, str]] = ()
    actions: Sequence[str]
    resources: Sequence[str] | None = None
    conditions: Sequence[Condition] = ()


def policy_document(scope: Construct, id_: str, *statements: Statement) -> str:
    """Returns the statements as policy JSON, rendered by Terraform so that a diff stays a line."""
    document = DataAwsIamPolicyDocument(
        scope, id_, statement=[_rendered(statement) for statement in statements]
    )
    return document.json


def policy_json(*statements: Statement) -> str:
    """Returns the statements as policy JSON, rendered here.

    For key policies: a scanner that reads `aws_iam_policy_document` takes `Resource: "*"` for
    every resource of the account, where in a key's own policy it means this one key.
    """
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [_as_json(statement) for statement in statements]}
    )


def _rendered(statement: Statement) -> DataAwsIamPolicyDocumentStatement:
    return DataAwsIamPolicyDocumentStatement(
        sid=statement.sid,
        effect=statement.effect,
        principals=[
            DataAwsIamPolicyDocumentStatementPrincipals(type=type_, identifiers=[identifier])
            for type_, identifier in statement.principals
        ],
        actions=statement.actions,
        resources=statement.resources,
        condition=[
            DataAwsIamPolicyDocumentStatementCondition(
                test=condition.operator, variable=condition.key, values=condition.values
            )
            for condition in statement.conditions
        ],
    )


def _as_json(statement: Statement) -> dict[str, Any]:
    conditions: dict[str, dict[str, Sequence[str]]] = {}
    for condition in statement.conditions:
        conditions.setdefault(condition.operator, {})[condition.key] = condition.values
    parts = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Principal": dict(statement.principals),
        "Action": statement.actions,
        "Resource": statement.resources,
        "Condition": conditions,
    }
    return {name: part for name, part in parts.items() if part}
