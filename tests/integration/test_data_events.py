"""What is done with objects is recorded, each once, and delivering it makes no event of its own."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stacks.settings import AccessLogs, Athena, DataEvents, Settings

import attrs
import boto3
import pytest

from tests.integration.deployment import Deployment, deployed

REGION: Final = "us-east-2"
BUCKET = "amzn-s3-demo-bucket"
NONE_CHOSEN = {"LOGGING_DATA_EVENTS": "[]", "LOGGING_INSIGHTS": "[]"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment that records what is done with objects, but for one folder."""
    settings = Settings(
        data_events=[DataEvents(type="s3", exclude=[f"arn:aws:s3:::{BUCKET}/scratch/"])],
        insights=["ApiCallRateInsight"],
        access_logs=AccessLogs(),
        athena=Athena(),
    )
    with deployed(settings, tmp_path_factory.mktemp("data-events")) as deployment:
        boto3.client("s3", region_name=REGION).create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        yield deployment


def log_files(deployment: Deployment) -> list[str]:
    """Returns the keys of all log files."""
    s3 = boto3.client("s3", region_name=REGION)
    found = s3.list_objects_v2(Bucket=deployment.outputs["BucketName"])["Contents"]
    return [each["Key"] for each in found if "/CloudTrail/" in each["Key"]]


def data_events(deployment: Deployment) -> list[Mapping[str, Any]]:
    """Returns every data event that was delivered."""
    s3: Any = boto3.client("s3", region_name=REGION)
    records = []
    for key in log_files(deployment):
        answer = s3.get_object(Bucket=deployment.outputs["BucketName"], Key=key)
        records += json.loads(gzip.decompress(answer["Body"].read()))["Records"]
    return [each for each in records if each["eventCategory"] == "Data"]


def rows(deployment: Deployment, *checks: str) -> list[Mapping[str, Any]]:
    """Returns what make verify says of these checks."""
    done = deployment.tool("verify", "--json", "--no-wait")
    report = json.loads(done.stdout[done.stdout.index("{") :])
    return [each for each in report["rows"] if each["check"] in checks]


def test_every_call_makes_one_record_and_its_delivery_none(running: Deployment) -> None:
    s3 = boto3.client("s3", region_name=REGION)
    for key in ("a", "b", "scratch/c"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    s3.get_object(Bucket=BUCKET, Key="a")
    s3.list_objects_v2(Bucket=BUCKET)
    s3.delete_object(Bucket=BUCKET, Key="a")
    running.aws.deliver()
    found = Counter((each["eventName"], each["readOnly"]) for each in data_events(running))
    assert found == {
        ("PutObject", False): 2,
        ("GetObject", True): 1,
        ("ListObjectsV2", True): 1,
        ("DeleteObject", False): 1,
    }
    # Neither the delivery nor who reads the records is recorded: there is nothing more to deliver.
    delivered = log_files(running)
    running.aws.deliver()
    assert log_files(running) == delivered


def test_verify_says_when_the_newest_came(running: Deployment) -> None:
    data, insights = rows(running, "data events", "insights")
    assert data["result"] == "ok"
    assert data["observed"].startswith("resources.type Equals AWS::S3::Object and resources.ARN")
    assert "the newest file came" in data["observed"]
    assert insights["result"] == "ok"
    assert insights["observed"].startswith("ApiCallRateInsight; no file yet")


def test_all_of_it_is_proved(running: Deployment) -> None:
    done = running.tool("validate", "--json")
    report = json.loads(done.stdout[done.stdout.index("{") :])
    assert (done.returncode, report["holds"]) == (0, True), done.stdout
    assert sum(each["valid"] for each in report["regions"]) == len(log_files(running))


def test_without_the_exclusion_every_delivery_makes_another(running: Deployment) -> None:
    """The reason for it; and verify says so, and a deploy puts it back."""
    cloudtrail: Any = boto3.client("cloudtrail", region_name=REGION)
    trail = running.outputs["TrailArn"]
    selectors = cloudtrail.get_event_selectors(TrailName=trail)["AdvancedEventSelectors"]
    for each in selectors:
        kept = [one for one in each["FieldSelectors"] if one["Field"] != "resources.ARN"]
        each["FieldSelectors"] = kept
    cloudtrail.put_event_selectors(TrailName=trail, AdvancedEventSelectors=selectors)
    for _ in range(3):
        before = len(log_files(running))
        running.aws.deliver()
        assert len(log_files(running)) > before
    (row,) = rows(running, "data events")
    assert row["result"] == "FAILED"
    assert row["observed"].startswith("data events not selected")

    assert running.plan("CloudtrailStack").returncode == 2
    running.deploy()
    running.aws.deliver()
    delivered = log_files(running)
    running.aws.deliver()
    assert log_files(running) == delivered


def test_the_default_in_their_place_is_seen_and_mended(running: Deployment) -> None:
    """Of the default the provider reads nothing, so that its plan is empty."""
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    trail = running.outputs["TrailArn"]
    cloudtrail.put_event_selectors(
        TrailName=trail,
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}],
    )
    cloudtrail.put_insight_selectors(TrailName=trail, InsightSelectors=[])
    said = {each["check"]: each["result"] for each in rows(running, "data events", "insights")}
    assert said == {"data events": "FAILED", "insights": "FAILED"}
    assert running.plan("CloudtrailStack").returncode == 0
    done = running.tool("deploy", "--auto-approve")
    assert done.returncode == 0, done.stdout
    said = {each["check"]: each["result"] for each in rows(running, "data events", "insights")}
    assert said == {"data events": "ok", "insights": "ok"}


def test_a_plan_does_not_promise_what_cloudtrail_refuses(running: Deployment) -> None:
    done = attrs.evolve(running).tool("plan", **NONE_CHOSEN)
    assert "CloudTrail refuses to have no selector where it has some" in done.stdout
    stepping_stone = {**NONE_CHOSEN, "LOGGING_MANAGEMENT_EVENTS": "{}"}
    assert "Refused" not in running.tool("plan", **stepping_stone).stdout


def test_what_is_chosen_no_more_is_off(running: Deployment) -> None:
    """Also insights, which some versions of the provider leave on."""
    done = running.tool("deploy", **NONE_CHOSEN)
    assert done.returncode == 1
    assert "Data events 1: AWS::S3::Object" in done.stdout
    assert "Nothing was changed" in done.stdout
    done = running.tool("deploy", "--auto-approve", **NONE_CHOSEN)
    assert done.returncode == 0, done.stdout
    cloudtrail = boto3.client("cloudtrail", region_name=REGION)
    trail = running.outputs["TrailArn"]
    selectors = cloudtrail.get_event_selectors(TrailName=trail)
    assert not selectors.get("AdvancedEventSelectors")
    assert selectors["EventSelectors"][0]["ReadWriteType"] == "All"
    with pytest.raises(cloudtrail.exceptions.InsightNotEnabledException):
        cloudtrail.get_insight_selectors(TrailName=trail)
    boto3.client("s3", region_name=REGION).put_object(Bucket=BUCKET, Key="later", Body=b"x")
    known = len(data_events(running))
    running.aws.deliver()
    assert len(data_events(running)) == known
    assert "Nothing to change" in running.tool("diff", **NONE_CHOSEN).stdout
