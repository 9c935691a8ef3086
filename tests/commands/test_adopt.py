"""What `make adopt` finds, whose it takes it to be, and what it says; Terraform is not started."""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal
from unittest.mock import patch

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.kinds import Existing
from stacks.settings import Organization, Settings

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.kms.models import kms_backends
from moto.logs.exceptions import ResourceNotFoundException
from moto.moto_api._internal.models import moto_api_backend

from tests.aws_cli import run
from tests.conftest import Stacks
from tools import cdktf
from tools.adopt.account import account
from tools.adopt.adoption import ADOPTED, adopt
from tools.adopt.leftovers import leftovers
from tools.adopt.whose import whose
from tools.kinds import KINDS
from tools.local_aws import local_aws
from tools.options import options
from tools.stack import Stack
from tools.state import State

REGION: Final = "us-east-2"
ACCOUNT = "123456789012"
TRAIL_ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/CloudTrail"
BUCKET = "central-logs-202601310000000000deadbeef"
SETTINGS = Settings(tags={"Owner": "security team"})
TAGS = {"Owner": "security team"}


@pytest.fixture(scope="module", autouse=True)
def _aws() -> Iterator[None]:
    """An account for boto3 in this process."""
    with local_aws() as aws, patch.dict(os.environ, aws.environment(os.environ), clear=True):
        yield


@pytest.fixture(autouse=True)
def _empty(_aws: None) -> None:
    moto_api_backend.reset()


@pytest.fixture
def deployed(tmp_path: Path) -> Callable[..., list[Stack]]:
    """Writes two stacks, the first with `resources` of its own, and the state of the first."""

    def write(
        declares: dict[str, Any] | None = None, knows: dict[str, Any] | None = None
    ) -> list[Stack]:
        folders = [tmp_path / "cdktf.out/stacks" / name for name in ("LogBucketStack", "Empty")]
        for folder, resources in zip(folders, [declares or {}, {}], strict=True):
            folder.mkdir(parents=True)
            (folder / "cdk.tf.json").write_text(json.dumps({"resource": resources}))
        remembered = [
            {"mode": "managed", "type": kind, "name": "X", "instances": [{"attributes": values}]}
            for kind, values in (knows or {}).items()
        ]
        (tmp_path / "terraform.LogBucketStack.tfstate").write_text(
            json.dumps({"version": 4, "resources": remembered, "outputs": {}})
        )
        return [Stack(folder, {}) for folder in folders]

    return write


def here(settings: Settings, stacks: list[Stack]) -> Account:
    """The account that all these stacks are in."""
    declared = {at: what for stack in stacks for at, what in stack.declared.items()}
    return account(Clients(REGION), settings, caller=ACCOUNT, declared=declared, stacks=stacks)


@pytest.mark.parametrize(
    ("arguments", "region"), [({}, "us-east-2"), ({"provider": "aws.replica"}, "us-west-2")]
)
def test_a_resource_is_looked_for_where_its_provider_is(
    arguments: dict[str, str], region: str, tmp_path: Path
) -> None:
    document = {
        "provider": {"aws": [{"region": "us-east-2"}, {"alias": "replica", "region": "us-west-2"}]}
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document))
    assert Stack(tmp_path, {}).clients_of(arguments).region == region


def make_log_group(name: str, tags: dict[str, str]) -> None:
    boto3.client("logs", region_name=REGION).create_log_group(logGroupName=name, tags=tags)


def make_trail(bucket: str, tags: dict[str, str]) -> None:
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    boto3.client("cloudtrail", region_name=REGION).create_trail(
        Name="CloudTrail",
        S3BucketName=bucket,
        TagsList=[{"Key": key, "Value": value} for key, value in tags.items()],
    )


def make_key(description: str) -> str:
    kms = boto3.client("kms", region_name=REGION)
    return kms.create_key(Description=description)["KeyMetadata"]["KeyId"]


def make_alias(description: str) -> str:
    key = make_key(description)
    boto3.client("kms", region_name=REGION).create_alias(
        AliasName="alias/CloudTrail", TargetKeyId=key
    )
    return key


def make_workgroup(tags: dict[str, str]) -> None:
    boto3.client("athena", region_name=REGION).create_work_group(
        Name="audit", Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
    )


def make_database(tags: dict[str, str]) -> None:
    boto3.client("glue", region_name=REGION).create_database(
        DatabaseInput={"Name": "audit"}, Tags=tags
    )


