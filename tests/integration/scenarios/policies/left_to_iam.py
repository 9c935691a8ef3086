"""A bucket whose policy names nobody: who may use it is for IAM to say, and TLS is asked for."""

from collections.abc import Iterator, Mapping

from tests.integration.scenarios.policies.deployed import Policy
from tests.integration.scenarios.policies.mutations import added
from tests.integration.scenarios.policies.principals import ADMINISTRATOR, ANYBODY, STRANGER, USER
from tests.integration.scenarios.policies.requests import Request, Row, allowed, denied
from tests.integration.scenarios.policies.tls import asked_for_tls, works_with_tls


def left_to_iam(policy: Policy, bucket: str, uses: Mapping[str, Request]) -> Iterator[Row]:
    """Yields what becomes of an administrator's uses of a bucket, and of the same by others."""
    barred = added(
        policy,
        Effect="Deny",
        Principal={"AWS": ADMINISTRATOR.principal},
        Action="s3:*",
        Resource=[bucket, f"{bucket}/*"],
    )
    for what, request in uses.items():
        yield allowed(f"an administrator {what}", request, barred)
        for who in (USER, STRANGER, ANYBODY):
            opened = added(policy, Principal="*", Action=request.does, Resource=request.on)
            yield denied(f"{who} {what}", request.by(who), opened)
        yield from asked_for_tls(policy, {f"an administrator {what}": request})
        yield works_with_tls(policy, f"an administrator {what}", request, barred)
