"""`make verify`: what it says about a deployment that works, and about each way to break it.

The tests run in this order: the first ones need a trail that has not delivered yet.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from stacks.foundation.aws_clients import Clients, default_session

import boto3
import pytest
from attrs import evolve, frozen
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import EndpointConnectionError
from moto.cloudtrail.models import cloudtrail_backends
from moto.logs.models import logs_backends

from tests.integration.deployment import Deployment
from tests.pages.readme import table
from tests.preloaded import run, start
from tools.cdktf import PROJECT, STACKS
from tools.verify.__main__ import main
from tools.verify.checks import CHECKS
from tools.verify.declared import DECLARED
from tools.verify.deployment import look_with_terraform
from tools.verify.display import Progress
from tools.verify.terraform import Plan

ACCOUNT = "123456789012"
TERRAFORM_LOOKS = "waiting for Terraform, which compares AWS with what is declared\n"
DEFAULT_ONLY = pytest.mark.parametrize("deployment", ["default"], indirect=True)
HARDENED_ONLY = pytest.mark.parametrize("deployment", ["everything"], indirect=True)


@frozen
class Answer:
    """What a run of `make verify` ended with: its status, and its rows."""

    status: int
    rows: list[dict[str, str]]
    errors: str

    def results(self) -> dict[str, str]:
        """Returns the result of each row that is not ok, by the name of its check."""
        return {row["check"]: row["result"] for row in self.rows if row["result"] != "ok"}

    def row(self, check: str) -> dict[str, str]:
        """Returns the row of a check that has one, or the one of several that is not ok."""
        rows = [row for row in self.rows if row["check"] == check]
        (row,) = [row for row in rows if row["result"] != "ok"] or rows
        return row


Verify = Callable[..., Answer]
_seen: dict[Path, Mapping[str, Plan]] = {}


@pytest.fixture
def verify(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Runs it in this process, in JSON; `--no-wait` unless told otherwise."""

    def run(*words: str) -> Answer:
        capsys.readouterr()
        status = main([*(words or ["--no-wait"]), "--json", "--output", output_of(deployment)])
        printed, errors = capsys.readouterr()
        rows = json.loads(printed)["rows"] if printed else []
        return Answer(status, rows, errors.removeprefix(TERRAFORM_LOOKS))

    return run