def make_table(location: str, description: str = "") -> None:
    make_database(TAGS)
    boto3.client("glue", region_name=REGION).create_table(
        DatabaseName="audit",
        TableInput={
            "Name": "records",
            "Description": description,
            "StorageDescriptor": {"Location": location},
        },
    )


def found(kind: str, *names: str, stacks: list[Stack]) -> Existing | None:
    adoption = ADOPTED[kind].adoption
    assert adoption
    return adoption.find(here(SETTINGS, stacks), *names)


NAMES: dict[str, tuple[str, ...]] = {
    "aws_kms_key": (),
    "aws_kms_alias": ("alias/CloudTrail",),
    "aws_cloudwatch_log_group": ("TrailLog",),
    "aws_cloudtrail": ("CloudTrail",),
    "aws_athena_workgroup": ("audit",),
    "aws_cloudwatch_query_definition": ("CloudTrail/who did it",),
    "aws_glue_catalog_database": ("audit",),
    "aws_glue_catalog_table": ("audit", "records"),
}


def test_no_kind_of_resource_is_forgotten(stacks_of: Callable[[str], Stacks]) -> None:
    """What a test calls "nothing left" looks for everything that the stacks can make."""
    made = {
        type_
        for stack in stacks_of("everything").values()
        for type_ in stack["resource"]
        # Saved queries are a part of their workgroup, and the last one is only in the state.
        if type_ not in ("aws_athena_named_query", "terraform_data")
    }
    looked_for = {kind.type for kind in KINDS}
    # What belongs to a bucket, a topic or a role is called after it.
    parts = {each for each in made for of in looked_for if each.startswith(f"{of}_")}
    assert made - parts - looked_for == set()
    assert looked_for <= made


def test_every_kind_is_looked_for_here() -> None:
    assert NAMES.keys() == ADOPTED.keys()


@pytest.mark.parametrize("kind", ADOPTED)
def test_what_aws_does_not_have_is_not_found(
    kind: str, deployed: Callable[..., list[Stack]]
) -> None:
    make_log_group("TrailLogOfOthers", {})
    assert found(kind, *NAMES[kind], stacks=deployed()) is None


@pytest.mark.parametrize(
    ("kind", "make", "id_"),
    [
        (
            "aws_kms_alias",
            lambda: make_alias(f"Encrypts the records of the trail {TRAIL_ARN}"),
            "alias/CloudTrail",
        ),
        ("aws_cloudwatch_log_group", lambda: make_log_group("TrailLog", TAGS), "TrailLog"),
        ("aws_cloudtrail", lambda: make_trail(BUCKET, TAGS), TRAIL_ARN),
        ("aws_athena_workgroup", lambda: make_workgroup(TAGS), "audit"),
        ("aws_glue_catalog_database", lambda: make_database(TAGS), f"{ACCOUNT}:audit"),
        (
            "aws_glue_catalog_table",
            lambda: make_table(f"s3://{BUCKET}/AWSLogs/"),
            f"{ACCOUNT}:audit:records",
        ),
        # The bucket may be one of which no state knows any more.
        (
            "aws_glue_catalog_table",
            lambda: make_table("s3://lost/", f"Every record of {TRAIL_ARN}"),
            f"{ACCOUNT}:audit:records",
        ),
    ],
)
def test_what_is_ours_is_found_with_the_id_that_terraform_imports_it_by(
    kind: str, make: Callable[[], object], id_: str, deployed: Callable[..., list[Stack]]
) -> None:
    make()
    stacks = deployed(knows={"aws_s3_bucket": {"id": BUCKET, "bucket": None}})
    existing = found(kind, *NAMES[kind], stacks=stacks)
    assert existing
    assert existing.id == id_
    assert whose(existing, here(SETTINGS, stacks)) == ""


