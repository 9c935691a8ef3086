"""The language of the matrix: who asks for what, and what must become of it."""

from collections.abc import Mapping

from attrs import evolve, field, frozen, validators

from tests.integration.scenarios.policies.deployed import (
    WITH_THE_BUCKET,
    DeployedPolicies,
    Policy,
)
from tests.integration.scenarios.policies.mutations import Mutation
from tools.iam_simulator import Call, Decision, Document


@frozen
class Who:
    """A principal, and what its own account lets it do: everything, one of our policies, nothing.

    Nobody in particular has no principal: the request is not signed.
    """

    name: str
    principal: str | None
    may: Document | Policy | None = None

    def __str__(self) -> str:
        return self.name


@frozen
class Request:
    """A call; its texts are templates for the names of a deployment, as in `{bucket}/{records}`.

    `to` is the policy of the resource, where it has one.
    """

    who: Who
    does: str
    on: str
    to: Policy | None = None
    claims: Mapping[str, str] = field(factory=dict)

    def by(self, who: Who) -> "Request":
        """The same from somebody else, who claims the same."""
        return evolve(self, who=who)

    def doing(self, action: str) -> "Request":
        """Something else on the same resource."""
        return evolve(self, does=action)

    def at(self, resource: str) -> "Request":
        """The same on another resource."""
        return evolve(self, on=resource)

    def decided_by(self, policy: Policy) -> "Request":
        """The same on a resource that has this policy."""
        return evolve(self, to=policy)

    def claiming(self, key: str, value: str) -> "Request":
        """The same with this value of a context key."""
        return evolve(self, claims={**self.claims, key: value})

    def silent_about(self, key: str) -> "Request":
        """The same without this context key."""
        rest = {other: value for other, value in self.claims.items() if other != key}
        return evolve(self, claims=rest)

    def call(self, deployed: DeployedPolicies) -> Call:
        """Returns the request as it reaches a deployment that has these policies."""
        names, documents = deployed.names, deployed.documents
        may = documents[self.who.may] if isinstance(self.who.may, Policy) else self.who.may
        return Call(
            principal=self.who.principal and self.who.principal.format_map(names),
            action=self.does,
            resource=self.on.format_map(names),
            account=names["owner" if self.to in WITH_THE_BUCKET else "account"],
            context={key: value.format_map(names) for key, value in self.claims.items()},
            identity_policies=() if may is None else (may,),
            resource_policy=None if self.to is None else documents[self.to],
        )


@frozen
class Row:
    """A request, what must become of it, and the changes of a policy that turn this round."""

    says: str
    request: Request
    decision: Decision
    until: tuple[Mutation, ...] = field(validator=validators.min_len(1))


def allowed(says: str, request: Request, *until: Mutation) -> Row:
    """Works, until somebody makes one of these changes."""
    return Row(says, request, Decision.ALLOWED, until)


def denied(says: str, request: Request, *until: Mutation) -> Row:
    """Does not work, because nothing allows it, until somebody makes one of these changes."""
    return Row(says, request, Decision.IMPLICITLY_DENIED, until)


def refused(says: str, request: Request, *until: Mutation) -> Row:
    """Does not work, whatever else allows it, until somebody makes one of these changes."""
    return Row(says, request, Decision.EXPLICITLY_DENIED, until)
