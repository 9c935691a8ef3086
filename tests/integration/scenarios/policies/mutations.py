"""What somebody could do to a policy: the changes that show what each of its parts is there for."""

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, field, frozen

from tests.integration.scenarios.policies.deployed import DeployedPolicies, Names, Policy

Statement = dict[str, Any]


@frozen
class Clause:
    """One statement of a policy, found by its Sid."""

    policy: Policy
    sid: str


@frozen
class Mutation:
    """A change of one policy; two that say the same are the same."""

    says: str
    policy: Policy
    rewrite: Callable[[list[Statement], Names], list[Statement]] = field(eq=False, repr=False)

    def of(self, deployed: DeployedPolicies) -> DeployedPolicies:
        """Returns the policies as they would be after the change."""
        document = deployed.documents[self.policy]
        statements = self.rewrite(document["Statement"], deployed.names)
        changed = {**document, "Statement": statements}
        return evolve(deployed, documents={**deployed.documents, self.policy: changed})


def removed(clause: Clause) -> Mutation:
    """The statement is gone."""
    return _rewritten(clause, "removed", lambda statement, names: [])


def without(clause: Clause, key: str) -> Mutation:
    """The statement no longer asks about this condition key, in whatever way it did."""

    def rewrite(statement: Statement, names: Names) -> list[Statement]:
        conditions = {
            operator: {other: values for other, values in keys.items() if other != key}
            for operator, keys in statement.get("Condition", {}).items()
        }
        return [statement | {"Condition": {op: keys for op, keys in conditions.items() if keys}}]

    return _rewritten(clause, f"without {key}", rewrite)


def changed(clause: Clause, **elements: Any) -> Mutation:
    """The statement has these elements in the place of its own: `changed(WRITE, Principal="*")`."""
    return _rewritten(
        clause, f"with {elements}", lambda statement, names: [statement | _filled(elements, names)]
    )


def added(policy: Policy, **elements: Any) -> Mutation:
    """The policy has one more statement, which allows unless it says otherwise."""
    statement = {"Effect": "Allow", **elements}
    return Mutation(
        f"{policy}: added {statement}",
        policy,
        lambda statements, names: [*statements, _filled(statement, names)],
    )


def every_reduction(deployed: DeployedPolicies) -> Iterator[Mutation]:
    """Yields, for every part of every policy, the change that takes away this part and no more.

    The parts are the statements, their conditions, and the items of all their lists.
    """
    for policy, document in deployed.documents.items():
        for statement in document["Statement"]:
            clause = Clause(policy, statement.get("Sid", ""))
            yield removed(clause)
            for keys in statement.get("Condition", {}).values():
                yield from (without(clause, key) for key in keys)
            for smaller in _one_item_less(statement):
                yield _rewritten(clause, f"down to {smaller}", lambda *_, to=smaller: [to])


def _one_item_less(node: Any) -> Iterator[Any]:
    match node:
        case dict():
            for key, value in node.items():
                yield from ({**node, key: less} for less in _one_item_less(value))
        case [_, _, *_]:
            yield from ([each for each in node if each is not item] for item in node)


def _rewritten(
    clause: Clause, says: str, rewrite: Callable[[Statement, Names], list[Statement]]
) -> Mutation:
    return Mutation(
        f"{clause.policy}, statement {clause.sid!r}: {says}",
        clause.policy,
        lambda statements, names: [
            new
            for old in statements
            for new in (rewrite(old, names) if old.get("Sid", "") == clause.sid else [old])
        ],
    )


def _filled(template: Any, names: Names) -> Any:
    match template:
        case dict():
            return {key: _filled(value, names) for key, value in template.items()}
        case list():
            return [_filled(each, names) for each in template]
        case _:
            return template.format_map(names)