@pytest.mark.parametrize(
    ("kind", "make", "why"),
    [
        (
            "aws_kms_alias",
            lambda: make_alias("Payroll"),
            "belongs to the key",
        ),
        (
            "aws_cloudwatch_log_group",
            lambda: make_log_group("TrailLog", {"Owner": "payroll"}),
            "has the tags Owner=payroll",
        ),
        ("aws_cloudtrail", lambda: make_trail(BUCKET, {"a": "b"}), "has the tags a=b"),
        ("aws_cloudtrail", lambda: make_trail("other", TAGS), "writes to the bucket other"),
        ("aws_athena_workgroup", lambda: make_workgroup({"a": "b"}), "has the tags a=b"),
        ("aws_glue_catalog_database", lambda: make_database({"a": "b"}), "has the tags a=b"),
        (
            "aws_glue_catalog_table",
            lambda: make_table("s3://other/"),
            "reads s3://other/",
        ),
        (
            "aws_glue_catalog_table",
            lambda: make_table("s3://other/", f"Every record of {TRAIL_ARN}-copy"),
            "reads s3://other/",
        ),
    ],
)
def test_what_belongs_to_another_system_is_told_apart(
    kind: str, make: Callable[[], object], why: str, deployed: Callable[..., list[Stack]]
) -> None:
    make()
    stacks = deployed(knows={"aws_s3_bucket": {"id": BUCKET, "bucket": None}})
    existing = found(kind, *NAMES[kind], stacks=stacks)
    assert existing
    assert whose(existing, here(SETTINGS, stacks)).startswith(why)


def test_a_saved_query_is_ours_if_it_asks_our_log_group(
    deployed: Callable[..., list[Stack]],
) -> None:
    """AWS takes two of the same name, so that one of somebody else's is in nobody's way."""
    (name,) = NAMES["aws_cloudwatch_query_definition"]
    logs = boto3.client("logs", region_name=REGION)
    for group in ("TrailLog", "TrailLogOfOthers"):
        make_log_group(group, {})
    stacks = deployed({"aws_cloudwatch_log_group": {"TrailLog": {"name": "TrailLog"}}})

    def put(name: str, group: str) -> str:
        query = logs.put_query_definition(name=name, queryString="x", logGroupNames=[group])
        return query["queryDefinitionId"]

    put(name, "TrailLogOfOthers")
    put(f"{name} and more", "TrailLog")
    assert found("aws_cloudwatch_query_definition", name, stacks=stacks) is None
    ours = put(name, "TrailLog")
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:query-definition:{ours}"
    existing = found("aws_cloudwatch_query_definition", name, stacks=stacks)
    assert existing == Existing(id=arn, tags={})


@pytest.mark.parametrize(
    ("ours", "its", "foreign"),
    [
        ({}, {}, False),
        (TAGS, {}, False),  # made before the settings had tags
        (TAGS, TAGS, False),
        (TAGS, {**TAGS, "CreatedBy": "ci"}, False),  # what an organisation adds by itself
        (TAGS, {"CreatedBy": "ci"}, True),
        ({}, {"aws:cloudformation:stack-name": "payroll"}, True),
    ],
)
def test_tags_say_whose_it_is(ours: dict[str, str], its: dict[str, str], foreign: bool) -> None:
    where = here(Settings(tags=ours), [])
    assert bool(whose(Existing(id="x", tags=its), where)) == foreign


OUR_KEY = f"Encrypts the records of the trail {TRAIL_ARN}"


def test_a_key_that_a_feature_left_is_found_by_its_alias(
    deployed: Callable[..., list[Stack]],
) -> None:
    key = make_alias(OUR_KEY)
    stacks = deployed(MADE_HERE)
    assert found("aws_kms_key", stacks=stacks) == Existing(id=key, tags={})
    assert left(stacks) == []


def test_a_key_of_another_system_is_left_to_the_refusal_of_its_alias(
    deployed: Callable[..., list[Stack]],
) -> None:
    make_alias("Payroll")
    assert found("aws_kms_key", stacks=deployed()) is None


def test_a_key_that_is_going_to_be_deleted_is_to_be_kept_first(
    deployed: Callable[..., list[Stack]],
) -> None:
    key = make_alias(OUR_KEY)
    boto3.client("kms", region_name=REGION).schedule_key_deletion(KeyId=key)
    existing = found("aws_kms_key", stacks=deployed())
    assert existing
    where = f"--region {REGION}"
    assert f"aws kms cancel-key-deletion --key-id {key} {where}" in existing.in_the_way
    assert f"aws kms delete-alias --alias-name alias/CloudTrail {where}" in existing.in_the_way