@pytest.fixture
def glance(deployment: Deployment, verify: Verify, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """The same, with what Terraform saw when it was first asked, and without a history."""
    if deployment.folder not in _seen:
        output = Path(output_of(deployment))
        _seen[deployment.folder] = look_with_terraform(deployment.settings, output)
    # With clients of its own, to which a test may listen.
    seen = {
        stack: evolve(plan, aws=Clients(plan.aws.region, plan.aws.session))
        for stack, plan in _seen[deployment.folder].items()
    }
    monkeypatch.setattr("tools.verify.__main__.look_with_terraform", lambda *_: seen)
    # What another test has done is remembered for a day.
    monkeypatch.setattr("stacks.features.trail.verify.history.CALLS", ("NoCall",))
    return verify


def output_of(deployment: Deployment) -> str:
    return str(deployment.folder / "cdktf.out")


def something_happens(deployment: Deployment) -> None:
    """A call that the trail records, in its home region and in the one of IAM."""
    boto3.client("kms", region_name=deployment.settings.region).list_aliases()
    boto3.client("iam", region_name=deployment.settings.region).list_users()


@pytest.fixture(scope="package")
def delivered(deployment: Deployment) -> None:
    """Something has arrived, for the tests that can also run without those above them."""
    something_happens(deployment)
    deployment.aws.deliver()


NOT_YET = {
    "delivery to S3": "not yet",
    "delivery to CloudWatch Logs": "not yet",
    "records": "not yet",
    "log group": "not yet",
}


OF_OPT_INS = {
    *("accounts", "announcements", "key", "key extras"),
    *("data events", "network activity events", "insights"),
    "second copy",
    *("alarms reach somebody", "alarm topic extras", "alarm states", "mute rules"),
}


def test_what_has_not_arrived_yet_is_said_and_digests_are_not_due(
    verify: Verify, deployment: Deployment
) -> None:
    answer = verify("--no-wait")
    copies = {"second copy": "not yet"} if deployment.settings.replication else {}
    assert answer.results() == NOT_YET | copies
    assert answer.status == 1
    assert answer.errors == ""
    assert answer.row("records")["remedy"].startswith("CloudTrail writes its first file within 5")
    assert "not due yet: the first one comes before" in answer.row("digests")["observed"]


@DEFAULT_ONLY
def test_a_digest_that_is_overdue_fails(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacks.features.trail.verify.records.DIGEST_DUE", timedelta(0))
    answer = verify()
    assert answer.results() == {**NOT_YET, "digests": "FAILED"}


@DEFAULT_ONLY
def test_the_patience_ends_with_the_timeout(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.verify.__main__.SECONDS_BETWEEN_LOOKS", 0.1)
    answer = verify("--timeout", "0.02")
    assert answer.results() == NOT_YET
    assert answer.status == 1
    # Once, however often it looked: nothing arrived in between.
    assert answer.errors == (
        "waiting for delivery to S3, delivery to CloudWatch Logs, records, log group\n"
    )


@DEFAULT_ONLY
def test_ctrl_c_ends_the_waiting(deployment: Deployment) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tools.verify", "--output", output_of(deployment)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as waiting:
        assert waiting.stderr
        assert waiting.stderr.readline() == TERRAFORM_LOOKS
        assert waiting.stderr.readline().startswith("waiting for delivery")
        waiting.send_signal(signal.SIGINT)
        printed, errors = waiting.communicate(timeout=30)
    assert waiting.returncode == 130
    assert printed + errors == ""


def test_it_waits_until_all_has_arrived(
    deployment: Deployment, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.verify.__main__.SECONDS_BETWEEN_LOOKS", 0.1)
    update = Progress.update

    def deliver_then(progress: Progress, what: str, seconds_left: float) -> None:
        update(progress, what, seconds_left)
        if what.startswith("delivery"):
            deployment.aws.deliver()

    monkeypatch.setattr(Progress, "update", deliver_then)
    answer = verify("--timeout", "1")
    assert answer.errors.startswith("waiting for delivery to S3")
    assert answer.results() == {}
    assert answer.status == 0
    names = [row["check"] for row in answer.rows]
    hardened = deployment.settings.encryption == "kms"
    assert [name for name in dict.fromkeys(names) if name != DECLARED] == [
        check.id for check in CHECKS if hardened or check.id not in OF_OPT_INS
    ]
    declared = [
        f"{kind}.{name}"
        for stack in STACKS
        for kind, resources in json.loads(
            Path(output_of(deployment), "stacks", stack, "cdk.tf.json").read_text()
        )["resource"].items()
        for name in resources
    ]
    resources = [row["resource"] for row in answer.rows if row["check"] == DECLARED]
    assert sorted(resources) == sorted(declared)
    assert all(row["link"].startswith("https://") for row in answer.rows if row["link"])
    assert {row["check"] for row in answer.rows if row["link"]} >= {"trail", "records", "log group"}
    # Which call came first differs: what else is deployed goes on while the logging starts.
    files = files_in(deployment).values()
    first = "|".join(file["Records"][0]["eventName"] for file in files if "Records" in file)
    assert re.fullmatch(
        rf"arn:aws:iam::{ACCOUNT}:user/local: [a-z0-9]+ ({first}), .* UTC, from 127\.0\.0\.1",
        answer.row("newest record")["observed"],
    )


def test_every_record_is_in_another_region_too_where_the_settings_say_so(
    deployment: Deployment, delivered: None
) -> None:
    settings, outputs = deployment.settings, deployment.outputs
    assert ("ReplicaBucketName" in outputs) == (settings.replication is not None)
    if settings.replication is None:
        return
    replica = outputs["ReplicaBucketName"]
    s3 = boto3.client("s3", region_name=settings.region)
    location = s3.get_bucket_location(Bucket=replica)["LocationConstraint"]
    assert location == settings.replication.region != settings.region
    records = s3.list_objects_v2(Bucket=outputs["BucketName"])["Contents"]
    assert records
    for key in (each["Key"] for each in records):
        record = s3.get_object(Bucket=outputs["BucketName"], Key=key)
        copy = s3.get_object(Bucket=replica, Key=key)
        assert record["ReplicationStatus"] == "COMPLETED"
        assert copy["Body"].read() == record["Body"].read()
        assert copy["StorageClass"] == settings.replication.storage_class
        # With a key and a lock where the first one has them; the key is one of its own region.
        assert copy["ServerSideEncryption"] == record["ServerSideEncryption"]
        assert f":{location}:" in copy["SSEKMSKeyId"]
        assert copy["ObjectLockMode"] == record["ObjectLockMode"]


def files_in(deployment: Deployment) -> dict[str, Any]:
    """Returns every object in the log bucket, unpacked, by its key."""
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    bucket = deployment.outputs["BucketName"]
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    return {
        key: json.loads(gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()))
        for key in keys
    }


def test_what_is_delivered_is_of_cloudtrail_s_form(deployment: Deployment) -> None:
    something_happens(deployment)
    deployment.aws.deliver()
    settings, files = deployment.settings, files_in(deployment)
    home = settings.region
    top = deployment.outputs["RecordsPrefix"].partition("//")[2].partition("/")[2]
    top += f"{ACCOUNT}/" if settings.organization else ""
    day = r"\d{4}/\d\d/\d\d"
    # Where the copies are, something is called as well.
    copies = settings.replication
    regions = {home, "us-east-1"} | ({copies.region} if copies else set())
    forms = {
        kind: rf"{top}{kind}/(?P<region>{'|'.join(regions)})/{day}/"
        rf"{ACCOUNT}_{kind}_(?P=region)_{name}"
        for kind, name in (
            ("CloudTrail", r"\d{8}T\d{4}Z_\w{16}\.json\.gz"),
            ("CloudTrail-Digest", rf"{settings.trail_name}_{home}_\d{{8}}T\d{{6}}Z\.json\.gz"),
        )
    }
    logs = [key for key in files if re.fullmatch(forms["CloudTrail"], key)]
    digests = [key for key in files if re.fullmatch(forms["CloudTrail-Digest"], key)]
    assert sorted(logs + digests) == sorted(files)
    assert len(logs) == len(digests) >= 3
    events = [event for key in logs for event in files[key]["Records"]]
    names = {event["eventName"] for event in events}
    assert {"StartLogging", "ListAliases", "ListUsers", "GetTrailStatus"} <= names
    # Neither what happens to an object nor what CloudTrail does itself.
    assert names.isdisjoint({"PutObject", "GetObject", "ListObjectsV2", "PutLogEvents"})
    assert "CreateLogStream" not in names
    assert not any(event["userAgent"].startswith("cloudtrail.") for event in events)
    assert {event["awsRegion"] for event in events} == regions
    assert {event["recipientAccountId"] for event in events} == {ACCOUNT}

    s3 = boto3.client("s3", region_name=home)
    bucket = deployment.outputs["BucketName"]
    for key in digests:
        (listed,) = files[key]["logFiles"]
        content = s3.get_object(Bucket=bucket, Key=listed["s3Object"])["Body"].read()
        assert hashlib.sha256(gzip.decompress(content)).hexdigest() == listed["hashValue"]
    for key in files:
        head = s3.head_object(Bucket=bucket, Key=key)
        kms = settings.encryption == "kms"
        assert head["ServerSideEncryption"] == ("aws:kms" if kms else "AES256")
        assert head.get("ObjectLockMode") == (settings.object_lock and settings.object_lock.mode)

    logs_client = boto3.client("logs", region_name=home)
    group = deployment.outputs["LogGroupName"]
    (stream,) = logs_client.describe_log_streams(logGroupName=group)["logStreams"]
    organization = f"{settings.organization.id}_" if settings.organization else ""
    assert stream["logStreamName"] == f"{organization}{ACCOUNT}_CloudTrail_{home}"
    in_group = logs_client.get_log_events(
        logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True
    )["events"]
    assert {json.loads(each["message"])["eventID"] for each in in_group} == {
        event["eventID"] for event in events
    }


Break = Callable[[Deployment], AbstractContextManager[None]]


@contextmanager
def logging_stopped(deployment: Deployment) -> Iterator[None]:
    cloudtrail = boto3.client("cloudtrail", region_name=deployment.settings.region)
    cloudtrail.stop_logging(Name=deployment.outputs["TrailArn"])
    yield
    cloudtrail.start_logging(Name=deployment.outputs["TrailArn"])


@contextmanager
def trail_deleted(deployment: Deployment) -> Iterator[None]:
    name, region = deployment.settings.trail_name, deployment.settings.region
    trails = cloudtrail_backends[ACCOUNT][region].trails
    trail = trails[name]
    boto3.client("cloudtrail", region_name=region).delete_trail(Name=name)
    yield
    trails[name] = trail


@contextmanager
def another_bucket(deployment: Deployment) -> Iterator[None]:
    region, arn = deployment.settings.region, deployment.outputs["TrailArn"]
    cloudtrail = boto3.client("cloudtrail", region_name=region)
    cloudtrail.update_trail(Name=arn, S3BucketName="elsewhere", EnableLogFileValidation=False)
    yield
    bucket = deployment.outputs["BucketName"]
    cloudtrail.update_trail(Name=arn, S3BucketName=bucket, EnableLogFileValidation=True)


@contextmanager
def group_deleted(deployment: Deployment) -> Iterator[None]:
    name, region = deployment.settings.log_group_name, deployment.settings.region
    groups = logs_backends[ACCOUNT][region].groups
    group = groups[name]
    boto3.client("logs", region_name=region).delete_log_group(logGroupName=name)
    yield
    groups[name] = group


@contextmanager
def retention_changed(deployment: Deployment) -> Iterator[None]:
    settings = deployment.settings
    logs = boto3.client("logs", region_name=settings.region)
    logs.put_retention_policy(logGroupName=settings.log_group_name, retentionInDays=1)
    yield
    logs.put_retention_policy(
        logGroupName=settings.log_group_name, retentionInDays=settings.log_retention_days
    )


@contextmanager
def bucket_policy(deployment: Deployment, changed: Callable[[str], str] | None) -> Iterator[None]:
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    bucket = deployment.outputs["BucketName"]
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    if changed is None:
        s3.delete_bucket_policy(Bucket=bucket)
    else:
        assert changed(policy) != policy
        s3.put_bucket_policy(Bucket=bucket, Policy=changed(policy))
    yield
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)


def bucket_policy_removed(deployment: Deployment) -> AbstractContextManager[None]:
    return bucket_policy(deployment, None)


def another_trail_s_arn(deployment: Deployment) -> AbstractContextManager[None]:
    arn = deployment.outputs["TrailArn"]
    return bucket_policy(deployment, lambda policy: policy.replace(arn, f"{arn}-old"))


def another_folder(deployment: Deployment) -> AbstractContextManager[None]:
    return bucket_policy(deployment, lambda policy: policy.replace("AWSLogs/", "logs/"))


@contextmanager
def role_policy_removed(deployment: Deployment) -> Iterator[None]:
    iam = boto3.client("iam", region_name=deployment.settings.region)
    (role,) = [each["RoleName"] for each in iam.list_roles()["Roles"]]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    iam.delete_role_policy(RoleName=role, PolicyName=name)
    yield
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


@contextmanager
def trust_changed(deployment: Deployment) -> Iterator[None]:
    iam = boto3.client("iam", region_name=deployment.settings.region)
    (role,) = iam.list_roles()["Roles"]
    trust: Any = role["AssumeRolePolicyDocument"]
    other = json.dumps(trust).replace("cloudtrail.", "config.")
    iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=other)
    yield
    iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=json.dumps(trust))


