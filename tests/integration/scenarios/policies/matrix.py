"""Every request that matters, what must become of it, and what would change that.

Each denied row differs in one thing from a row that is allowed, so that this one thing is the
reason. The public access block is not consulted: the policies have to be enough without it.
"""

from stacks.settings import Settings

from tests.integration.scenarios.policies.access_logs import ACCESS_LOGS, RESULTS_ACCESS_LOGS
from tests.integration.scenarios.policies.alarms import TOPIC, TOPIC_KEY
from tests.integration.scenarios.policies.bucket import BESIDE_THE_PREFIX, BUCKET
from tests.integration.scenarios.policies.key import KEY
from tests.integration.scenarios.policies.notifications import DELIVERY_TOPIC, DELIVERY_TOPIC_KEY
from tests.integration.scenarios.policies.organization import ORGANIZATION
from tests.integration.scenarios.policies.replication import REPLICA_KEY, REPLICATION
from tests.integration.scenarios.policies.requests import Row
from tests.integration.scenarios.policies.results import RESULTS
from tests.integration.scenarios.policies.role import ROLE


def matrix(settings: Settings) -> tuple[Row, ...]:
    """Returns the rows that hold for a deployment with these settings."""
    topic = settings.alarms is not None and settings.alarms.email is not None
    kms = settings.encryption == "kms"
    return (
        *BUCKET,
        *(BESIDE_THE_PREFIX if settings.s3_key_prefix else ()),
        *(ORGANIZATION if settings.organization else ()),
        *ROLE,
        *((*KEY, *TOPIC_KEY, *DELIVERY_TOPIC_KEY) if kms else ()),
        *(ACCESS_LOGS if settings.access_logs else ()),
        *(TOPIC if topic else ()),
        *(RESULTS_ACCESS_LOGS if settings.access_logs and settings.athena else ()),
        *(RESULTS if settings.athena else ()),
        *(DELIVERY_TOPIC if settings.notifications else ()),
        *(REPLICATION if settings.replication else ()),
        *(REPLICA_KEY if settings.replication and kms else ()),
    )
