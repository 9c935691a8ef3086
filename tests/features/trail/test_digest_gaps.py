"""A digest that is gone for good leaves a gap, and nothing else does."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from stacks.features.trail.verify.digest_gaps import CHECKS
from stacks.foundation.checks import Result

import pytest

NOW = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=90)
FOLDER = "AWSLogs/123456789012/CloudTrail-Digest/"


def keys(region: str, ages: Iterable[float], suffix: str = "") -> list[str]:
    """Returns the keys of digests that are so many hours old."""
    times = [NOW - timedelta(hours=age) for age in ages]
    return [
        f"{FOLDER}{region}/{time:%Y/%m/%d}/123456789012_CloudTrail-Digest_{region}_CloudTrail_"
        f"us-east-2_{time:%Y%m%dT%H%M%SZ}{suffix}.json.gz"
        for time in times
    ]


HOURLY = [hour + 0.1 for hour in range(80)]


class Bucket:
    """S3 with these keys, as far as the check asks it."""

    exceptions = SimpleNamespace(NoSuchBucket=KeyError)

    def __init__(self, found: list[str]) -> None:
        self.keys = sorted(found)

    def get_paginator(self, _: str) -> "Bucket":
        """Itself, which has but one page."""
        return self

    def paginate(self, **asked: str) -> Any:
        """The one page: the folder of each region, or keys in their order."""
        if "Delimiter" in asked:
            regions = {key.split("/")[3] for key in self.keys}
            return [{"CommonPrefixes": [{"Prefix": f"{FOLDER}{region}/"} for region in regions]}]
        prefix, after = asked["Prefix"], asked["StartAfter"]
        listed = [key for key in self.keys if key.startswith(prefix) and key > after]
        return [{"Contents": [{"Key": key}]} for key in listed]


def look(found: list[str], started: datetime = LONG_AGO) -> list[tuple[Result, str]]:
    deployed: Any = SimpleNamespace(
        trail={"LogFileValidationEnabled": True},
        status={"StartLoggingTime": started},
        now=NOW,
        archive=SimpleNamespace(s3=Bucket(found)),
        bucket="records",
        records="AWSLogs/123456789012",
        region="us-east-2",
    )
    (check,) = CHECKS
    return [(each.result, each.observed) for each in check.look(deployed)]


@pytest.mark.parametrize(
    ("found", "started"),
    [
        pytest.param(keys("us-east-2", HOURLY), LONG_AGO, id="one an hour"),
        pytest.param(
            keys("us-east-2", HOURLY) + keys("ap-east-1", range(240, 300)),
            LONG_AGO,
            id="a region that was switched off",
        ),
        pytest.param(
            keys("us-east-2", [0.2, 9.3, 10.3]), NOW - timedelta(hours=1), id="logging was off"
        ),
        pytest.param([], NOW - timedelta(hours=1), id="just started"),
        pytest.param(keys("us-east-2", [0.5, 1.5]), NOW - timedelta(hours=2), id="young"),
    ],
)
def test_where_none_is_missing_it_says_so(found: list[str], started: datetime) -> None:
    ((result, observed),) = look(found, started)
    assert result is Result.OK
    assert observed.startswith("none missing since ")


@pytest.mark.parametrize(
    ("found", "gap"),
    [
        pytest.param(
            keys("us-east-2", [each for each in HOURLY if not 5 < each < 7]),
            "no digest between 2026-01-31 05:24 and 2026-01-31 08:24 UTC",
            id="two were deleted for good",
        ),
        pytest.param(
            keys("us-east-2", HOURLY[3:]),
            "no digest between 2026-01-31 09:24 and 2026-01-31 12:30 UTC",
            id="the newest ones",
        ),
        pytest.param(
            keys("us-east-2", HOURLY) + keys("us-east-1", HOURLY[26:]),
            "no digest between 2026-01-30 12:30 and 2026-01-31 12:30 UTC",
            id="all of a day of another region",
        ),
        pytest.param(
            keys("us-east-2", [each for each in HOURLY if not 5 < each < 7])
            + keys("us-east-2", [5.1, 6.1], suffix="_backfill"),
            "no digest between 2026-01-31 05:24 and 2026-01-31 08:24 UTC",
            id="filled up with a chain of its own",
        ),
    ],
)
def test_a_gap_is_named(found: list[str], gap: str) -> None:
    ((result, observed),) = look(found)
    assert result is Result.FAILED
    assert observed == gap