def key_of(deployment: Deployment) -> str:
    cloudtrail = boto3.client("cloudtrail", region_name=deployment.settings.region)
    trail = cloudtrail.get_trail(Name=deployment.outputs["TrailArn"])["Trail"]
    return trail["KmsKeyId"].rpartition("/")[2]


@contextmanager
def key_policy_without(deployment: Deployment, sid: str) -> Iterator[None]:
    kms, key = boto3.client("kms", region_name=deployment.settings.region), key_of(deployment)
    policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    document = json.loads(policy)
    rest = [each for each in document["Statement"] if each["Sid"] != sid]
    assert len(rest) == len(document["Statement"]) - 1
    kms.put_key_policy(
        KeyId=key, PolicyName="default", Policy=json.dumps({**document, "Statement": rest})
    )
    yield
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)


def key_without_the_trail(deployment: Deployment) -> AbstractContextManager[None]:
    return key_policy_without(deployment, "AllowCloudTrailToEncryptLogs")


def key_without_the_log_group(deployment: Deployment) -> AbstractContextManager[None]:
    return key_policy_without(deployment, "AllowCloudWatchLogs")


@contextmanager
def key_disabled(deployment: Deployment) -> Iterator[None]:
    kms, key = boto3.client("kms", region_name=deployment.settings.region), key_of(deployment)
    kms.disable_key(KeyId=key)
    yield
    kms.enable_key(KeyId=key)


