"""Each two features, one of them without the other, deploy, settle, and go as promised.

`default` has none of them and `everything` has all: together, that is each pair in all four ways.
"""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.foundation.aws_clients import Clients
from stacks.settings import AccessLogs, Athena, Notifications, ObjectLock, Settings

import boto3

from tests.scenarios import FEW_ALARMS
from tests.transitions.programs import Programs
from tools import cdktf
from tools.cdktf import STACKS
from tools.kinds import inventory
from tools.local_aws import local_aws

# Each feature is in two of the four deployments, and no two features are in the same two.
DEPLOYMENTS = range(4)


def settings_of(deployment: int) -> Settings:
    name = f"audit-{deployment}"
    features: tuple[dict[str, Any], ...] = (
        {"encryption": "kms"},
        {"access_logs": AccessLogs()},
        {"object_lock": ObjectLock(mode="GOVERNANCE", days=1)},
        {"alarms": FEW_ALARMS},
        {"athena": Athena(database=f"audit_{deployment}")},
        {"notifications": Notifications(topic_name=name)},
    )
    places = itertools.combinations(DEPLOYMENTS, 2)
    chosen = (
        feature for feature, place in zip(features, places, strict=True) if deployment in place
    )
    return Settings(
        trail_name=name,
        log_group_name=name,
        bucket_prefix=f"{name}-",
        bucket_removal="destroy",
        **{key: value for feature in chosen for key, value in feature.items()},
    )


def deploy_settle_destroy(deployment: Programs) -> None:
    for stack in STACKS:
        deployment.terraform(stack, "init")
        deployment.terraform(stack, "apply", "-auto-approve")
    deployment.settled(*STACKS)
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    prefix = deployment.settings.bucket_prefix
    (bucket,) = s3.list_buckets(Prefix=prefix)["Buckets"]
    s3.put_object(Bucket=bucket["Name"], Key="AWSLogs/record", Body=b"a record")
    for stack in reversed(STACKS):
        deployment.terraform(stack, "destroy", "-auto-approve")


def test_each_deploys_settles_and_leaves_nothing(tmp_path: Path) -> None:
    """All at once in one account: most of the time goes by waiting for S3's lifecycle to settle."""
    with (
        local_aws() as aws,
        patch.dict(
            os.environ, cdktf.environment(aws.environment(os.environ), tmp_path), clear=True
        ),
        ThreadPoolExecutor(len(DEPLOYMENTS)) as pool,
    ):
        deployments = [
            Programs(settings_of(each), aws, tmp_path / str(each)) for each in DEPLOYMENTS
        ]
        for deployment in deployments:
            deployment.folder.mkdir()
            deployment.synthesise()
        list(pool.map(deploy_settle_destroy, deployments))
        assert inventory(Clients(Settings().region)) == set()
