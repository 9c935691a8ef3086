"""The second copy of the records in another region."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from stacks.settings import (
    AccessLogs,
    LogArchive,
    ObjectLock,
    Replication,
    Settings,
)

import pytest
from botocore import xform_name
from botocore.session import get_session
from botocore.validate import ParamValidator

from tests.conftest import Stacks, synthesise
from tests.documents import all_of, resource
from tests.scenarios import SCENARIOS


def test_the_copies_are_in_another_region_and_as_protected_as_the_records(
    stacks_of: Callable[[str], Stacks],
) -> None:
    """Deletions are not copied, and everything of the copies is where they are."""
    stack = stacks_of("everything")["LogBucketStack"]
    (replication,) = all_of(stack, "aws_s3_bucket_replication_configuration").values()
    (rule,) = replication["rule"]
    assert rule["delete_marker_replication"] == {"status": "Disabled"}
    assert rule["filter"] == {"prefix": ""}
    encrypted = {"replica_kms_key_id": "${aws_kms_key.ReplicaKey.arn}"}
    assert rule["destination"]["encryption_configuration"] == encrypted
    home, elsewhere = stack["provider"]["aws"]
    assert (home["region"], elsewhere["region"]) == ("eu-central-1", "eu-west-1")
    found = {
        f"{kind} {name}": each.get("provider")
        for kind in stack["resource"]
        for name, each in all_of(stack, kind).items()
        if name.startswith("Replica") and kind != "terraform_data"
    }
    assert len(found) == 11
    assert set(found.values()) == {"aws.replica"}
    parts = {
        bucket: {
            kind
            for kind in stack["resource"]
            for name in all_of(stack, kind)
            if kind.startswith("aws_s3_bucket") and name.startswith(bucket)
        }
        for bucket in ("LogBucket", "ReplicaBucket")
    }
    assert parts["ReplicaBucket"] < parts["LogBucket"]
    # S3 delivers access logs into no bucket of another region.
    assert parts["LogBucket"] - parts["ReplicaBucket"] == {
        "aws_s3_bucket_logging",
        "aws_s3_bucket_replication_configuration",
    }


@pytest.mark.parametrize("encryption", ["s3", "kms"])
@pytest.mark.parametrize("lock", [None, ObjectLock(mode="COMPLIANCE", days=1)])
@pytest.mark.parametrize("access_logs", [None, AccessLogs()])
@pytest.mark.parametrize("days", [None, 400])
@pytest.mark.parametrize("log_archive", [None, SCENARIOS["log_archive"].log_archive])
def test_the_copies_are_as_protected_as_the_records_in_every_combination(
    encryption: Literal["s3", "kms"],
    lock: ObjectLock | None,
    access_logs: AccessLogs | None,
    days: int | None,
    log_archive: LogArchive | None,
    tmp_path: Path,
) -> None:
    settings = Settings(
        encryption=encryption,
        object_lock=lock,
        access_logs=access_logs,
        expire_after_days=days,
        log_archive=log_archive,
        replication=Replication(region="us-west-2"),
    )
    stack = synthesise(settings, tmp_path)["LogBucketStack"]
    copies = resource(stack, "aws_s3_bucket.ReplicaBucket")
    # S3 copies from a bucket that was ever locked into no other.
    assert copies["object_lock_enabled"]
    locks = all_of(stack, "aws_s3_bucket_object_lock_configuration")
    assert ("ReplicaBucketObjectLock" in locks) == bool(lock)
    assert ("ReplicaKey" in all_of(stack, "aws_kms_key")) == (encryption == "kms")
    lifecycles = all_of(stack, "aws_s3_bucket_lifecycle_configuration")
    assert ("ReplicaBucketLifecycle" in lifecycles) == bool(days)
    replication = resource(stack, "aws_s3_bucket_replication_configuration.LogBucketReplication")
    (rule,) = replication["rule"]
    assert ("source_selection_criteria" in rule) == (encryption == "kms")
    providers = {each.get("alias"): each for each in stack["provider"]["aws"]}
    assert ("assume_role" in providers["replica"]) == bool(log_archive)


def test_the_command_that_copies_older_records_is_one_of_the_aws_cli(
    stacks_of: Callable[[str], Stacks],
) -> None:
    output = stacks_of("everything")["LogBucketStack"]["output"]["CopyOlderRecords"]
    aws, service, command, *words = shlex.split(output["value"])
    assert (aws, service, command) == ("aws", "s3control", "create-job")
    words.remove("--no-confirmation-required")
    given = dict(zip(words[::2], words[1::2], strict=True))
    assert given.pop("--region") == "eu-central-1"
    model = get_session().get_service_model("s3control").operation_model("CreateJob").input_shape
    assert model
    shapes = {xform_name(name, "-"): (name, shape) for name, shape in model.members.items()}
    arguments = {
        name: text if shape.type_name == "string" else json.loads(text)
        for option, text in given.items()
        for name, shape in (shapes[option.removeprefix("--")],)
    }
    # The AWS CLI makes up the token.
    arguments |= {"ConfirmationRequired": False, "ClientRequestToken": "x"}
    assert not ParamValidator().validate(arguments, model).has_errors()