@contextmanager
def not_rotated(deployment: Deployment) -> Iterator[None]:
    kms, key = boto3.client("kms", region_name=deployment.settings.region), key_of(deployment)
    kms.disable_key_rotation(KeyId=key)
    yield
    kms.enable_key_rotation(KeyId=key)


Failure = tuple[Break, dict[str, tuple[str, str]]]
DENIED_BY_BUCKET = {
    "delivery to S3": ("AccessDenied; last ", "the bucket policy"),
    "digests": ("AccessDenied", "the bucket policy"),
}
FAILURES: list[Failure] = [
    (logging_stopped, {"logging": ("stopped ", "make deploy puts it back")}),
    (trail_deleted, {"trail": ("trail/CloudTrail does not exist", "make deploy makes it again")}),
    (
        another_bucket,
        {
            "trail": ("the bucket is elsewhere, and central-logs-", "make deploy puts it back"),
            "validation": ("off: no digests are written", "make deploy puts it back"),
            "delivery to S3": ("NoSuchBucket; last ", "the bucket is gone"),
        },
    ),
    (bucket_policy_removed, DENIED_BY_BUCKET),
    (another_trail_s_arn, DENIED_BY_BUCKET),
    (another_folder, DENIED_BY_BUCKET),
    (
        role_policy_removed,
        {
            "delivery to CloudWatch Logs": (
                "Access denied. Check the permissions for your role.; last ",
                "the role's policy",
            )
        },
    ),
    (
        trust_changed,
        {
            "delivery to CloudWatch Logs": (
                "Access denied. Check the trust relationships for your role.; last ",
                "the role's trust policy",
            )
        },
    ),
    (
        group_deleted,
        {
            "delivery to CloudWatch Logs": (
                "The specified log group does not exist.; last ",
                "the log group is gone",
            ),
            "log group": ("TrailLog does not exist", "make deploy makes it again"),
        },
    ),
]
FAILURES_OF_HARDENING: list[Failure] = [
    (
        key_without_the_trail,
        {
            "delivery to S3": ("AccessDenied; last ", "the key's policy"),
            "digests": ("AccessDenied", "the key's policy"),
        },
    ),
    (
        key_without_the_log_group,
        {"delivery to CloudWatch Logs": ("Access denied. Check the permissions", "the role's")},
    ),
    (
        key_disabled,
        {
            "delivery to S3": ("KMS.DisabledException; last ", "aws kms enable-key"),
            "digests": ("KMS.DisabledException", "aws kms enable-key"),
            "newest record": (
                "cannot be decrypted: KMS.DisabledException, ",
                "Look whether the key is enabled",
            ),
            "key": ("is Disabled, and no record can be written or read", "make deploy"),
        },
    ),
    (not_rotated, {"key": ("is not rotated", "make deploy")}),
]


