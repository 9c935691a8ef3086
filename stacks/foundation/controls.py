"""What a control is: a thing that a standard asks of an audit trail, and what meets it here."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

Attributes = Mapping[str, Any]


@frozen(kw_only=True)
class Held:
    """What AWS says of one resource by this call, which Terraform reads: is it as it should be?

    Where there is no such resource, it is not, unless it `may_be_absent`.
    """

    call: str
    address: str
    expected: str
    observed: Callable[[Attributes], str]
    holds: Callable[[Attributes], bool]
    may_be_absent: bool = False


@frozen(kw_only=True)
class Control:
    """What standards ask for, under the `ids` that they give it.

    The defaults meet it, unless a `setting` is needed for it, or it is `out_of_reach` of every
    setting: then in whose hands it is instead.

    CIS is section 3 of the CIS AWS Foundations Benchmark 3.0 and 5.0, which is section 4 of 6.0 and
    7.0; the others are of AWS Security Hub:
    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
    """

    ids: tuple[str, ...]
    wants: str
    setting: Mapping[str, Any] = {}
    out_of_reach: str = ""
    held: tuple[Held, ...] = ()

    @property
    def by_default(self) -> bool:
        """Whether a deployment without any setting meets it."""
        return not self.setting and not self.out_of_reach


def in_newer_cis(number: str) -> str:
    """Returns the number that CIS 6.0 and 7.0 give to what 3.0 and 5.0 call `3.8`: `4.8`."""
    section, _, rest = number.partition(".")
    return f"{int(section) + 1}.{rest}"


NOT_THIS_PRODUCTS = "not this product's"
NONE = "none"


def first(attributes: Attributes, name: str) -> Attributes:
    """Returns the block of a resource, of which there is one; an empty one if there is none."""
    found: Attributes = next(iter(attributes.get(name) or [{}]), {})
    return found
