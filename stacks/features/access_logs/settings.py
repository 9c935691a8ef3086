"""`access_logs`: the bucket that records who reads the first."""

from stacks.foundation.setting_rules import BUCKET_PREFIX, LIFECYCLE_DAYS, documented

from attrs import field, frozen


@frozen(kw_only=True)
class AccessLogs:
    """A second bucket that records who reads the first, and for how many days it does."""

    bucket_prefix: str = field(
        default="access-logs-",
        validator=BUCKET_PREFIX,
        metadata=documented("how that bucket's name begins"),
    )
    expire_after_days: int = field(
        default=90, validator=LIFECYCLE_DAYS, metadata=documented("when access logs go")
    )
