"""What the answer consists of: one row for each thing that was looked at."""

from collections.abc import Iterator

from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed

from attrs import frozen
from botocore.exceptions import BotoCoreError, ClientError

from tools.verify.cannot_look import DENIED, denied_action, words_of

_NOT_ASKED = "Ask whoever administers the account for the action; make verify needs only to read."
_LATER = "Try again later; the other rows do not depend on it."


@frozen(kw_only=True)
class Row:
    """One thing that must hold: what was seen of it, where to look, and what to do about it.

    A resource that was deployed has the name of its stack, too.
    """

    check: str
    resource: str
    result: Result
    observed: str
    stack: str = ""
    link: str = ""
    remedy: str = ""


def rows_of(check: Check, deployed: Deployed) -> Iterator[Row]:
    """Yields what a check sees; where AWS does not answer, one row that says so."""
    try:
        findings = list(check.look(deployed))
    except (ClientError, BotoCoreError) as error:
        findings = [_not_checked(check, error)]
    for each in findings:
        remedy = "" if each.result is Result.OK else each.remedy or check.remedy
        yield Row(
            check=check.id,
            resource=each.resource,
            result=each.result,
            observed=each.observed,
            link=each.link,
            remedy=remedy,
        )


def _not_checked(check: Check, error: ClientError | BotoCoreError) -> Finding:
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in DENIED:
        action = denied_action(error) or " or ".join(check.actions)
        observed = f"the caller may not {action}: {words_of(error)}"
        remedy = _NOT_ASKED
    else:
        observed, remedy = f"AWS did not answer: {error}", _LATER
    return Finding(
        resource=check.title, observed=observed, result=Result.NOT_CHECKED, remedy=remedy
    )
