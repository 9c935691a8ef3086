"""What lies in folders of its own: insights, and calls through VPC endpoints.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacks.settings import Athena, Settings

import pytest

from tests.conftest import Stacks, synthesise
from tests.features.athena.archive import Delivered, Record, deliver
from tests.features.athena.local_athena import LocalAthena, synthesised_table
from tests.features.athena.sample import ACCOUNT, CALLERS, SAMPLE, TODAY

REGION = "us-east-1"
BEFORE, SINCE = "2026/02/25", "2026/03/01"
OTHER = "444455556666"


def insight(number: int, state: str, day: str, **details: Any) -> Record:
    arns = [f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("alice", "bob")]
    statistics = {
        "baseline": {"average": 0.25},
        "insight": {"average": 12.5},
        "insightDuration": 7,
        "baselineDuration": 10_080,
    }
    attributions = [
        {
            "attribute": "userAgent",
            "insight": [{"value": "aws-cli/2.22.0", "average": 12.5}],
            "baseline": [],
        },
        {
            "attribute": "userIdentityArn",
            "insight": [{"value": arn, "average": 6.25} for arn in arns],
            "baseline": [{"value": arns[0], "average": 0.25}],
        },
    ]
    return {
        "eventVersion": "1.09",
        "eventTime": f"{day.replace('/', '-')}T00:0{number}:00Z",
        "awsRegion": REGION,
        "eventID": f"insight-{number}",
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": ACCOUNT,
        "sharedEventID": "shared",
        "insightDetails": {
            "state": state,
            "eventSource": "ssm.amazonaws.com",
            "eventName": "UpdateInstanceInformation",
            "insightType": "ApiCallRateInsight",
            "insightContext": {"statistics": statistics, "attributions": attributions},
            **details,
        },
        "eventCategory": "Insight",
    }


INSIGHTS = [
    Delivered(ACCOUNT, REGION, day, record)
    for day, record in (
        (BEFORE, insight(1, "Start", BEFORE)),
        (SINCE, insight(2, "Start", SINCE)),
        (
            SINCE,
            insight(
                3,
                "End",
                SINCE,
                insightType="ApiErrorRateInsight",
                errorCode="AccessDenied",
                # What AWS leaves out where nobody stands out.
                insightContext={"statistics": {"baseline": {"average": 0}}},
            ),
        ),
    )
]


def call(number: int, day: str, caller: str, **more: Any) -> Record:
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": caller, **CALLERS[caller]},
        "eventTime": f"{day.replace('/', '-')}T00:0{number}:00Z",
        "eventSource": "kms.amazonaws.com",
        "eventName": "Decrypt",
        "awsRegion": REGION,
        "sourceIPAddress": "10.0.0.7",
        "eventID": f"call-{number}",
        "requestID": f"request-{number}",
        "eventType": "AwsVpceEvent",
        "recipientAccountId": ACCOUNT,
        "vpcEndpointId": "vpce-EXAMPLE08c1b6b9b7",
        "vpcEndpointAccountId": ACCOUNT,
        "eventCategory": "NetworkActivity",
        **more,
    }


REFUSED = {"errorCode": "VpceAccessDenied", "errorMessage": "The request was denied"}
CALLS = [
    Delivered(ACCOUNT, REGION, day, record)
    for day, record in (
        (BEFORE, call(1, BEFORE, "IAMUser")),
        (SINCE, call(2, SINCE, "IAMUser")),
        (SINCE, call(3, SINCE, "IAMUser")),
        (SINCE, call(4, SINCE, "AWSAccount", **REFUSED)),
    )
]


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    settings = Settings(
        athena=Athena(),
        insights=["ApiCallRateInsight"],
        network_activity_events=["kms.amazonaws.com"],
    )
    return synthesise(settings, tmp_path_factory.mktemp("stacks"))


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bucket")
    deliver(SAMPLE, bucket=folder, prefix=None)
    deliver(INSIGHTS, bucket=folder, prefix=None, kind="CloudTrail-Insight")
    deliver(CALLS, bucket=folder, prefix=None, kind="CloudTrail-NetworkActivity")
    return folder


def answer(stacks: Stacks, bucket: Path, table: str, query: str) -> list[dict[str, Any]]:
    """Returns what a saved query answers over a table."""
    saved = stacks["CloudtrailStack"]["resource"]["aws_athena_named_query"].values()
    (sql,) = (each["query"] for each in saved if each["name"] == query)
    found = synthesised_table(stacks, accounts=(ACCOUNT,), name=table)
    return LocalAthena(found, bucket, TODAY).answer(sql)


def events_in(stacks: Stacks, bucket: Path, table: str) -> set[str]:
    found = synthesised_table(stacks, accounts=(ACCOUNT,), name=table)
    rows = LocalAthena(found, bucket, TODAY).answer(f"SELECT eventid FROM {found.name}")
    return {row["eventid"] for row in rows}


def ids(delivered: list[Delivered]) -> set[str]:
    return {each.record["eventID"] for each in delivered if each.account == ACCOUNT}


def test_each_table_reads_its_own_kind_and_no_other(stacks: Stacks, bucket: Path) -> None:
    assert events_in(stacks, bucket, "records") == ids(SAMPLE)
    assert events_in(stacks, bucket, "insights") == ids(INSIGHTS)
    assert events_in(stacks, bucket, "network_activity") == ids(CALLS)


def test_unusual_activity_says_what_by_how_much_and_whose(stacks: Stacks, bucket: Path) -> None:
    common: Mapping[str, Any] = {
        "account": ACCOUNT,
        "region": REGION,
        "eventsource": "ssm.amazonaws.com",
        "eventname": "UpdateInstanceInformation",
        "sharedeventid": "shared",
    }
    assert answer(stacks, bucket, "insights", "Unusual activity") == [
        {
            **common,
            "eventtime": "2026-03-01T00:02:00Z",
            "state": "Start",
            "kind": "ApiCallRateInsight",
            "errorcode": None,
            "usual_a_minute": 0.25,
            "seen_a_minute": 12.5,
            "minutes": 7,
            "principals": f"arn:aws:iam::{ACCOUNT}:user/alice, arn:aws:iam::{ACCOUNT}:user/bob",
            "eventid": "insight-2",
        },
        {
            **common,
            "eventtime": "2026-03-01T00:03:00Z",
            "state": "End",
            "kind": "ApiErrorRateInsight",
            "errorcode": "AccessDenied",
            "usual_a_minute": 0.0,
            "seen_a_minute": None,
            "minutes": None,
            "principals": None,
            "eventid": "insight-3",
        },
    ]


def test_calls_through_endpoints_say_whose_and_what_was_refused(
    stacks: Stacks, bucket: Path
) -> None:
    common: Mapping[str, Any] = {
        "account": ACCOUNT,
        "region": REGION,
        "vpcendpointid": "vpce-EXAMPLE08c1b6b9b7",
        "eventsource": "kms.amazonaws.com",
        "eventname": "Decrypt",
    }
    assert answer(stacks, bucket, "network_activity", "Calls through VPC endpoints") == [
        {
            **common,
            "caller_account": ACCOUNT,
            "principal": CALLERS["IAMUser"]["arn"],
            "errorcode": None,
            "calls": 2,
            "first_call": "2026-03-01T00:02:00Z",
            "last_call": "2026-03-01T00:03:00Z",
        },
        {
            **common,
            "caller_account": OTHER,
            "principal": CALLERS["AWSAccount"]["principalId"],
            "errorcode": "VpceAccessDenied",
            "calls": 1,
            "first_call": "2026-03-01T00:04:00Z",
            "last_call": "2026-03-01T00:04:00Z",
        },
    ]


def test_without_them_there_is_the_table_of_the_records_alone(tmp_path: Path) -> None:
    resources = synthesise(Settings(athena=Athena()), tmp_path)["CloudtrailStack"]["resource"]
    tables = [each["name"] for each in resources["aws_glue_catalog_table"].values()]
    queries = {each["name"] for each in resources["aws_athena_named_query"].values()}
    assert tables == ["records"]
    assert queries.isdisjoint({"Unusual activity", "Calls through VPC endpoints"})
