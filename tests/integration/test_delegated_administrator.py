"""A member account that the organisation has made a delegated administrator of CloudTrail."""

from collections.abc import Iterator

from stacks.foundation.aws_clients import Clients
from stacks.settings import Organization, Settings

import attrs
import boto3
import pytest

from tests.accounts import session_of
from tests.integration.deployment import Deployment, deployable
from tests.integration.scenarios.policies import read_back
from tests.integration.scenarios.policies.log_archive import TRAIL_WRITES
from tests.integration.scenarios.test_policies import decide
from tools.kinds import inventory
from tools.local_aws.organization import ACCESS_ROLE, MEMBERS, ORGANIZATION_ID

MANAGER, ADMINISTRATOR, MEMBER = "123456789012", MEMBERS[1], MEMBERS[0]
SETTINGS = Settings(
    encryption="kms",
    bucket_removal="destroy",
    organization=Organization(id=ORGANIZATION_ID, management_account_id=MANAGER),
)


def made_in(account: str) -> set[str]:
    found = inventory(Clients(SETTINGS.region, session_of(account)))
    return {each for each in found if ACCESS_ROLE not in each}


@pytest.fixture(scope="module")
def manager_s(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment as the management account sees it, where no command has been run yet."""
    with deployable(SETTINGS, tmp_path_factory.mktemp("delegated")) as running:
        yield running


@pytest.fixture(scope="module")
def deployment(manager_s: Deployment) -> Deployment:
    """The same, as the member sees it."""
    credentials = session_of(ADMINISTRATOR).get_credentials()
    assert credentials
    keys = {
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.token or "",
    }
    return attrs.evolve(manager_s, environment={**manager_s.environment, **keys})


def test_before_it_is_one_the_plan_says_how_to_make_it_one(deployment: Deployment) -> None:
    done = deployment.tool("deploy", "--auto-approve")
    said = " ".join(done.stdout.replace("│", " ").split())
    assert done.returncode == 1, done.stdout
    assert (
        "neither the one that manages the organisation nor a delegated administrator. In the "
        "management account: aws cloudtrail register-organization-delegated-admin "
        f"--member-account-id {ADMINISTRATOR}"
    ) in said
    assert made_in(ADMINISTRATOR) == set()


def test_it_deploys_a_trail_that_is_the_management_account_s(deployment: Deployment) -> None:
    cloudtrail = boto3.client("cloudtrail", region_name=SETTINGS.region)
    cloudtrail.register_organization_delegated_admin(MemberAccountId=ADMINISTRATOR)
    done = deployment.tool("deploy", "--auto-approve")
    assert done.returncode == 0, done.stdout
    arn = f"arn:aws:cloudtrail:{SETTINGS.region}:{MANAGER}:trail/CloudTrail"
    assert arn in done.stdout
    trail = cloudtrail.get_trail(Name=arn)["Trail"]
    there = (trail["CloudWatchLogsLogGroupArn"], trail["CloudWatchLogsRoleArn"], trail["KmsKeyId"])
    assert all(f":{ADMINISTRATOR}:" in arn for arn in there)
    assert inventory(Clients(SETTINGS.region)) == {"trail CloudTrail"}
    again = deployment.tool("deploy", "--auto-approve")
    assert "Nothing to change" in again.stdout, again.stdout


def test_the_records_of_every_account_arrive_with_it(deployment: Deployment) -> None:
    for account in (MANAGER, ADMINISTRATOR, MEMBER):
        session_of(account).client("sns", region_name=SETTINGS.region).list_topics()
    deployment.aws.deliver()
    done = deployment.tool("verify", "--no-wait")
    assert done.returncode == 0, done.stdout
    s3 = session_of(ADMINISTRATOR).client("s3", region_name=SETTINGS.region)
    (bucket,) = (each["Name"] for each in s3.list_buckets()["Buckets"])
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    for account in (ADMINISTRATOR, MEMBER):
        folder = f"AWSLogs/{ORGANIZATION_ID}/{account}/CloudTrail/{SETTINGS.region}/"
        assert any(key.startswith(folder) for key in keys), account


def test_the_policies_let_in_the_trail_of_the_management_account(deployment: Deployment) -> None:
    arn = f"arn:aws:cloudtrail:{SETTINGS.region}:{MANAGER}:trail/CloudTrail"
    policies = read_back(arn, deployer=session_of(ADMINISTRATOR))
    assert decide(TRAIL_WRITES, policies) == {row.says: row.decision for row in TRAIL_WRITES}


def test_the_management_account_s_credentials_are_refused(manager_s: Deployment) -> None:
    """Its number is in the trail's ARN, and yet nothing else of the deployment is there."""
    done = manager_s.tool("diff")
    assert done.returncode == 1
    assert f"This deployment is in account {ADMINISTRATOR}, and the credentials" in done.stdout
    for stack in ("LogBucketStack", "CloudtrailStack"):
        plan = manager_s.plan(stack)
        said = " ".join(plan.stdout.replace("│", " ").split())
        assert plan.returncode == 1
        assert f"{stack} is deployed in account {ADMINISTRATOR}, and the credentials" in said


def test_it_is_destroyed_by_it(deployment: Deployment) -> None:
    done = deployment.tool("destroy", "--auto-approve")
    assert done.returncode == 0, done.stdout
    assert made_in(ADMINISTRATOR) == set()
    assert inventory(Clients(SETTINGS.region)) == set()
