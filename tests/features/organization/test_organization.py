"""One trail for an organisation: whose ARN every policy has, and what members may read."""

import json
import re
from pathlib import Path
from typing import Any

from stacks.settings import Organization, Settings

import attrs
import pytest

from tests.conftest import Stacks, synthesise
from tools.iam_simulator import Call, Decision, simulator

ORGANIZATION = Organization(
    id="o-exampleorgid", management_account_id="111122223333", members_read_own=True
)
SETTINGS = Settings(organization=ORGANIZATION, s3_key_prefix="audit", encryption="kms")
BUCKET = "arn:aws:s3:::central-logs-1"
EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
RECORDS = f"{BUCKET}/audit/AWSLogs/o-exampleorgid"


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesise(SETTINGS, tmp_path_factory.mktemp("organization"))


def test_every_policy_names_the_trail_of_the_management_account(stacks: Stacks) -> None:
    """Whoever deploys it: a delegated administrator's trail is not in its own account."""
    found = re.findall(r":cloudtrail:[^:\"]*:([^:\"]*):trail/", json.dumps(stacks))
    assert len(found) > 5
    assert set(found) == {"111122223333"}


def test_the_records_of_the_account_and_of_the_organization_are_let_in(stacks: Stacks) -> None:
    statements = bucket_policy(stacks)["Statement"]
    places = {each["Sid"]: each["Resource"] for each in statements if each["Sid"].startswith("AWS")}
    assert places == {
        "AWSCloudTrailAclCheck20150319": [BUCKET],
        "AWSCloudTrailWrite20150319": [f"{BUCKET}/audit/AWSLogs/111122223333/*"],
        "AWSCloudTrailOrganizationWrite20150319": [f"{RECORDS}/*"],
    }


@pytest.mark.parametrize(
    ("action", "resource", "context", "decision"),
    [
        ("s3:GetObject", f"{RECORDS}/444455556666/CloudTrail/x", {}, Decision.ALLOWED),
        ("s3:GetObject", f"{RECORDS}/444455556666/CloudTrail-Digest/x", {}, Decision.ALLOWED),
        ("s3:GetObject", f"{RECORDS}/777788889999/CloudTrail/x", {}, Decision.IMPLICITLY_DENIED),
        ("s3:GetObject", f"{RECORDS}/4444555566660/CloudTrail/x", {}, Decision.IMPLICITLY_DENIED),
        ("s3:PutObject", f"{RECORDS}/444455556666/CloudTrail/x", {}, Decision.IMPLICITLY_DENIED),
        (
            "s3:GetObject",
            f"{RECORDS}/444455556666/CloudTrail/x",
            {"aws:PrincipalOrgID": "o-another0000"},
            Decision.IMPLICITLY_DENIED,
        ),
        (
            "s3:GetObject",
            f"{RECORDS}/444455556666/CloudTrail/x",
            {"aws:SecureTransport": "false"},
            Decision.EXPLICITLY_DENIED,
        ),
        (
            "s3:ListBucket",
            BUCKET,
            {"s3:prefix": "audit/AWSLogs/o-exampleorgid/444455556666/CloudTrail/"},
            Decision.ALLOWED,
        ),
        (
            "s3:ListBucket",
            BUCKET,
            {"s3:prefix": "audit/AWSLogs/o-exampleorgid/777788889999/"},
            Decision.IMPLICITLY_DENIED,
        ),
        ("s3:ListBucket", BUCKET, {"s3:prefix": ""}, Decision.IMPLICITLY_DENIED),
    ],
)
def test_a_member_reads_its_own_records_and_no_others(
    stacks: Stacks, action: str, resource: str, context: dict[str, str], decision: Decision
) -> None:
    asked = {
        "aws:PrincipalOrgID": "o-exampleorgid",
        "aws:PrincipalAccount": "444455556666",
        "aws:SecureTransport": "true",
        **context,
    }
    call = Call(
        principal="arn:aws:iam::444455556666:user/auditor",
        action=action,
        resource=resource,
        account="111122223333",
        context=asked,
        identity_policies=(EVERYTHING,),
        resource_policy=bucket_policy(stacks),
    )
    assert simulator().decide([call]) == [decision]


@pytest.mark.parametrize(
    ("context", "decision"),
    [
        ({}, Decision.ALLOWED),
        ({"aws:PrincipalOrgID": "o-another0000"}, Decision.IMPLICITLY_DENIED),
        ({"kms:ViaService": "ec2.us-east-2.amazonaws.com"}, Decision.IMPLICITLY_DENIED),
    ],
)
def test_s3_decrypts_for_members_and_nothing_else_does(
    stacks: Stacks, context: dict[str, str], decision: Decision
) -> None:
    (key,) = stacks["LogBucketStack"]["resource"]["aws_kms_key"].values()
    text = key["policy"].replace("${data.aws_partition.Partition.dns_suffix}", "amazonaws.com")
    call = Call(
        principal="arn:aws:iam::444455556666:user/auditor",
        action="kms:Decrypt",
        resource="arn:aws:kms:us-east-2:111122223333:key/1",
        account="111122223333",
        context={
            "aws:PrincipalOrgID": "o-exampleorgid",
            "kms:CallerAccount": "444455556666",
            "kms:ViaService": "s3.us-east-2.amazonaws.com",
            **context,
        },
        identity_policies=(EVERYTHING,),
        resource_policy=json.loads(re.sub(r"\$\{[^}]*\}", "filled-in", text)),
    )
    assert simulator().decide([call]) == [decision]


def test_members_read_nothing_unless_the_settings_say_so(tmp_path: Path) -> None:
    kept_shut = attrs.evolve(
        SETTINGS, organization=attrs.evolve(ORGANIZATION, members_read_own=False)
    )
    assert "Members" not in json.dumps(synthesise(kept_shut, tmp_path))


def bucket_policy(stacks: Stacks) -> Any:
    """Returns the policy as Terraform renders it, with IAM's variables and the bucket filled in."""
    documents = stacks["LogBucketStack"]["data"]["aws_iam_policy_document"]
    text = json.dumps(documents["LogBucketPolicyDocument"]["statement"])
    filled = text.replace("${aws_s3_bucket.LogBucket.arn}", BUCKET).replace("&{", "${")
    filled = filled.replace("${data.aws_partition.Partition.partition}", "aws")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": each["sid"],
                "Effect": each["effect"],
                "Action": each["actions"],
                "Resource": each["resources"],
                "Principal": "*"
                if each["principals"][0]["identifiers"] == ["*"]
                else {each["principals"][0]["type"]: each["principals"][0]["identifiers"]},
                "Condition": {
                    condition["test"]: {condition["variable"]: condition["values"]}
                    for condition in each["condition"]
                },
            }
            for each in json.loads(filled)
        ],
    }
