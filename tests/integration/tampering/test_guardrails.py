"""The guardrails stop every way to blind a trail, and nothing that the product or a reader does."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from stacks.foundation.deployed import Deployed

import pytest
from botocore.exceptions import ClientError

from tests.integration.deployment import Deployment
from tests.integration.test_permissions import ACCOUNT_DECIDES as KEY
from tests.permissions.arns import arn_of
from tests.permissions.needs import needs
from tests.scenarios import WITH_FEW_ALARMS
from tests.tamper.way import Way
from tests.tamper.ways import WAYS, records
from tools.guardrails.policies import resource_control_policy, service_control_policy
from tools.iam_simulator import Call, Decision, Document, simulator
from tools.verify.deployment import deployed_as, look_with_terraform

ACCOUNT = "123456789012"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/Deploys"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/Administrator"

SETTINGS = WITH_FEW_ALARMS["everything"]
SCP = service_control_policy(SETTINGS, [DEPLOYER])
RCP = resource_control_policy(SETTINGS, [DEPLOYER])

EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}

# What a policy can name nothing for is asked about by a name that it might have.
ANY_NAME = {
    "cloudtrail": f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/org.audit-trail_1",
    "cloudwatch": f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm-mute-rule:quiet",
    "iam": f"arn:aws:iam::{ACCOUNT}:policy/another",
    "kinesis": f"arn:aws:kinesis:eu-central-1:{ACCOUNT}:stream/another",
    "s3": f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/another",
}

NO_RESOURCE = {"kms:CreateKey", "logs:DeleteQueryDefinition", "logs:PutAccountPolicy"}

# What is done for a way beside the deployment, or has no resource that a policy could name.
BESIDE = {
    "cloudtrail:CreateTrail": "another trail, with a name of its own",
    "cloudtrail:StartLogging": "to start is no harm, and what stopped it before is denied",
    "iam:CreatePolicy": "a policy that nobody has yet",
    "kinesis:CreateStream": "where a copy would go",
    "kms:CreateKey": "a key that nothing uses yet",
    "logs:DeleteQueryDefinition": "the ARN of a saved query has no name",
    "s3:CreateAccessPoint": "its ARN does not name the bucket",
}


@pytest.fixture(scope="module")
def attacks(deployment: Deployment) -> dict[str, set[tuple[str, str]]]:
    """What each way does, and to what; not what it only looks at."""
    output = deployment.folder / "cdktf.out"
    there = deployed_as(look_with_terraform(deployment.settings, output))
    done = {}
    for way in records.WAYS:
        # Files to tamper with, in the folder of the home region and in that of IAM.
        there.aws.kms.list_aliases()
        there.aws.iam.list_users()
        deployment.aws.deliver()
        done[way.what] = set(_done(way, deployment, there))
    # What takes things away comes last.
    others = sorted({*WAYS} - {*records.WAYS}, key=lambda way: ("deleted" in way.what, way.what))
    return done | {way.what: set(_done(way, deployment, there)) for way in others}


def _done(way: Way, deployment: Deployment, there: Deployed) -> Iterator[tuple[str, str]]:
    before = len(deployment.aws.calls)
    # Another way may have taken what this one is about.
    with suppress(ClientError, AssertionError, LookupError, ValueError):
        way.do(there)
    for call in deployment.aws.calls[before:]:
        for action in needs(call):
            if not action.partition(":")[2].startswith(("Get", "List", "Describe")):
                yield action, arn_of(call, action, SETTINGS)


def test_every_way_is_tried(attacks: dict[str, set[tuple[str, str]]]) -> None:
    assert [what for what, done in attacks.items() if not done] == []


def test_every_way_is_denied_to_all_but_the_deployer(
    attacks: dict[str, set[tuple[str, str]]],
) -> None:
    done = sorted({pair for pairs in attacks.values() for pair in pairs})
    assert len(done) > 60
    found = decisions(done, ADMINISTRATOR)
    free = {action for (action, _), each in found.items() if each is Decision.ALLOWED}
    assert free == BESIDE.keys()
    assert {*decisions(done, DEPLOYER).values()} == {Decision.ALLOWED}


def decisions(done: Iterable[tuple[str, str]], who: str) -> Mapping[tuple[str, str], Decision]:
    """Returns what becomes of each call of somebody who is allowed everything else."""
    pairs = list(done)
    decided = simulator().decide(_call(*pair, who) for pair in pairs)
    return dict(zip(pairs, decided, strict=True))


BUCKET = "arn:aws:s3:::audit-records-2026013100000000000000000a"
ANSWERS = "arn:aws:s3:::audit-answers-2026013100000000000000000b"
GROUP = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/audit/trail#1"
WORKGROUP = f"arn:aws:athena:eu-central-1:{ACCOUNT}:workgroup/org_audit"
ALARM_TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:org--audit-trail_1-alarms"
TRAIL_ROLE = f"arn:aws:iam::{ACCOUNT}:role/CloudTrailLogRole-20260131000000000000000001"
OUTSIDER = "arn:aws:iam::999999999999:role/Administrator"

# By whom, what, and on what.
FREE = (
    (ADMINISTRATOR, "s3:GetObject", f"{BUCKET}/AWSLogs/a"),
    (ADMINISTRATOR, "s3:PutObject", f"{ANSWERS}/answer.csv"),
    (ADMINISTRATOR, "s3:DeleteBucket", "arn:aws:s3:::audit-records-of-somebody-else"),
    (ADMINISTRATOR, "athena:StartQueryExecution", WORKGROUP),
    (ADMINISTRATOR, "glue:UpdateTable", f"arn:aws:glue:eu-central-1:{ACCOUNT}:table/sales/orders"),
    (ADMINISTRATOR, "sns:Subscribe", f"arn:aws:sns:eu-central-1:{ACCOUNT}:audit-deliveries"),
    (ADMINISTRATOR, "logs:StartQuery", GROUP),
    (TRAIL_ROLE, "logs:PutLogEvents", f"{GROUP}:log-stream:{ACCOUNT}_CloudTrail_eu-central-1"),
)
STOPPED = (
    (ADMINISTRATOR, "s3:PutObject", f"{BUCKET}/AWSLogs/a"),
    (ADMINISTRATOR, "logs:PutLogEvents", f"{GROUP}:log-stream:{ACCOUNT}_CloudTrail_eu-central-1"),
    (ADMINISTRATOR, "sns:Subscribe", ALARM_TOPIC),
    (TRAIL_ROLE, "logs:DeleteLogGroup", GROUP),
)


def test_nothing_else_is_stopped() -> None:
    free = simulator().decide(_call(action, arn, who) for who, action, arn in FREE)
    stopped = simulator().decide(_call(action, arn, who) for who, action, arn in STOPPED)
    assert free == [Decision.ALLOWED] * len(FREE)
    assert stopped == [Decision.EXPLICITLY_DENIED] * len(STOPPED)


@pytest.mark.parametrize(
    ("organization", "is_service", "decision"),
    [
        ("o-localaws00", "false", Decision.ALLOWED),
        ("o-another0000", "false", Decision.EXPLICITLY_DENIED),
        # A service has no organisation.
        ("", "true", Decision.ALLOWED),
    ],
)
def test_nobody_from_outside_reads_even_if_the_bucket_s_policy_is_opened(
    organization: str, is_service: str, decision: Decision
) -> None:
    opened = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"{BUCKET}/*"}
    context = {"aws:PrincipalIsAWSService": is_service, "aws:PrincipalArn": OUTSIDER}
    reads = Call(
        principal="cloudtrail.amazonaws.com" if is_service == "true" else OUTSIDER,
        action="s3:GetObject",
        resource=f"{BUCKET}/AWSLogs/a",
        account=ACCOUNT,
        context=context | ({"aws:PrincipalOrgID": organization} if organization else {}),
        identity_policies=(EVERYTHING,),
        resource_policy={"Version": "2012-10-17", "Statement": [opened]},
        resource_control=RCP,
    )
    assert simulator().decide([reads]) == [decision]


def _call(action: str, arn: str, who: str) -> Call:
    service = action.partition(":")[0]
    if arn == "*" and action not in NO_RESOURCE:
        arn = ANY_NAME[service]
    context = {
        "aws:PrincipalArn": who,
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalOrgID": "o-localaws00",
    }
    if ":key/" in arn:
        context["kms:ResourceAliases"] = "alias/org--audit-trail_1"
    return Call(
        principal=who,
        action=action,
        resource=arn,
        account=ACCOUNT,
        context=context,
        identity_policies=(EVERYTHING,),
        resource_policy=KEY if service == "kms" else None,
        service_control=SCP,
        resource_control=RCP if service in ("kms", "s3") else None,
    )
