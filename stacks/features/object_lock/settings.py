"""`object_lock`: how strictly, and for how long, a record is locked."""

from typing import Literal

from stacks.foundation.setting_rules import documented, one_of, whole_number

from attrs import field, frozen

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html
OBJECT_LOCK_MODE = one_of("GOVERNANCE", "COMPLIANCE")
OBJECT_LOCK_DAYS = whole_number(1, 36_500, "days")


@frozen(kw_only=True)
class ObjectLock:
    """How strictly, and for how many days from its arrival, a record is locked."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"] = field(
        validator=OBJECT_LOCK_MODE,
        metadata=documented(
            '`"GOVERNANCE"`: some may with a permission of its own; `"COMPLIANCE"`: nobody can, '
            "not even AWS"
        ),
    )
    days: int = field(
        validator=OBJECT_LOCK_DAYS,
        metadata=documented("for how many days from its arrival a record is locked"),
    )
