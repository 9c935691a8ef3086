"""`athena`: the records as a SQL table."""

import re
from datetime import date

from stacks.foundation.setting_rules import (
    BUCKET_PREFIX,
    LIFECYCLE_DAYS,
    Rule,
    documented,
    text,
    whole_number,
)

from attrs import field, frozen

# A word that needs no quotes in SQL, and is neither AWS's own database nor its own workgroup.
# https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
ATHENA_DATABASE = text(
    r"(?!(?:default|primary|information_schema)\Z)[a-z][a-z0-9_]{0,127}",
    "1 to 128 lowercase letters, digits and underscores, that start with a letter, and not "
    "default, primary or information_schema, which AWS has already",
)

# From Athena's least, to what JSON can carry as an exact number of bytes.
# https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
SCAN_LIMIT_MB = whole_number(10, 8_000_000_000, "MB")

_DAY = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)


def _is_day(value: object) -> bool:
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    if not written:
        return False
    try:
        return date(*map(int, written.groups())) >= date(2013, 11, 13)
    except ValueError:
        return False


FIRST_DAY = Rule(
    "a day as in 2026/01/31, from 2013/11/13 on, when CloudTrail recorded its first",
    _is_day,
    {"type": "string", "pattern": "^[0-9]{4}/[0-9]{2}/[0-9]{2}$"},
)


@frozen(kw_only=True)
class Athena:
    """The records as a SQL table: its place, how much a query may read, where answers go.

    `database` is the name of the workgroup, too.
    """

    database: str = field(
        default="audit_trail",
        validator=ATHENA_DATABASE,
        metadata=documented(
            "name of its database and of its workgroup; a second trail in the account needs another"
        ),
    )
    first_day: str = field(
        default="2020/01/01",
        validator=FIRST_DAY,
        metadata=documented("the first day of the table; no older record is found"),
    )
    scan_limit_mb: int = field(
        default=10_240,
        validator=SCAN_LIMIT_MB,
        metadata=documented("how much one query may read before Athena stops it; 10 at least"),
    )
    results_bucket_prefix: str = field(
        default="athena-results-",
        validator=BUCKET_PREFIX,
        metadata=documented("how the name of the bucket for answers begins"),
    )
    results_expire_after_days: int = field(
        default=30, validator=LIFECYCLE_DAYS, metadata=documented("when answers go")
    )