def each_fails_and_is_healed(failure: Failure, deployment: Deployment, glance: Verify) -> None:
    broken, expected = failure
    with broken(deployment):
        something_happens(deployment)
        deployment.aws.deliver()
        # It does not wait for what time cannot mend.
        answer = glance("--timeout", "0.5")
    assert answer.status == 1
    assert answer.results() == dict.fromkeys(expected, "FAILED")
    for check, (observed, remedy) in expected.items():
        assert observed in answer.row(check)["observed"]
        assert remedy in answer.row(check)["remedy"]
    something_happens(deployment)
    deployment.aws.deliver()
    healed = glance()
    assert (healed.status, healed.results()) == (0, {})


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure[0].__name__)
def test_each_failure_has_its_row_and_its_remedy(
    failure: Failure, deployment: Deployment, glance: Verify
) -> None:
    each_fails_and_is_healed(failure, deployment, glance)


@pytest.mark.usefixtures("delivered")
@HARDENED_ONLY
@pytest.mark.parametrize("failure", FAILURES_OF_HARDENING, ids=lambda failure: failure[0].__name__)
def test_each_failure_of_an_opt_in_has_its_row_and_its_remedy(
    failure: Failure, deployment: Deployment, glance: Verify
) -> None:
    each_fails_and_is_healed(failure, deployment, glance)


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
def test_a_trail_that_fell_silent_is_waited_for(
    glance: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stacks.foundation.deployed.SILENCE", timedelta(0))
    assert glance().results() == NOT_YET


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
def test_what_is_no_record_is_said(deployment: Deployment, glance: Verify) -> None:
    newest = max(key for key in files_in(deployment) if "/CloudTrail/us-east-2/" in key)
    s3 = boto3.client("s3", region_name=deployment.settings.region)
    key = newest.replace("Z_", "Z_~")
    bucket = deployment.outputs["BucketName"]
    s3.put_object(Bucket=bucket, Key=key, Body=b"a fake")
    answer = glance()
    (version,) = s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"]
    s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])
    assert answer.results() == {"newest record": "FAILED"}
    assert f"{key} is no record of CloudTrail's: " in answer.row("newest record")["observed"]


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
def test_it_looks_from_a_process_of_its_own(deployment: Deployment) -> None:
    """Where nothing of the local AWS is mended, which runs in this one."""
    options = ("--no-wait", "--json", "--output", output_of(deployment))
    ended = start("verify", *options, environment=os.environ, stderr=subprocess.PIPE)
    rows = json.loads(ended.stdout)["rows"]
    assert {row["result"] for row in rows if row["check"] != "history"} == {"ok"}


