"""What somebody could do to a policy: the changes that show what each of its parts is there for."""

from collections.abc import Callable, Iterator
from typing import Any

from attrs import field, frozen

from tests.iam_simulator import Document
from tests.integration.policies.deployed import Names, Policy

Statement = dict[str, Any]


@frozen
class Clause:
    """One statement of a policy, found by its Sid."""

    policy: Policy
    sid: str

    def __str__(self) -> str:
        return f"{self.policy}, {self.sid or 'its statement'}"


@frozen
class Mutation:
    """A change of one policy; two that say the same are the same."""

    says: str
    policy: Policy
    of: Callable[[Document, Names], Document] = field(eq=False, repr=False)


def removed(clause: Clause) -> Mutation:
    """The statement is gone."""
    return _rewritten(clause, "removed", lambda statement, names: [])


def without(clause: Clause, key: str) -> Mutation:
    """The statement no longer asks about this condition key, in whatever way it did."""

    def rewrite(statement: Statement, names: Names) -> list[Statement]:
        conditions = {
            operator: {other: values for other, values in keys.items() if other != key}
            for operator, keys in statement["Condition"].items()
        }
        return [statement | {"Condition": {op: keys for op, keys in conditions.items() if keys}}]

    return _rewritten(clause, f"without {key}", rewrite)


def changed(clause: Clause, **elements: Any) -> Mutation:
    """The statement has other elements instead: `changed(WRITE, Principal="*")`."""
    return _rewritten(
        clause, f"with {elements}", lambda statement, names: [statement | _filled(elements, names)]
    )


def added(policy: Policy, **elements: Any) -> Mutation:
    """The policy has one more statement, which allows unless it says otherwise."""
    statement = {"Effect": "Allow", **elements}
    return Mutation(
        f"{policy}, added {statement}",
        policy,
        lambda document, names: {
            **document,
            "Statement": [*document["Statement"], _filled(statement, names)],
        },
    )


def every_reduction(policy: Policy, document: Document) -> Iterator[Mutation]:
    """Yields the policy without each of its parts: statements, conditions, actions, resources."""
    for statement in document["Statement"]:
        clause = Clause(policy, statement.get("Sid", ""))
        yield removed(clause)
        for keys in statement.get("Condition", {}).values():
            yield from (without(clause, key) for key in keys)
        for element in ("Action", "Resource"):
            if isinstance(statement.get(element), list):
                yield from (_shortened(clause, element, item) for item in statement[element])


def _shortened(clause: Clause, element: str, item: str) -> Mutation:
    def rewrite(statement: Statement, names: Names) -> list[Statement]:
        return [statement | {element: [each for each in statement[element] if each != item]}]

    return _rewritten(clause, f"{element} without {item}", rewrite)


def _rewritten(
    clause: Clause, says: str, rewrite: Callable[[Statement, Names], list[Statement]]
) -> Mutation:
    def of(document: Document, names: Names) -> Document:
        found = [each for each in document["Statement"] if each.get("Sid", "") == clause.sid]
        rest = [each for each in document["Statement"] if each not in found]
        return {**document, "Statement": rest + [new for old in found for new in rewrite(old, names)]}

    return Mutation(f"{clause}: {says}", clause.policy, of)


def _filled(template: Any, names: Names) -> Any:
    match template:
        case str():
            return template.format_map(names)
        case list():
            return [_filled(each, names) for each in template]
        case dict():
            return {key: _filled(value, names) for key, value in template.items()}
        case _:
            raise TypeError(template)