def test_a_log_group_that_another_trail_writes_to_is_not_ours(
    deployed: Callable[..., list[Stack]],
) -> None:
    """A second deployment in the account, whose settings forgot to name a group of its own."""
    make_log_group("TrailLog", {})
    make_bucket(BUCKET)
    role = f"arn:aws:iam::{ACCOUNT}:role/x"
    boto3.client("cloudtrail", region_name=REGION).create_trail(
        Name="Payroll",
        S3BucketName=BUCKET,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:TrailLog:*",
        CloudWatchLogsRoleArn=role,
    )
    existing = found("aws_cloudwatch_log_group", "TrailLog", stacks=deployed())
    assert existing
    assert existing.foreign == f"is written to by {TRAIL_ARN.replace('/CloudTrail', '/Payroll')}"


def test_a_delegated_administrator_finds_the_key_of_the_organization_s_trail(
    deployed: Callable[..., list[Stack]],
) -> None:
    organization = Organization(id="o-exampleorgid", management_account_id="444455556666")
    trail = TRAIL_ARN.replace(ACCOUNT, "444455556666")
    key = make_alias(f"Encrypts the records of the trail {trail}")
    adoption = ADOPTED["aws_kms_key"].adoption
    assert adoption
    where = here(Settings(organization=organization), deployed())
    assert where.trail_arn == trail
    existing = adoption.find(where)
    assert existing
    assert existing.id == key


def test_a_trail_of_another_region_is_not_ours(deployed: Callable[..., list[Stack]]) -> None:
    make_trail(BUCKET, {})
    shadow = boto3.client("cloudtrail", region_name=REGION).describe_trails()["trailList"][0]
    elsewhere = {**shadow, "TrailARN": TRAIL_ARN.replace(REGION, "eu-west-1")}
    with patch("botocore.client.BaseClient._make_api_call") as call:
        call.return_value = {"trailList": [elsewhere]}
        existing = found("aws_cloudtrail", "CloudTrail", stacks=[])
    assert existing
    assert existing.foreign == f"is {elsewhere['TrailARN']}"


def test_a_name_may_be_that_of_another_resource(deployed: Callable[..., list[Stack]]) -> None:
    (stack, _) = deployed(
        {
            "aws_glue_catalog_database": {"Database": {"name": "audit"}},
            "aws_glue_catalog_table": {
                "Table": {"database_name": "${aws_glue_catalog_database.Database.name}"}
            },
        }
    )
    table = stack.declared["aws_glue_catalog_table.Table"]
    assert stack.value(table, "database_name") == "audit"


MADE_HERE = {
    "aws_s3_bucket": {"X": {"bucket_prefix": "central-logs-"}},
    "aws_iam_role": {"X": {"name_prefix": "CloudTrailLogRole-"}},
    "aws_kms_key": {"X": {}},
    "aws_kms_alias": {"X": {"name": "alias/CloudTrail"}},
}
ROLE = "CloudTrailLogRole-20260131000000000000000001"


def make_role(name: str) -> None:
    iam = boto3.client("iam", region_name=REGION)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    allow = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    iam.put_role_policy(RoleName=name, PolicyName="WriteTrailLog", PolicyDocument=policy)


def make_bucket(name: str, region: Literal["us-east-2", "eu-west-1"] = REGION) -> None:
    boto3.client("s3", region_name=region).create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": region}
    )


def left(stacks: list[Stack]) -> list[str]:
    return [each.what for each in leftovers(here(Settings(), stacks))]


@pytest.mark.parametrize(
    ("kind", "last", "kept"),
    [
        ("aws_s3_bucket", False, True),
        ("aws_kms_key", False, True),
        ("aws_cloudtrail", False, True),
        ("aws_cloudwatch_log_group", False, True),
        ("aws_sns_topic", True, True),
        ("aws_iam_role", False, False),
    ],
)
def test_what_may_hold_something_is_completed_when_it_was_half_made(
    kind: str, last: bool, kept: bool, tmp_path: Path
) -> None:
    instance = {"attributes": {"id": "x"}, "create_before_destroy": last}
    resource = {"mode": "managed", "type": kind, "name": "X"}
    file = tmp_path / "terraform.tfstate"
    for status, expected in (({"status": "tainted"}, kept), ({}, False)):
        resources = [{**resource, "instances": [{**instance, **status}]}]
        file.write_text(json.dumps({"version": 4, "outputs": {}, "resources": resources}))
        assert State.of(file.read_bytes(), file.name).to_untaint == (f"{kind}.X",) * expected


