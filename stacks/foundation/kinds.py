"""What a kind of resource is: what people call it, and how to find what is there of it in AWS."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients

from attrs import frozen

Tags = Mapping[str, str]

# What Terraform appends to a prefix: a time, and a counter in hexadecimal digits.
_GENERATED = r"\d{18}[0-9a-f]{8}"


@frozen(kw_only=True)
class Existing:
    """What AWS has under a name: its ID for Terraform's import, its tags, and whose it looks.

    `foreign` says what shows that it belongs to another system, if anything does; `in_the_way`
    what has to be done before it can be adopted, if anything has.
    """

    id: str
    tags: Tags
    foreign: str = ""
    in_the_way: str = ""


@frozen
class Leftover:
    """Something that the states do not know, and the commands of the AWS CLI that remove it."""

    what: str
    commands: tuple[str, ...]


@frozen(kw_only=True)
class Adoption:
    """How to find what has a name of its own, so that AWS refuses a second one.

    A deploy that was cut off can leave it behind, and every later one is refused until it is
    adopted. `setting` is what names it; `find` is called with the account and these `arguments`.
    """

    setting: str
    arguments: tuple[str, ...] = ("name",)
    find: Callable[..., Existing | None]


@frozen(kw_only=True)
class Kind:
    """A kind of resource that a deployment makes: Terraform's type, and what people call it.

    `in_region` returns the names of all that the account has, without AWS's own. `leftovers`
    yields what has a name that is new on every attempt, looks like this deployment's, and is in
    none of its states: the next deploy makes another one, and this one stays.
    """

    type: str
    noun: str
    in_region: Callable[[Clients], Iterable[str]]
    adoption: Adoption | None = None
    leftovers: Callable[[Account], Iterator[Leftover]] | None = None


def generated_names(account: Account, type_: str, prefix: str) -> re.Pattern[str] | None:
    """Returns the pattern of the names that Terraform makes from the prefixes of this type."""
    prefixes = [
        re.escape(arguments[prefix]) for arguments in account.declares(type_) if prefix in arguments
    ]
    return re.compile(f"(?:{'|'.join(prefixes)}){_GENERATED}") if prefixes else None
