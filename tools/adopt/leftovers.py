"""What an interrupted deploy may have left behind that nothing needs: found, never deleted."""

from collections.abc import Iterator

from stacks.foundation.aws_account import Account
from stacks.foundation.kinds import Leftover

from botocore.exceptions import ClientError

from tools.kinds import KINDS


def leftovers(account: Account) -> Iterator[Leftover]:
    """Yields what looks like this deployment's, is in none of its states, and no other uses.

    Who may not list a kind of resource is told so, and is not stopped.
    """
    for kind in KINDS:
        if kind.leftovers is None:
            continue
        try:
            yield from kind.leftovers(account)
        except ClientError as error:
            if "AccessDenied" not in str(error):
                raise
            yield Leftover(f"(who deploys may not look for more: {error})", ())
