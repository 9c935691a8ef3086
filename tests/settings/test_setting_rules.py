"""Every rule of AWS that a setting must keep, from both sides."""

from stacks.features.alarms import settings as alarms
from stacks.features.alarms.filters import FILTERS
from stacks.features.athena import settings as athena
from stacks.features.event_selection import settings as event_selection
from stacks.features.log_archive.settings import EXTERNAL_ID, ROLE_ARN
from stacks.features.notifications import settings as notifications
from stacks.features.organization.settings import ORGANIZATION_ID
from stacks.features.trail import settings as trail
from stacks.foundation import ignored_tags, setting_rules as rules, state_bucket
from stacks.foundation.setting_rules import Rule

import pytest
from botocore.session import get_session

LIMITS: list[tuple[str, Rule, list[object], list[object]]] = [
    (
        "region",
        rules.REGION,
        ["us-east-2", "ap-northeast-2", "cn-north-1", "us-gov-west-1"],
        ["us-east-3", "US-EAST-2", "ap-southeast-6", "", " us-east-2", None, 1],
    ),
    (
        "account_id",
        rules.ACCOUNT_ID,
        ["123456789012", "000000000000"],
        ["12345678901", "1234567890123", "", "12345678901a", "1234 5678 9012", 123456789012],
    ),
    (
        "organization.id",
        ORGANIZATION_ID,
        ["o-exampleorgid", "o-0123456789", "o-" + "a" * 32],
        ["o-012345678", "o-" + "a" * 33, "exampleorgid1", "o-EXAMPLEORG", "o-a_b4567890", "", None],
    ),
    (
        "log_archive.role_arn",
        ROLE_ARN,
        [
            "arn:aws:iam::444455556666:role/OrganizationAccountAccessRole",
            "arn:aws-us-gov:iam::444455556666:role/path/to/a+=,.@_-b",
            "arn:aws:iam::444455556666:role/" + "a" * 64,
        ],
        [
            *("Deploys", "", None, "arn:aws:iam::444455556666:role/", "arn:aws:iam::1:role/a"),
            *("arn:aws:iam::444455556666:user/a", "arn:aws:iam::444455556666:role/a b"),
            *("arn:aws:sts::444455556666:role/a", "arn:aws:iam::444455556666:role/" + "a" * 65),
        ],
    ),
    (
        "log_archive.external_id",
        EXTERNAL_ID,
        ["ab", "a-b_c+d=e,f.g@h:i/j", "x" * 1224],
        ["a", "x" * 1225, "", "a b", "a*", None, 12],
    ),
    (
        "trail_name",
        trail.TRAIL_NAME,
        ["abc", "CloudTrail", "a.b-c_d", "1.2.3", "1.2.3.4a", "9" * 128],
        [
            *("ab", "a" * 129, "", None, 123),
            *("-abc", "abc-", ".abc", "abc_", "a..b", "a._b", "a--b"),
            *("a b", "a/b", "a\n", "é23", "192.168.5.4", "${x}"),
        ],
    ),
    (
        "log_group_name",
        trail.LOG_GROUP_NAME,
        ["a", "TrailLog", "/aws/cloudtrail", "a_b-c/d.e#f", "x" * 512, "AWS/x"],
        ["", "x" * 513, "aws/x", "a b", "a*", "a:b", "a\n", None, ["a"]],
    ),
    (
        "log_retention_days",
        trail.LOG_RETENTION_DAYS,
        [0, 1, 7, 365, 3653],
        [2, -1, 366, 3654, 7.0, "7", True, False, None],
    ),
    (
        "bucket_prefix",
        rules.BUCKET_PREFIX,
        ["a", "central-logs-", "0", "a.b.", "x" * 37, "1.2.3-", "xn-a", "sthree"],
        [
            *("", "x" * 38, "-a", ".a", "A", "a_b", "a..b", "a b", "a/", "a\n", None),
            *("xn--a", "sthree-a", "amzn-s3-demo-a", "192.168.5.", "192.168.5.4"),
        ],
    ),
    (
        "s3_key_prefix",
        trail.S3_KEY_PREFIX,
        ["a", "security/trail", "a.b/c-d_e", "x" * 200, "awslogs"],
        [
            *("", "/a", "a/", "/", "a//b", "AWSLogs", "a/AWSLogs", "aAWSLogsb", "x" * 201),
            *("a*", "a?", "${a}", "a b", "a\n", None, 1),
        ],
    ),
    ("removal", rules.REMOVAL, ["retain", "destroy"], ["Retain", "", "keep", None, True]),
    (
        "lifecycle_days",
        rules.LIFECYCLE_DAYS,
        [1, 90, 2_147_483_647],
        [0, -1, 2_147_483_648, 1.5, "1", True, None],
    ),
    (
        "email",
        alarms.EMAIL,
        [
            *("security@example.com", "a@b.co", "first.last+aws@mail.example.org"),
            *("o'neil@example.co.kr", f"{'a' * 64}@example.com", "a@xn--hq1bm8jm9l.xn--3e0b707e"),
        ],
        [
            *("", "security", "@example.com", "a@", "a@example", "a@@example.com", "a b@c.de"),
            *(".a@example.com", "a.@example.com", "a..b@example.com", "a@-b.com", "a@b-.com"),
            *("a@example.com ", "a@example.com\n", "보안@example.com", "a@example.1", "a@b..de"),
            *(f"{'a' * 65}@example.com", f"a@{'b.' * 126}com", "${a}@example.com"),
            *("Security <a@example.com>", "a@example.com,b@example.com", ["a@b.co"], 1),
        ],
    ),
    (
        "topic_arn",
        alarms.TOPIC_ARN,
        [
            "arn:aws:sns:us-east-2:123456789012:security",
            "arn:aws-cn:sns:cn-north-1:123456789012:a",
            f"arn:aws-us-gov:sns:us-gov-west-1:123456789012:{'a-B_0' * 51}a",
        ],
        [
            *("", "security", "arn:aws:sns:us-east-2:123456789012:", None, 1),
            "arn:aws:sns:us-east-2:123456789012:security.fifo",
            "arn:aws:sqs:us-east-2:123456789012:security",
            "arn:aws:sns:us-east-2:12345678901:security",
            f"arn:aws:sns:us-east-2:123456789012:{'a' * 257}",
            "arn:aws:sns:us-east-2:123456789012:security:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55",
            "arn:aws:sns:us-east-2:123456789012:${a}",
        ],
    ),
    (
        "notifications.topic_name",
        notifications.TOPIC_NAME,
        ["a", "cloudtrail-deliveries", "-_0", "x" * 256],
        ["", "x" * 257, "a.fifo", "a b", "a/b", "a:b", "a\n", "é", "${a}", None, 1],
    ),
    (
        "data_events.type",
        event_selection.TYPE,
        ["s3", "lambda", "AWS::S3::Object", "AWS::QApps::QAppSession"],
        ["S3", "aws::s3::object", "AWS::S3::Bucket", "AWS::EC2::Instance", "", None, 1, ["s3"]],
    ),
    (
        "data_events.include",
        event_selection.ARN_PREFIXES,
        [
            [],
            ["arn:aws:s3:::amzn-s3-demo-bucket/logs/"],
            ["arn:aws-cn:lambda:cn-north-1:123456789012:function:a"],
        ],
        [
            *(["arn:aws:s3:::b/*"], ["arn:aws:s3"], ["b/"], ["arn:aws:s3:::a b/"], [""], "", None),
            *(["arn:aws:s3:::b/", "arn:aws:s3:::b/"], ["arn:aws:s3:::${x}/é"], [1], {}),
        ],
    ),
    (
        "network_activity_events",
        event_selection.NETWORK_ACTIVITY,
        [[], ["s3.amazonaws.com"], ["kms.amazonaws.com", "ec2.amazonaws.com"]],
        [["s3"], ["S3.amazonaws.com"], [".amazonaws.com"], ["s3.amazonaws.com"] * 2, "s3", None],
    ),
    (
        "insights",
        event_selection.INSIGHTS,
        [[], ["ApiCallRateInsight"], ["ApiErrorRateInsight", "ApiCallRateInsight"]],
        [["apicallrateinsight"], ["ApiCallRateInsight"] * 2, "ApiCallRateInsight", [1], None],
    ),
    (
        "disabled",
        alarms.DISABLED,
        [[], ["root_usage"], ["vpc_changes", "root_usage"], ["tamper_trail", "tamper_silence"]],
        [
            *(["root"], ["Root_usage"], ["4.3"], "root_usage", {"root_usage": 1}, [1], [["a"]]),
            *([each.id for each in FILTERS], None),
        ],
    ),
    (
        "bucket",
        rules.BUCKET_NAME,
        ["abc", "team-state", "a.b-c", "x" * 63],
        [
            *("ab", "x" * 64, "Team", "team_state", "-abc", "abc-", "a..b", "192.168.0.1", ""),
            *("xn--abc", None, 1),
        ],
    ),
    (
        "ignore_tags.keys",
        ignored_tags.TAG_KEYS,
        [[], ["Creator", "AutoTag_"], ["담당"], ["x" * 128]],
        [[""], ["x" * 129], ["a\n"], ["${a}"], ["%{a}"], [1], "Creator", {}, None],
    ),
    (
        "role_permissions_boundary",
        trail.POLICY_ARN,
        [
            "arn:aws:iam::123456789012:policy/Boundary",
            "arn:aws-cn:iam::123456789012:policy/team/a/Boundary",
            "arn:aws:iam::aws:policy/PowerUserAccess",
        ],
        [
            *("Boundary", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::1:policy/x", ""),
            *("arn:aws:iam::123456789012:policy/", "arn:aws:iam::123456789012:policy//x", None),
        ],
    ),
    (
        "key_prefix",
        state_bucket.STATE_PREFIX,
        ["CloudTrail", "audit/prod", "a_b.c!'()-", "x" * 200],
        ["", "/a", "a/", "a//b", "x" * 201, "a b", "a*", "é", None, 1],
    ),
    (
        "kms_key_id",
        state_bucket.KEY_ARN,
        [
            "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-4cde-8f01-1234567890ab",
            f"arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-{'0' * 32}",
        ],
        [
            *("alias/x", "1234abcd", "arn:aws:kms:us-east-2:123456789012:alias/x", "", None),
            *("arn:aws:kms::123456789012:key/1", "arn:aws:kms:us-east-2:12345678901:key/1"),
            # The example of AWS's own pages, which Terraform's S3 backend refuses.
            "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ],
    ),
    (
        "alarm_thresholds",
        alarms.ALARM_THRESHOLDS,
        [
            *({}, {"root_usage": 1}, {"console_sign_in_failures": 5, "vpc_changes": 100}),
            {"tamper_buckets": 2},
        ],
        [
            *({"root": 1}, {"root_usage": 0}, {"root_usage": -1}, {"root_usage": 1.5}),
            *({"root_usage": "1"}, {"root_usage": True}, {"root_usage": None}, [], 1, None),
        ],
    ),
    (
        "athena.database",
        athena.ATHENA_DATABASE,
        ["a", "audit_trail", "a1_", "x" * 128, "default_", "primary1"],
        [
            *("", "x" * 129, "1a", "_a", "A", "Audit", "a-b", "a.b", "a b", "a\n", 'a"', "${a}"),
            *("default", "primary", "information_schema", None, 1),
        ],
    ),
    (
        "athena.first_day",
        athena.FIRST_DAY,
        ["2013/11/13", "2020/01/01", "2024/02/29", "2999/12/31"],
        [
            *("2013/11/12", "2023/02/29", "2020/13/01", "0000/01/01", "2020-01-01", "2020/1/1"),
            *("NOW", "2020/01/01,NOW", "2020/01/01\n", "", None, 20200101),
        ],
    ),
    (
        "athena.scan_limit_mb",
        athena.SCAN_LIMIT_MB,
        [10, 10_240, 8_000_000_000],
        [9, 0, -1, 10.5, "10", True, None, 8_000_000_001],
    ),
    (
        "tags",
        rules.TAGS,
        [
            {},
            {"Owner": "security team"},
            {"a" * 128: "b" * 256},
            {"cost:center/x=1+2-3@4_5.6": " "},
            {"담당": "보안팀"},
            {str(number): "x" for number in range(50)},
        ],
        [
            *(
                {"Owner": ""},
                {"": "x"},
                {"a" * 129: "x"},
                {"a": "b" * 257},
                {"aws:a": "x"},
                {"AWS:a": "x"},
            ),
            *({"a": 1}, {"a": None}, {"a": "${x}"}, {"a": "%{x}"}, {"a": "x\n"}, {"a\n": "x"}),
            *({"Owner": "x", "owner": "y"}, {str(number): "x" for number in range(51)}),
            *([], "a=b", None),
        ],
    ),
]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        pytest.param(rule, value, id=f"{name}-{value!r:.40}")
        for name, rule, valid, _ in LIMITS
        for value in valid
    ],
)
def test_what_aws_takes_is_accepted(rule: Rule, value: object) -> None:
    assert rule.accepts(value)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        pytest.param(rule, value, id=f"{name}-{value!r:.40}")
        for name, rule, _, invalid in LIMITS
        for value in invalid
    ],
)
def test_what_aws_refuses_is_refused(rule: Rule, value: object) -> None:
    assert not rule.accepts(value)


def test_every_region_where_cloudtrail_runs_is_accepted_or_known_not_to_be() -> None:
    """A new region fails here until somebody has looked whether the pinned provider takes it."""
    session = get_session()
    offered = {
        region
        for partition in ("aws", "aws-cn", "aws-us-gov")
        for region in session.get_available_regions("cloudtrail", partition)
    }
    unknown_to_the_provider = {"ap-southeast-6"}
    assert {region for region in offered if not rules.REGION.accepts(region)} == (
        unknown_to_the_provider
    )
