"""Validates what the benchmark has put into a bucket, as `make validate` does."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from stacks.foundation.deployed import Deployed

from tools.validate.period import Period
from tools.validate.tallies import tallies_of

REGION: Final = "us-east-2"
ACCOUNT = "123456789012"
BUCKET = "amzn-s3-demo-records"
TRAIL = "audit"
ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{TRAIL}"
RECORDS = f"AWSLogs/{ACCOUNT}"


def main() -> None:
    """Validates the day, and exits where not every file is valid."""
    outputs = {
        "TrailArn": ARN,
        "BucketName": BUCKET,
        "RecordsPrefix": f"s3://{BUCKET}/{RECORDS}/",
    }
    now = datetime.now(UTC)
    period = Period(since=now - timedelta(hours=25), until=now, now=now)
    (tally,) = tallies_of(Deployed(outputs=outputs, resources={}), period)
    if tally.findings or tally.valid != int(sys.argv[1]):
        sys.exit(f"{tally.valid} valid files, and {tally.findings[:3]}")


if __name__ == "__main__":
    main()
