"""Where moto answers otherwise than AWS, and a deployment of this application would notice.

Each mend replaces or adds one attribute and says what AWS does. All hold for moto 5.2.5; one that a
newer moto makes unnecessary can go.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from tools.local_aws.mends import (
    athena,
    cloudtrail,
    cloudwatch,
    http,
    log_policies,
    logs,
    organization_trails,
    s3,
    s3_keys,
    s3_lifecycle,
    s3_replication,
)


@contextmanager
def mended() -> Iterator[None]:
    """Answers as AWS does while the context lasts."""
    with ExitStack() as patches:
        for owner, name, replacement in (
            *athena.MENDS,
            *cloudtrail.MENDS,
            *cloudwatch.MENDS,
            *http.MENDS,
            *log_policies.MENDS,
            *logs.MENDS,
            *organization_trails.MENDS,
            *s3.MENDS,
            *s3_keys.MENDS,
            *s3_lifecycle.MENDS,
            *s3_replication.MENDS,
        ):
            # moto may lack it altogether.
            patches.enter_context(patch.object(owner, name, replacement, create=True))
        yield
