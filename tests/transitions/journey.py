"""The way that the settings of one deployment go, and what must become of each change."""

from enum import Enum

from stacks.settings import Settings

from attrs import frozen


class Expected(Enum):
    """What must become of a change: it costs no record, or it is refused by one of the two.

    What Terraform alone cannot do, `make deploy` does.
    """

    FREE = "free"
    FREE_WITH_DEPLOY = "free with make deploy"
    REFUSED_BY_TERRAFORM = "refused by Terraform"
    REFUSED_BY_DEPLOY = "refused by make deploy"


@frozen(kw_only=True)
class Step:
    """A change to other settings, in a few words.

    Who refuses it says all of `says`; Terraform does it when it plans `stack`. The settings are
    then those of before.
    """

    change: str
    settings: Settings
    expected: Expected = Expected.FREE
    says: tuple[str, ...] = ()
    stack: str = "LogBucketStack"


@frozen
class Journey:
    """A deployment with the settings that it begins with, and its changes."""

    name: str
    first: Settings
    steps: tuple[Step, ...]
