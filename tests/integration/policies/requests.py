"""The language of the matrix: who asks for what, and what must become of it."""

from collections.abc import Mapping

from attrs import evolve, field, frozen, validators

from tests.iam_simulator import Call, Decision, Document
from tests.integration.policies.deployed import Names, Policy
from tests.integration.policies.mutations import Mutation

@frozen
class Who:
    """A principal, and what its own account lets it do: everything, one of our policies, nothing.

    Without a principal it is anybody: a request that nobody signed.
    """

    principal: str | None
    by: Document | Policy | None = None


@frozen
class Request:
    """A call; its texts are templates for the names of a deployment, as in `{bucket}/{records}`.

    `to` is the resource's policy, where it has one. A matrix is written in requests that differ in
    one thing from a request that is allowed, so that this one thing is the reason of a denial.
    """

    who: Who
    does: str
    on: str
    to: Policy | None = None
    saying: Mapping[str, str] = field(factory=dict)

    def by(self, who: Who) -> "Request":
        """The same from somebody else, who claims the same."""
        return evolve(self, who=who)

    def doing(self, action: str) -> "Request":
        """Something else on the same resource."""
        return evolve(self, does=action)

    def at(self, resource: str) -> "Request":
        """The same on another resource."""
        return evolve(self, on=resource)

    def claiming(self, key: str, value: str) -> "Request":
        """The same with another value of one context key."""
        return evolve(self, saying={**self.saying, key: value})

    def silent_about(self, *keys: str) -> "Request":
        """The same without these context keys."""
        return evolve(
            self, saying={key: value for key, value in self.saying.items() if key not in keys}
        )

    def call(self, documents: Mapping[Policy, Document], names: Names) -> Call:
        """Returns the request as it reaches a deployment that has these policies."""
        own = documents[self.who.by] if isinstance(self.who.by, Policy) else self.who.by
        return Call(
            principal=self.who.principal and self.who.principal.format_map(names),
            action=self.does,
            resource=self.on.format_map(names),
            account=names["account"],
            context={key: value.format_map(names) for key, value in self.saying.items()},
            identity_policies=() if own is None else (own,),
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
    """Does not work whoever allows it, until somebody makes one of these changes."""
    return Row(says, request, Decision.EXPLICITLY_DENIED, until)