def cannot_look(environment: dict[str, str], output: Path | str) -> str:
    """Returns the one sentence of a run that could not look."""
    options = ("--output", str(output))
    ended = run("verify", *options, environment=environment, stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    (sentence,) = ended.stderr.removeprefix(TERRAFORM_LOOKS).splitlines()
    return sentence


@DEFAULT_ONLY
def test_without_credentials_it_cannot_look(deployment: Deployment) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    }
    assert cannot_look(environment, output_of(deployment)) == (
        "There are no AWS credentials; set AWS_PROFILE, or whatever brings yours."
    )


@DEFAULT_ONLY
def test_without_terraform_or_a_readable_state_it_cannot_look(
    deployment: Deployment, tmp_path: Path
) -> None:
    nowhere = {**os.environ, "TERRAFORM_BINARY_NAME": str(tmp_path / "terraform")}
    said = cannot_look(nowhere, output_of(deployment))
    assert said.startswith("Terraform cannot be run: ")
    (tmp_path / "terraform.LogBucketStack.tfstate").write_text("{")
    said = cannot_look(dict(os.environ), tmp_path / "cdktf.out")
    assert said.startswith("terraform.LogBucketStack.tfstate cannot be read: ")


@DEFAULT_ONLY
def test_where_nothing_or_half_is_deployed_it_cannot_look(
    deployment: Deployment, tmp_path: Path
) -> None:
    sentence = "{} is not deployed from this folder; make deploy does that."
    output = tmp_path / "cdktf.out"
    assert cannot_look(dict(os.environ), output) == sentence.format("LogBucketStack")
    shutil.copy(deployment.folder / "terraform.LogBucketStack.tfstate", tmp_path)
    assert cannot_look(dict(os.environ), output) == sentence.format("CloudtrailStack")