@pytest.mark.parametrize(
    ("resources", "accounts", "regions"),
    [
        ([], set(), set()),
        # What is left after `make destroy`: a bucket's ARN names neither account nor region.
        (
            [
                ("managed", "aws_s3_bucket", {"arn": f"arn:aws:s3:::{BUCKET}", "region": REGION}),
                ("data", "aws_caller_identity", {"arn": f"arn:aws:iam::{ACCOUNT}:user/x"}),
                ("data", "aws_partition", {"partition": "aws"}),
            ],
            {ACCOUNT},
            {REGION},
        ),
        ([("managed", "aws_cloudtrail", {"arn": TRAIL_ARN})], {ACCOUNT}, {REGION}),
        # Cut off before AWS has said how it is called.
        ([("managed", "aws_cloudtrail", {"arn": None})], set(), set()),
    ],
)
def test_a_state_says_where_it_is_deployed(
    resources: list[tuple[str, str, dict[str, Any]]],
    accounts: set[str],
    regions: set[str],
    tmp_path: Path,
) -> None:
    remembered = [
        {"mode": mode, "type": kind, "name": "X", "instances": [{"attributes": attributes}]}
        for mode, kind, attributes in resources
    ]
    file = tmp_path / "terraform.X.tfstate"
    file.write_text(json.dumps({"version": 4, "resources": remembered, "outputs": {}}))
    state = State.of(file.read_bytes(), file.name)
    assert set(state.accounts) == accounts
    assert set(state.regions) == regions


def test_what_has_a_generated_name_is_listed_with_what_removes_it(
    deployed: Callable[..., list[Stack]],
) -> None:
    make_bucket(BUCKET)
    make_role(ROLE)
    key = make_key(f"Encrypts the records of the trail {TRAIL_ARN}")
    stacks = deployed(MADE_HERE)
    assert left(stacks) == [
        f"bucket {BUCKET}",
        f"role {ROLE}",
        f"key {key}, without which nothing that it ever encrypted can be read",
    ]
    for leftover in leftovers(here(Settings(), stacks)):
        for command in leftover.commands:
            run(command)
    assert left(stacks) == []


