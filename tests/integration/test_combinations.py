"""Every combination of the hardening deploys, settles, and goes as promised.

`default` and `everything` have none and all of it; these are the six between, half of them with
alarms, and the table with notifications.
"""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

from stacks.settings import AccessLogs, Alarms, Athena, Notifications, ObjectLock, Settings

import boto3

from tests.integration.deployment import Deployment, deployment_to
from tools.cdktf import STACKS
from tools.kinds import inventory
from tools.local_aws import local_aws

COMBINATIONS = [
    Settings(
        trail_name=name,
        log_group_name=name,
        bucket_removal="destroy",
        encryption="kms" if "kms" in name else "s3",
        access_logs=AccessLogs() if "access" in name else None,
        object_lock=ObjectLock(mode="GOVERNANCE", days=1) if "lock" in name else None,
        alarms=Alarms(email=f"{name}@example.com") if "lock" in name else None,
    )
    for size in (1, 2)
    for name in map("-".join, itertools.combinations(("kms", "access", "lock"), size))
]

# Nothing is encrypted with a key, recorded or tagged here, as it is in `everything`.
COMBINATIONS.append(
    Settings(
        trail_name="athena",
        log_group_name="athena",
        bucket_removal="destroy",
        athena=Athena(),
        notifications=Notifications(),
    )
)


def deploy_settle_destroy(deployment: Deployment) -> None:
    deployment.deploy()
    for stack in STACKS:
        plan = deployment.plan(stack)
        assert plan.returncode == 0, plan.stdout
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    s3.put_object(Bucket=deployment.outputs["BucketName"], Key="AWSLogs/record", Body=b"a record")
    destroyed = deployment.cdktf("destroy", *STACKS, "--auto-approve")
    assert destroyed.returncode == 0, destroyed.stdout


def test_each_deploys_settles_and_leaves_nothing(tmp_path: Path) -> None:
    """All at once in one account: most of the time goes by waiting for S3's lifecycle to settle."""
    with (
        local_aws() as aws,
        patch.dict(os.environ, aws.environment(os.environ), clear=True),
        ThreadPoolExecutor(max_workers=len(COMBINATIONS)) as pool,
    ):
        deployments = [
            deployment_to(aws, settings, tmp_path / settings.trail_name)
            for settings in COMBINATIONS
        ]
        list(pool.map(deploy_settle_destroy, deployments))
        assert inventory(Settings().region) == set()
