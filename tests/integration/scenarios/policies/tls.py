"""What no bucket of a deployment takes: requests in the clear, or with a TLS older than 1.2."""

from collections.abc import Iterator, Mapping

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import Clause, Mutation, changed, removed
from tests.integration.scenarios.policies.principals import TLS, TLS_VERSION
from tests.integration.scenarios.policies.requests import Request, Row, allowed, refused


def asked_for_tls(policy: Policy, requests: Mapping[str, Request]) -> Iterator[Row]:
    """Yields what becomes of requests, which work otherwise, by who does what."""
    no_http, no_old_tls = Clause(policy, "DenyInsecureTransport"), Clause(policy, "DenyOldTls")
    for what, request in requests.items():
        yield refused(f"{what} over plain http", request.claiming(TLS, "false"), removed(no_http))
        for version in ("1.0", "1.1"):
            old = request.claiming(TLS_VERSION, version)
            yield refused(f"{what} over TLS {version}", old, removed(no_old_tls))


def works_with_tls(policy: Policy, what: str, request: Request, *until: Mutation) -> Row:
    """The oldest TLS with which it works; until also says what else keeps it from working."""
    newer = changed(
        Clause(policy, "DenyOldTls"), Condition={"NumericLessThan": {TLS_VERSION: "1.3"}}
    )
    return allowed(f"{what} over TLS 1.2", request.claiming(TLS_VERSION, "1.2"), newer, *until)