@DEFAULT_ONLY
def test_with_another_account_s_credentials_it_cannot_look(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111122223333")
    answer = verify()
    assert (answer.status, answer.rows) == (2, [])
    assert answer.errors == (
        "This deployment is in account 123456789012, and the credentials are for 111122223333: "
        "use those of 123456789012; another account needs a deployment of its own, in a folder of "
        "its own.\n"
    )


@DEFAULT_ONLY
def test_with_bad_settings_it_cannot_look(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGGING_LOG_RETENTION_DAYS", "8")
    answer = verify()
    assert answer.status == 2
    assert "log_retention_days = 8" in answer.errors


@contextmanager
def before_each_call(handler: Callable[..., Any]) -> Iterator[None]:
    """Lets `handler` see, and answer, what is called through boto3's default session."""
    events = default_session().events
    events.register("before-call", handler)
    try:
        yield
    finally:
        # Otherwise one test that fails would make all that follow fail.
        events.unregister("before-call", handler)


def answering(operation: str, error: dict[str, str]) -> Callable[..., Any]:
    """Returns what answers this operation with an error, and lets the others through."""
    refusal = AWSResponse("", 400, HTTPHeaders(), None), {"Error": error}
    return lambda model, **_: refusal if model.name == operation else None


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
@pytest.mark.parametrize(
    ("operation", "error", "check"),
    [
        (
            "GetObject",
            {"Code": "KMS.DisabledException", "Message": "The key is disabled."},
            "newest record",
        ),
        (
            "GetLogEvents",
            {"Code": "AccessDeniedException", "Message": "The specified KMS key is not allowed."},
            "log group",
        ),
    ],
)
def test_what_the_key_keeps_shut_is_a_row(
    operation: str, error: dict[str, str], check: str, glance: Verify
) -> None:
    """Moto reads on where AWS cannot: the key is disabled, gone, or not for this log group."""
    with before_each_call(answering(operation, error)):
        answer = glance()
    assert (answer.status, answer.results()) == (1, {check: "FAILED"})
    assert answer.row(check)["observed"].startswith("cannot be decrypted: ")
    assert error["Message"].rstrip(".") in answer.row(check)["observed"]


# Who they are, which takes no permission.
EVERYBODY_MAY = {"sts:GetCallerIdentity"}

# Where an action is called otherwise than the operation that needs it.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
ACTIONS = defaultdict(
    str,
    GetBucketCors="s3:GetBucketCORS",
    GetBucketReplication="s3:GetReplicationConfiguration",
    GetObjectLockConfiguration="s3:GetBucketObjectLockConfiguration",
    HeadObject="s3:GetObject",
    ListBucketInventoryConfigurations="s3:GetInventoryConfiguration",
    ListObjectVersions="s3:ListBucketVersions",
    ListObjectsV2="s3:ListBucket",
)


def action(model: Any) -> str:
    """Returns the action that an operation needs."""
    service = model.service_model.service_name.removesuffix("control")
    return ACTIONS[model.name] or f"{service}:{model.name}"


@pytest.mark.usefixtures("delivered")
@HARDENED_ONLY
def test_it_makes_the_calls_whose_actions_it_says_that_it_needs(glance: Verify) -> None:
    made = set()
    with before_each_call(lambda model, **_: made.add(action(model))):
        assert glance().status == 0
    needed = {each for check in CHECKS for each in check.actions}
    # Implied by reading what is encrypted, and not a call; and no rule is there to be asked for.
    assert made - EVERYBODY_MAY == needed - {"kms:Decrypt", "cloudwatch:GetAlarmMuteRule"}
    assert set(table("| action | what for |")) == needed


@pytest.mark.usefixtures("delivered")
@HARDENED_ONLY
def test_what_the_caller_may_not_look_at_is_not_checked(glance: Verify) -> None:
    refusal = (
        AWSResponse("", 400, HTTPHeaders(), None),
        {"Error": {"Code": "AccessDenied", "Message": "Access Denied"}},
    )
    with before_each_call(lambda **_: refusal):
        answer = glance()
        assert glance("--no-wait", "--strict").status == 1
    assert answer.status == 0
    assert answer.results() == dict.fromkeys([check.id for check in CHECKS], "not checked")
    for check in CHECKS:
        said = answer.row(check.id)["observed"]
        assert any(said.startswith(f"the caller may not {each}") for each in check.actions)


@pytest.mark.usefixtures("delivered")
@DEFAULT_ONLY
def test_a_lost_connection_does_not_end_the_wait(
    glance: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.verify.__main__.SECONDS_BETWEEN_LOOKS", 0.1)
    lost: list[str] = []

    def lose_the_first(model: Any, **_: Any) -> None:
        if not lost:
            lost.append(model.name)
            raise EndpointConnectionError(endpoint_url="https://cloudtrail")

    with before_each_call(lose_the_first):
        answer = glance("--timeout", "1")
    assert lost
    assert answer.errors == "waiting for trail\n"
    assert (answer.status, answer.results()) == (0, {})


@DEFAULT_ONLY
def test_people_get_a_table_what_to_do_and_links_to_copy(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    with retention_changed(deployment):
        capsys.readouterr()
        assert main(["--no-wait", "--output", output_of(deployment)]) == 1
        printed, errors = capsys.readouterr()
    table_, below = printed.split("┘\n")
    assert re.search(r"│ as deployed +│ FAILED +│ aws_cloudwatch_log_group.TrailLog: ", table_)
    assert "retention_in_days is 1, and 7 was deployed" in " ".join(
        table_.replace("│", " ").split()
    )
    assert re.search(r"│ as deployed +│ ok +│ CloudtrailStack: \d+ resources unchanged +│", table_)
    assert "\nas deployed, aws_cloudwatch_log_group.TrailLog: Somebody changed it" in f"\n{below}"
    links = [line.strip() for line in below.splitlines() if line.startswith("  https://")]
    assert len(links) == len(set(links)) == 4
    for output in ("TrailConsoleLink", "LogGroupConsoleLink"):
        assert deployment.outputs[output] in links
    assert "\x1b" not in printed + errors
