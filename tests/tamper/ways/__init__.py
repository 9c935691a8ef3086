"""Every way that is tried, by what it is done to."""

from tests.tamper.ways import (
    alarms,
    buckets,
    copies,
    key,
    log_group,
    records,
    role,
    table,
    topics,
    trail,
)

WAYS = (
    *trail.WAYS,
    *buckets.WAYS,
    *records.WAYS,
    *key.WAYS,
    *log_group.WAYS,
    *alarms.WAYS,
    *topics.WAYS,
    *role.WAYS,
    *copies.WAYS,
    *table.WAYS,
)