def test_what_aws_still_lists_and_no_longer_has_is_none(
    deployed: Callable[..., list[Stack]], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(f"Encrypts the records of the trail {TRAIL_ARN}")
    keys = kms_backends[ACCOUNT][REGION].keys
    listed = [keys.pop(key)]
    monkeypatch.setattr("moto.kms.models.KmsBackend.list_keys", lambda _: listed)
    monkeypatch.setattr("stacks.foundation.shared_kinds._buckets", lambda _: [BUCKET])
    monkeypatch.setattr("stacks.features.trail.adopt._roles", lambda _: [ROLE])
    assert left(deployed(MADE_HERE)) == []


def test_what_is_gone_before_its_tags_are_asked_for_is_not_adopted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_log_group("TrailLog", {})

    def gone(*_: object, **__: object) -> None:
        raise ResourceNotFoundException

    monkeypatch.setattr("moto.logs.models.LogsBackend.list_tags_for_resource", gone)
    assert adopt(chosen(tmp_path)) == ""
    assert "Nothing to adopt" in capsys.readouterr().out


def test_what_holds_records_is_said_to(deployed: Callable[..., list[Stack]]) -> None:
    make_bucket(BUCKET)
    boto3.client("s3", region_name=REGION).put_object(Bucket=BUCKET, Key="AWSLogs/1", Body=b"1")
    assert left(deployed(MADE_HERE)) == [
        f"bucket {BUCKET}, which holds records: S3 refuses until it is empty"
    ]


@pytest.mark.parametrize(
    ("bucket_known", "listed"),
    [(True, [f"role {ROLE}, which the trail uses until a deploy"]), (False, [])],
)
def test_the_role_of_our_trail_is_left_over_once_the_state_has_lost_both(
    bucket_known: bool, listed: list[str], deployed: Callable[..., list[Stack]]
) -> None:
    make_role(ROLE)
    make_log_group("TrailLog", {})
    make_trail(BUCKET, {})
    boto3.client("cloudtrail", region_name=REGION).update_trail(
        Name="CloudTrail",
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:TrailLog:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/{ROLE}",
    )
    known = {"aws_s3_bucket": {"id": BUCKET, "bucket": None}} if bucket_known else {}
    assert left(deployed(MADE_HERE, known)) == listed


def test_what_the_state_knows_or_others_use_is_not_left_over(
    deployed: Callable[..., list[Stack]],
) -> None:
    make_bucket(BUCKET)
    make_bucket(BUCKET.replace("2026", "2025"), "eu-west-1")
    make_bucket("central-logs-by-hand")
    make_role(ROLE)
    key = make_key(f"Encrypts the records of the trail {TRAIL_ARN}")
    make_key("Payroll")
    make_key(f"Encrypts the records of the trail {TRAIL_ARN}-2")
    used = BUCKET.replace("2026", "2027")
    make_trail(used, {})
    stacks = deployed(
        MADE_HERE,
        {
            "aws_s3_bucket": {"id": BUCKET, "bucket": None},
            "aws_iam_role": {"id": ROLE, "name": None},
            "aws_kms_key": {"id": key, "key_id": None},
        },
    )
    assert left(stacks) == []


def test_who_may_not_list_is_told_so_and_not_stopped(deployed: Callable[..., list[Stack]]) -> None:
    make_role(ROLE)
    with patch("stacks.foundation.shared_kinds._buckets") as buckets:
        buckets.side_effect = ClientError(
            {"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListBuckets"
        )
        first, second = left(deployed(MADE_HERE))
    assert first.startswith("(who deploys may not look for more: An error occurred (AccessDenied)")
    assert second == f"role {ROLE}"


def test_a_state_that_was_never_written_knows_nothing() -> None:
    assert State.of(b"", "terraform.LogBucketStack.tfstate") == State({}, {})


def test_an_output_without_a_value_is_none() -> None:
    outputs = {
        "BucketName": {"value": None, "type": "string"},
        "b": {"value": "", "type": "string"},
    }
    written = json.dumps({"version": 4, "resources": [], "outputs": outputs}).encode()
    assert list(State.of(written, "terraform.LogBucketStack.tfstate").outputs) == ["b"]


@pytest.mark.parametrize("content", ['{"version": 4', '{"version": 3}', "[]"])
def test_a_state_that_cannot_be_read_is_one_sentence(content: str) -> None:
    with pytest.raises(SystemExit, match=r"^terraform.LogBucketStack.tfstate cannot be read: .+"):
        State.of(content.encode(), "terraform.LogBucketStack.tfstate")


def chosen(tmp_path: Path) -> argparse.Namespace:
    return argparse.Namespace(auto_approve=True, output=str(tmp_path / "cdktf.out"))


def test_nothing_found_is_one_line_and_no_terraform(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with patch.dict(os.environ, PATH=os.environ["PATH"]), patch.object(Stack, "initialise") as init:
        assert adopt(chosen(tmp_path)) == ""
    assert not init.called
    assert capfd.readouterr().out == (
        "Nothing to adopt: AWS has nothing that the state should know and does not.\n"
    )


def test_what_is_another_system_s_is_refused_with_what_to_do(tmp_path: Path) -> None:
    make_log_group("TrailLog", {"Owner": "payroll"})
    make_trail("theirs", {})
    with pytest.raises(SystemExit) as caught:
        adopt(chosen(tmp_path))
    assert str(caught.value).splitlines() == [
        "The trail CloudTrail exists and is not this deployment's: it writes to the bucket theirs. "
        "Choose another trail_name, or remove it.",
        "The log group TrailLog exists and is not this deployment's: it has the tags "
        "Owner=payroll. Choose another log_group_name, or remove it.",
    ]


def test_what_must_wait_for_the_first_stack_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make_log_group("TrailLog", {})
    assert adopt(chosen(tmp_path)) == "LogBucketStack"
    assert capfd.readouterr().out == (
        "The log group TrailLog exists and is not in the state of CloudtrailStack. It can be "
        "adopted once LogBucketStack is deployed; make deploy does both.\n"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"LOGGING_TRAIL_NAME": "a"}, "The settings are not valid. Nothing was written."),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
            "AWS cannot be asked: Could not",
        ),
    ],
)
def test_without_settings_or_aws_it_ends_in_one_sentence(
    change: dict[str, str], message: str, tmp_path: Path
) -> None:
    with patch.dict(os.environ, change), pytest.raises(SystemExit, match=f"^{message}"):
        adopt(chosen(tmp_path))


def test_the_project_is_where_it_looks_by_default() -> None:
    assert options("make adopt", "").parse_args([]).output == "cdktf.out"
    assert cdktf.PROJECT.joinpath("cdktf.json").is_file()
