"""What the answer consists of: one row for each thing that was looked at."""

import re
from collections.abc import Iterator

from stacks.foundation.checks import Check, Finding, Result
from stacks.foundation.deployed import Deployed

from attrs import frozen
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError as LostConnectionError,
    HTTPClientError,
)

from tools.verify.cannot_look import DENIED, denied_action, words_of
from tools.verify.checks import CHECKS

_NOT_ASKED = "Ask whoever administers the account for the action; make verify needs only to read."
_LATER = "Try again later; the other rows do not depend on it."

# Besides what is AWS's own fault: whoever waits will get an answer.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_TOO_OFTEN = re.compile("Throttl|TooManyRequests|SlowDown|RequestLimitExceeded")
_SERVER_ERROR = 500


@frozen(kw_only=True)
class Row:
    """One thing that must hold: what was seen of it, where to look, and what to do about it.

    A resource that was deployed has the name of its stack, too, and where there is a log archive,
    each row has the account that it is about.
    """

    check: str
    resource: str
    result: Result
    observed: str
    stack: str = ""
    account: str = ""
    link: str = ""
    remedy: str = ""


def checked(deployed: Deployed) -> list[Row]:
    """Returns what every check sees."""
    return [row for check in CHECKS for row in rows_of(check, deployed)]


def rows_of(check: Check, deployed: Deployed) -> Iterator[Row]:
    """Yields what a check sees; where AWS does not answer, one row that says so."""
    try:
        findings = list(check.look(deployed))
    except (ClientError, BotoCoreError) as error:
        findings = [_unanswered(check, error)]
    for each in findings:
        remedy = "" if each.result is Result.OK else each.remedy or check.remedy
        yield Row(
            check=check.id,
            account=_account(check, each, deployed),
            resource=each.resource,
            result=each.result,
            observed=each.observed,
            link=each.link,
            remedy=remedy,
        )


def _account(check: Check, finding: Finding, deployed: Deployed) -> str:
    if not deployed.has_log_archive:
        return ""
    if finding.arn:
        return finding.arn.split(":")[4]
    return (deployed.archive if check.in_archive else deployed.aws).account_id


def _unanswered(check: Check, error: ClientError | BotoCoreError) -> Finding:
    result, remedy = Result.NOT_CHECKED, _NOT_ASKED
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in DENIED:
        action = denied_action(error) or " or ".join(check.actions)
        observed = f"the caller may not {action}: {words_of(error)}"
    else:
        observed = f"AWS did not answer: {error}"
        result, remedy = Result.NOT_YET if _passes(error) else Result.NOT_CHECKED, _LATER
    return Finding(resource=check.title, observed=observed, result=result, remedy=remedy)


def _passes(error: ClientError | BotoCoreError) -> bool:
    """Says whether the same question may well be answered later."""
    if isinstance(error, ClientError):
        answer = error.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= _SERVER_ERROR or bool(_TOO_OFTEN.search(answer["Error"]["Code"]))
    return isinstance(error, (LostConnectionError, HTTPClientError))
