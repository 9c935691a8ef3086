"""What a check is: a thing that must be true of a deployment, and how to look whether it is."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from stacks.foundation.deployed import Deployed
from stacks.foundation.gone import is_gone
from stacks.foundation.hostile_text import harmless

from attrs import field, frozen
from botocore.exceptions import ClientError


class Result(StrEnum):
    """How a look ended; `NOT_YET` is what time alone can turn into `OK`."""

    OK = "ok"
    FAILED = "FAILED"
    NOT_YET = "not yet"
    NOT_CHECKED = "not checked"


@frozen(kw_only=True)
class Finding:
    """What was seen of one resource; an empty `remedy` is that of its check.

    `arn` is that of the resource where its account does not follow from the check.
    """

    resource: str = field(converter=harmless)
    observed: str = field(converter=harmless)
    result: Result = Result.OK
    link: str = ""
    remedy: str = ""
    arn: str = ""


Look = Callable[[Deployed], Iterable[Finding]]


@frozen(kw_only=True)
class Check:
    """A thing that must be true of a deployment.

    `id` names its rows and stays as it is: other programs read it. `look` yields what it sees, one
    finding a resource, and nothing where the deployment has no such resource. `actions` are what
    the caller must be allowed to do for that. `remedy` says what to do where it is not true and the
    finding does not say it, and `controls` which controls want it so. Checks are about what is in
    the account of the trail's stack, or, `in_archive`, about what is where the bucket is.
    """

    id: str
    title: str
    look: Look
    actions: tuple[str, ...]
    in_archive: bool = False
    remedy: str = ""
    controls: tuple[str, ...] = ()


Extra = tuple[str, str]
Extras = Callable[[Deployed, str], Iterable[Extra]]


def nothing_beside(type_: str, name: str, extras: Extras) -> Look:
    """Returns a look at each resource of a type for what was not deployed with it.

    `name` is the attribute that AWS knows the resource by. `extras` yields what it has beside what
    was deployed, each with its remedy. There is nothing beside a resource that is gone, which is
    said where all that was deployed is looked at.
    """

    def look(deployed: Deployed) -> Iterable[Finding]:
        for attributes in deployed.of(type_):
            resource = str(attributes[name])
            try:
                found = list(extras(deployed, resource))
            except ClientError as error:
                if not is_gone(error):
                    raise
                continue
            yield from [
                Finding(resource=resource, observed=observed, result=Result.FAILED, remedy=remedy)
                for observed, remedy in found
            ] or [Finding(resource=resource, observed="nothing beside what was deployed")]

    return look
