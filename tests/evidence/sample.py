"""A document with something in every section, and with hostile text wherever records are shown."""

from tools.evidence.model import (
    AlarmState,
    Change,
    ControlResult,
    Day,
    Deployment,
    Evidence,
    Made,
    Period,
    PolicyInWords,
    Problem,
    RawFile,
    Subscriber,
    Verdict,
)

# A script, what ends an attribute and a tag, control characters, and what turns the direction.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=http://127.0.0.1:9/x onerror=alert(1)>',
    "\x1b[31mred\x07",
    "user‮gpj.exe",
    "a\u200bb",
    "{{ 7 * 7 }}",
    "</style></title><svg onload=alert(1)>",
)

SAMPLE = Evidence(
    made=Made(
        at="2026-01-31T12:00:00Z",
        by="arn:aws:iam::123456789012:user/auditor",
        account="123456789012",
        versions={"commit": "0" * 40, "Terraform": "v1.11.4"},
    ),
    deployment=Deployment(
        trail="arn:aws:cloudtrail:us-east-2:123456789012:trail/CloudTrail",
        accounts=["123456789012", "444455556666"],
        organization="o-exampleorgid",
        bucket="central-logs-20260131",
        region="us-east-2",
        recorded="s3://central-logs-20260131/AWSLogs/o-exampleorgid/",
    ),
    period=Period(since="2026-01-24T12:00:00Z", until="2026-01-31T12:00:00Z"),
    verdict=Verdict.DOES_NOT_HOLD,
    problems=[
        Problem(
            id="logging",
            what="logging: CloudTrail",
            observed=" ".join(HOSTILE),
            remedy="aws cloudtrail start-logging",
            verdict=Verdict.DOES_NOT_HOLD,
        ),
        Problem(
            id="mute rules",
            what="mute rules: night",
            observed="mutes 1 of the alarms",
            remedy="",
            verdict=Verdict.ACCEPTED,
            reason="The tests of the alarms, every night (until 2027-01-31)",
        ),
    ],
    controls=[
        ControlResult(
            ids=["CIS 3.1", "CloudTrail.1"],
            wants="a trail",
            expected="it logs",
            observed="stopped",
            verdict=Verdict.DOES_NOT_HOLD,
            calls=["cloudtrail:GetTrailStatus"],
            at="2026-01-31T12:00:00Z",
        ),
        ControlResult(
            ids=["S3.20"],
            wants="MFA for every deletion",
            expected="MFADelete Enabled",
            observed="MFADelete not set",
            verdict=Verdict.ACCEPTED,
            calls=["s3:GetBucketVersioning"],
            at="2026-01-31T12:00:00Z",
            reason="The lock is stronger.",
        ),
        ControlResult(
            ids=["S3.14"],
            wants="versioning",
            expected="Enabled",
            observed="Enabled",
            verdict=Verdict.HOLDS,
            calls=["s3:GetBucketVersioning"],
            at="2026-01-31T12:00:00Z",
        ),
        ControlResult(
            ids=["CIS 3.3"],
            wants="AWS Config in all regions",
            expected="",
            observed="not this product's: this deployment cannot show it",
            verdict=Verdict.NOT_CHECKED,
            calls=[],
            at="",
        ),
    ],
    checks=[
        {
            "check": "logging",
            "resource": "CloudTrail",
            "result": "FAILED",
            "observed": HOSTILE[0],
            "stack": "",
            "account": "123456789012",
            "link": "",
            "remedy": "",
        }
    ],
    validation={
        "trail": "arn:aws:cloudtrail:us-east-2:123456789012:trail/CloudTrail",
        "bucket": "central-logs-20260131",
        "from": "2026-01-24T12:00:00+00:00",
        "to": "2026-01-31T12:00:00+00:00",
        "holds": False,
        "unread": "",
        "regions": [
            {
                "account": "123456789012",
                "region": "us-east-2",
                "digests": 168,
                "files": 2016,
                "valid": 2015,
                "pending": 3,
                "findings": [
                    {
                        "kind": "changed",
                        "key": f"AWSLogs/{HOSTILE[1]}",
                        "observed": HOSTILE[3],
                        "means": "The file is not what CloudTrail wrote.",
                    }
                ],
            }
        ],
    },
    calendar=[
        Day(
            day=f"2026-01-{24 + number}", digests=24 * (number != 3), files=288, findings=number % 2
        )
        for number in range(8)
    ],
    policies=[
        PolicyInWords(
            of="aws_s3_bucket_policy.LogBucketPolicy",
            statements=["Service cloudtrail.amazonaws.com may s3:PutObject on the bucket."],
            document='{\n  "Statement": []\n}',
        )
    ],
    alarms=[
        AlarmState(
            name="CloudTrail/root_usage",
            state="OK",
            since="2026-01-30T08:00:00Z",
            last_fired="2026-01-30T07:55:00Z",
        )
    ],
    subscribers=[
        Subscriber(
            topic="arn:aws:sns:us-east-2:123456789012:CloudTrail-alarms",
            protocol="email",
            endpoint="security@example.com",
            confirmed=False,
        )
    ],
    changes=[
        Change(
            at="2026-01-30T07:54:00Z",
            who=each,
            source=each,
            call="cloudtrail:StopLogging",
            on="CloudTrail",
            region="us-east-2",
            error="AccessDenied",
        )
        for each in HOSTILE
    ],
    not_checked=["Who could change this program, or the machine that it ran on."],
    raw=[RawFile(file="raw/0001-sts-GetCallerIdentity.json", sha256="0" * 64, says="sts")],
)
