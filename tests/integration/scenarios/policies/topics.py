"""What holds for every topic: its publishers only publish, and IAM says who administers it."""

from collections.abc import Iterator

from tests.integration.scenarios.policies.mutations import Clause, Mutation, added, changed
from tests.integration.scenarios.policies.principals import ADMINISTRATOR, ANYBODY, STRANGER, USER
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied

ADMINISTRATION = ("sns:Subscribe", "sns:SetTopicAttributes", "sns:DeleteTopic")


def administered_by_iam(publisher: str, publish: Request, clause: Clause) -> Iterator[Row]:
    """Yields the rows of everything but `publish`, which `clause` allows to the publisher."""
    topic = clause.policy.removeprefix("policy of ")

    def opened(action: str) -> Mutation:
        """The topic lets anybody do one thing."""
        return added(clause.policy, Principal="*", Action=action, Resource=publish.on)

    for action in ADMINISTRATION:
        request = publish.doing(action)
        yield denied(
            f"{publisher} does {action} with {topic}",
            request,
            changed(clause, Action="sns:*"),
            opened(action),
        )
        for who in (USER, STRANGER, ANYBODY):
            yield denied(f"{who} does {action} with {topic}", request.by(who), opened(action))
        yield allowed(
            f"an administrator does {action} with {topic}",
            request.by(ADMINISTRATOR),
            added(
                clause.policy,
                Effect="Deny",
                Principal={"AWS": ADMINISTRATOR.principal},
                Action="sns:*",
                Resource=publish.on,
            ),
        )
