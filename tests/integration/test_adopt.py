"""`make adopt` and `make deploy` with the real Terraform: what was left is brought in."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from stacks.settings import Settings

import boto3
import pytest

from tests import preloaded
from tests.integration.deployment import Deployment, deployable
from tools import cdktf
from tools.cdktf import STACKS
from tools.local_aws import local_aws
from tools.rehearsal import copied
from tools.stack import Stack

REGION = "us-east-2"
BUCKET = "central-logs-202601310000000000deadbeef"


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """A deployment that can be made, to an empty AWS that boto3 reaches too."""
    with deployable(Settings(bucket_removal="destroy"), tmp_path) as deployment:
        yield deployment


def answer(deployment: Deployment, word: str) -> subprocess.CompletedProcess[str]:
    """Runs `make adopt` in a terminal where somebody types a word."""
    ours, its = pty.openpty()
    try:
        os.write(ours, f"{word}\n".encode())
        output = str(deployment.folder / "cdktf.out")
        return preloaded.run(
            "adopt", "--output", output, environment=deployment.environment, stdin=its
        )
    finally:
        os.close(ours)
        os.close(its)


def resources(deployment: Deployment, stack: str) -> set[str]:
    file = deployment.folder / f"terraform.{stack}.tfstate"
    found = json.loads(file.read_text())["resources"]
    return {f"{each['type']}.{each['name']}" for each in found if each["mode"] == "managed"}


def test_a_deploy_finishes_what_another_one_left(deployment: Deployment) -> None:
    logs = boto3.client("logs", region_name=REGION)
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)

    # A log group that outlived its stack, and nothing is deployed yet.
    logs.create_log_group(logGroupName="TrailLog")
    first = deployment.tool("deploy", "--auto-approve")
    assert first.returncode == 0, first.stdout
    assert "It can be adopted once LogBucketStack is deployed" in first.stdout
    assert "Adopted: log group TrailLog." in first.stdout

    # Both of the trail stack's names are taken, and its state is lost.
    (deployment.folder / "terraform.CloudtrailStack.tfstate").unlink()
    asked = deployment.tool("adopt")
    assert asked.returncode == 1
    assert "Plan: 2 to import, 3 to add, 1 to change, 0 to destroy." in asked.stdout
    assert "Nothing was adopted. To adopt what is listed above: make adopt" in asked.stdout
    assert not (deployment.folder / "terraform.CloudtrailStack.tfstate").exists()
    refused = answer(deployment, "no")
    assert refused.returncode == 1
    assert refused.stdout.endswith("Nothing was adopted.\n")
    agreed = answer(deployment, "yes")
    assert agreed.returncode == 0, agreed.stdout
    assert resources(deployment, "CloudtrailStack") == {
        "aws_cloudwatch_log_group.TrailLog",
        "aws_cloudtrail.CloudTrail",
    }

    # From then on everything is as if nothing had happened.
    second = deployment.tool("deploy", "--auto-approve")
    assert second.returncode == 0, second.stdout
    assert "Nothing to adopt" in second.stdout
    for stack in STACKS:
        plan = deployment.plan(stack)
        assert plan.returncode == 0, plan.stdout
    # The role that went with the lost state has no trail any more.
    assert "Left over, unless another deployment uses it: role CloudTrailLogRole-" in (
        deployment.tool("adopt").stdout
    )
    destroyed = deployment.tool("destroy", "--auto-approve")
    assert destroyed.returncode == 0, destroyed.stdout
    assert cloudtrail.describe_trails()["trailList"] == []
    assert logs.describe_log_groups()["logGroups"] == []


def test_the_trail_stack_alone_says_what_comes_first(deployment: Deployment) -> None:
    deployment.initialise()
    alone = deployment.plan("CloudtrailStack")
    assert alone.returncode == 1
    sentence = (
        "CloudtrailStack needs LogBucketStack, which is not completely deployed: "
        "deploy LogBucketStack first."
    )
    printed = " ".join(alone.stdout.replace("│", " ").split())
    assert sentence in printed
    assert "Unsupported attribute" not in printed
    assert "Unable to find remote state" not in printed


def half_created(topic: str) -> dict[str, Any]:
    """Returns the state that Terraform writes when it is told to end while it creates a topic."""
    instance = {
        "status": "tainted",
        "schema_version": 0,
        "attributes": {"id": topic, "name": "audit", "arn": None},
    }
    resource = {
        "mode": "managed",
        "type": "aws_sns_topic",
        "name": "X",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [instance],
    }
    return {"version": 4, "serial": 1, "lineage": "X", "outputs": {}, "resources": [resource]}


def test_a_topic_that_was_half_made_is_completed_and_not_lost(tmp_path: Path) -> None:
    """Its replacement, made before it is destroyed, would be the same topic."""
    folder = tmp_path / "cdktf.out/stacks/ByHand"
    folder.mkdir(parents=True)
    with local_aws() as aws:
        environment = cdktf.environment(aws.environment(os.environ), tmp_path)
        with patch.dict(os.environ, environment, clear=True):
            sns = boto3.client("sns", region_name=REGION)
            topic = sns.create_topic(Name="audit")["TopicArn"]
            state = half_created(topic)
            state["resources"][0]["instances"][0]["create_before_destroy"] = True
            (tmp_path / "terraform.ByHand.tfstate").write_text(json.dumps(state))
            lifecycle = {"create_before_destroy": True}
            provider = {"source": "hashicorp/aws", "version": "5.100.0"}
            backend = {"local": {"path": "../../../terraform.ByHand.tfstate"}}
            declared = {
                "terraform": {"required_providers": {"aws": provider}, "backend": backend},
                "provider": {"aws": {"region": REGION}},
                "resource": {"aws_sns_topic": {"X": {"name": "audit", "lifecycle": lifecycle}}},
            }
            (folder / "cdk.tf.json").write_text(json.dumps(declared))
            Stack(folder, environment).untaint()
            applied = subprocess.run(
                ["terraform", "apply", "-auto-approve"],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert applied.returncode == 0, applied.stderr
            assert [each["TopicArn"] for each in sns.list_topics()["Topics"]] == [topic]


def test_terraform_imports_every_kind_by_the_id_it_is_found_with(tmp_path: Path) -> None:
    """Declared by hand, because no one scenario has all of them; beside a half-created topic."""
    tags = {"Owner": "security team"}
    declared = {
        "aws_kms_alias": {
            "X": {"name": "alias/audit", "target_key_id": "${data.aws_kms_key.X.id}"}
        },
        "aws_athena_workgroup": {"X": {"name": "audit", "tags": tags}},
        "aws_glue_catalog_database": {"X": {"name": "audit", "tags": tags}},
        "aws_glue_catalog_table": {
            "X": {"database_name": "${aws_glue_catalog_database.X.name}", "name": "records"}
        },
        "aws_sns_topic": {"X": {"name": "audit"}},
    }
    about_topic = {"statement": [{"resources": ["${aws_sns_topic.X.arn}"]}]}
    folder = tmp_path / "cdktf.out/stacks/ByHand"
    folder.mkdir(parents=True)
    provider = {"source": "hashicorp/aws", "version": "5.100.0"}
    with local_aws() as aws:
        environment = cdktf.environment(aws.environment(os.environ), tmp_path)
        with patch.dict(os.environ, environment, clear=True):
            kms = boto3.client("kms", region_name=REGION)
            key = kms.create_key()["KeyMetadata"]["KeyId"]
            kms.create_alias(AliasName="alias/audit", TargetKeyId=key)
            boto3.client("athena", region_name=REGION).create_work_group(
                Name="audit", Tags=[{"Key": "Owner", "Value": "security team"}]
            )
            glue = boto3.client("glue", region_name=REGION)
            glue.create_database(DatabaseInput={"Name": "audit"}, Tags=tags)
            glue.create_table(DatabaseName="audit", TableInput={"Name": "records"})
            topic = boto3.client("sns", region_name=REGION).create_topic(Name="audit")["TopicArn"]
        (folder / "cdk.tf.json").write_text(
            json.dumps(
                {
                    "terraform": {
                        "required_providers": {"aws": provider},
                        "backend": {"local": {"path": "../../../terraform.ByHand.tfstate"}},
                    },
                    "provider": {"aws": {"region": REGION}},
                    "data": {
                        "aws_kms_key": {"X": {"key_id": key}},
                        "aws_iam_policy_document": {"X": about_topic},
                    },
                    "resource": declared,
                }
            )
        )
        (tmp_path / "terraform.ByHand.tfstate").write_text(json.dumps(half_created(topic)))
        stack = Stack(folder, environment)
        ids = {
            "aws_kms_alias.X": "alias/audit",
            "aws_athena_workgroup.X": "audit",
            "aws_glue_catalog_database.X": "123456789012:audit",
            "aws_glue_catalog_table.X": "123456789012:audit:records",
        }
        with copied([stack]) as (copy,):
            copy.plan_import(ids)
        assert sorted(file.name for file in folder.glob("*.json")) == ["cdk.tf.json"]
        stack.adopt(ids)
    resources = Stack(folder, environment).state.resources
    assert set(resources) == {*ids, "aws_sns_topic.X"}
    assert resources["aws_sns_topic.X"]["arn"] == topic
