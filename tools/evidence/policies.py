"""Every policy of a deployment in plain words: who may write, read, decrypt and delete."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stacks.foundation.deployed import Deployed

from tools.evidence.model import PolicyInWords

Statement = Mapping[str, Any]

# The attribute that has the document, by the type of the resource that has the policy.
_ATTRIBUTES = {
    "aws_s3_bucket_policy": "policy",
    "aws_kms_key": "policy",
    "aws_iam_role": "assume_role_policy",
    "aws_iam_role_policy": "policy",
    "aws_sns_topic_policy": "policy",
}

# How people say what an operator compares.
_OPERATORS = {
    "StringEquals": "is",
    "StringLike": "is like",
    "ArnEquals": "is",
    "ArnLike": "is like",
    "Bool": "is",
    "NumericLessThan": "is less than",
    "StringNotEquals": "is not",
}


def policies(deployed: Deployed) -> Iterator[PolicyInWords]:
    """Yields every policy, as Terraform has just read it from AWS."""
    for address, attributes in sorted(deployed.resources.items()):
        name = _ATTRIBUTES.get(address.partition(".")[0])
        document = attributes.get(name) if name else None
        if document:
            yield in_words(address, str(document))


def in_words(of: str, document: str) -> PolicyInWords:
    """Returns a policy with a sentence for each of its statements."""
    content = json.loads(document)
    statements = content["Statement"]
    every = statements if isinstance(statements, list) else [statements]
    # In a key's policy * is the key itself.
    everything = "this key" if of.startswith("aws_kms_key.") else "every resource"
    return PolicyInWords(
        of=of,
        statements=[_sentence(each, everything) for each in every],
        document=json.dumps(content, indent=2),
    )


def _sentence(statement: Statement, everything: str) -> str:
    may = "may never" if statement.get("Effect") == "Deny" else "may"
    who = _principals(statement)
    resource = _either(statement, "Resource")
    where = everything if resource == "*" else resource
    conditions = " and ".join(_conditions(statement))
    return "".join(
        (
            f"{who} {may} ",
            _either(statement, "Action"),
            f" on {where}" if where else "",
            f", if {conditions}" if conditions else "",
            ".",
        )
    )


def _principals(statement: Statement) -> str:
    if "NotPrincipal" in statement:
        named = _principals({"Principal": statement["NotPrincipal"]})
        return f"Anybody but {named[:1].lower()}{named[1:]}"
    principal = statement.get("Principal")
    if principal is None:
        return "Whoever has the role"
    if principal == "*":
        return "Anybody"
    words = []
    for kind, names in principal.items():
        found = _listed(names)
        words.append("anybody" if found == "*" else f"{kind.lower()} {found}")
    sentence = " and ".join(words)
    return sentence[:1].upper() + sentence[1:]


def _conditions(statement: Statement) -> Iterator[str]:
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            yield f"{key} {_OPERATORS.get(operator, operator)} {_listed(values, ' or ')}"


def _either(statement: Statement, name: str) -> str:
    """Returns what a statement is about; `Not` before the name means all but that."""
    excepted = _listed(statement.get(f"Not{name}"))
    return f"anything but {excepted}" if excepted else _listed(statement.get(name))


def _listed(values: str | Sequence[str] | None, between: str = ", ") -> str:
    if values is None:
        return ""
    return values if isinstance(values, str) else between.join(map(str, values))
