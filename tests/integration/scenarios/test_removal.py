"""What `cdktf destroy` takes and what it leaves; these tests run last, they end the deployment."""

from stacks.foundation.aws_clients import Clients

import boto3

from tests.integration.deployment import Deployment
from tools.cdktf import STACKS
from tools.kinds import inventory

RECORD = "AWSLogs/123456789012/CloudTrail/us-east-2/2026/01/31/record.json.gz"


def test_destroy_takes_what_the_settings_give_away_and_nothing_else(
    deployment: Deployment,
) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    s3 = boto3.client("s3", region_name=settings.region)
    s3.put_object(Bucket=outputs["BucketName"], Key=RECORD, Body=b"a record")

    destroyed = deployment.cdktf("destroy", *STACKS, "--auto-approve")
    print(destroyed.stdout)  # what a failure below has for a reason

    left = inventory(Clients(settings.region))
    stays = (
        {f"log group {settings.log_group_name}"}
        if settings.log_group_removal == "retain"
        else set()
    )
    if settings.bucket_removal == "destroy":
        assert destroyed.returncode == 0, destroyed.stdout
        assert left == stays
    else:
        assert destroyed.returncode == 1
        # Of Terraform itself, because on a busy machine the CLI loses Terraform's last words: its
        # pseudo-terminal stops listening 200 ms after Terraform's end.
        refusal = deployment.terraform("LogBucketStack", "plan", "-destroy")
        assert refusal.returncode == 1
        assert "Instance cannot be destroyed" in refusal.stdout
        assert "lifecycle.prevent_destroy" in refusal.stdout
        assert left == stays | {f"bucket {outputs['BucketName']}"}
        body = s3.get_object(Bucket=outputs["BucketName"], Key=RECORD)["Body"].read()
        assert body == b"a record"
        assert s3.get_bucket_policy(Bucket=outputs["BucketName"])["Policy"]
