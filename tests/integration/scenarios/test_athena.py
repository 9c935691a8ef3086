"""What AWS holds of the table and its workgroup after a deployment, read back from AWS."""

from typing import Any

from stacks.features.athena.queries import QUERIES
from stacks.settings import Athena

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID

from tests.integration.deployment import Deployment
from tools.local_aws.organization import MEMBERS, ORGANIZATION_ID

# The scenario that has a table.
pytestmark = pytest.mark.parametrize("deployment", ["everything"], indirect=True, scope="package")


EVERY_ACCOUNT = sorted([DEFAULT_ACCOUNT_ID, *MEMBERS])


@pytest.fixture
def settings(deployment: Deployment) -> Athena:
    assert deployment.settings.athena
    return deployment.settings.athena


def test_the_table_finds_each_folder_by_account_region_and_day(
    deployment: Deployment, settings: Athena
) -> None:
    database, name = deployment.outputs["AthenaTable"].split(".")
    assert database == settings.database
    glue = boto3.client("glue", region_name=deployment.settings.region)
    table: Any = glue.get_table(DatabaseName=database, Name=name)["Table"]
    projection = table["Parameters"]
    records = f"{deployment.outputs['RecordsPrefix'].partition('AWSLogs/')[0]}AWSLogs/"
    assert projection["storage.location.template"] == (
        f"{records}${{account}}/CloudTrail/${{region}}/${{day}}/"
    )
    assert projection["projection.enabled"] == "true"
    # What was recorded before, and then each account of the organisation.
    folders = ["123456789012", *(f"{ORGANIZATION_ID}/{each}" for each in EVERY_ACCOUNT)]
    assert projection["projection.account.values"].split(",") == folders
    regions = projection["projection.region.values"].split(",")
    assert {"eu-central-1", "us-east-1", "af-south-1"} <= set(regions)
    assert projection["projection.day.range"] == f"{settings.first_day},NOW"
    assert [key["Name"] for key in table["PartitionKeys"]] == ["account", "region", "day"]
    assert table["StorageDescriptor"]["Location"] == deployment.outputs["RecordsPrefix"]


def test_the_workgroup_limits_encrypts_and_keeps_what_it_answers_apart(
    deployment: Deployment, settings: Athena
) -> None:
    region = deployment.settings.region
    athena: Any = boto3.client("athena", region_name=region)
    configuration = athena.get_work_group(WorkGroup=settings.database)["WorkGroup"]["Configuration"]
    assert configuration["EnforceWorkGroupConfiguration"]
    assert configuration["BytesScannedCutoffPerQuery"] == settings.scan_limit_mb * 1024**2
    results = configuration["ResultConfiguration"]
    encryption = results["EncryptionConfiguration"]
    assert (
        encryption["EncryptionOption"]
        == {"s3": "SSE_S3", "kms": "SSE_KMS"}[deployment.settings.encryption]
    )
    assert results["ExpectedBucketOwner"] == "123456789012"
    bucket = results["OutputLocation"].removeprefix("s3://").removesuffix("/")
    assert bucket.startswith(settings.results_bucket_prefix)

    s3: Any = boto3.client("s3", region_name=region)
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert settings.results_expire_after_days in [
        rule.get("Expiration", {}).get("Days") for rule in rules
    ]
    logging = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
    of_records = s3.get_bucket_logging(Bucket=deployment.outputs["BucketName"])["LoggingEnabled"]
    assert logging["TargetBucket"] == of_records["TargetBucket"]
    assert logging["TargetPrefix"] != of_records["TargetPrefix"]
    if encryption["EncryptionOption"] == "SSE_KMS":
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"][
            "Rules"
        ]
        key = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        assert key == encryption["KmsKey"]


def test_the_link_leads_to_the_editor_in_the_workgroup(
    deployment: Deployment, settings: Athena
) -> None:
    console = f"https://{deployment.settings.region}.console.aws.amazon.com/athena/"
    link = deployment.outputs["AthenaConsoleLink"]
    assert link.startswith(console)
    assert link.endswith(f"#/query-editor?workgroup={settings.database}")


def test_the_saved_queries_are_in_the_workgroup_and_ask_the_table(
    deployment: Deployment, settings: Athena
) -> None:
    athena: Any = boto3.client("athena", region_name=deployment.settings.region)
    ids = athena.list_named_queries(WorkGroup=settings.database)["NamedQueryIds"]
    queries = [athena.get_named_query(NamedQueryId=each)["NamedQuery"] for each in ids]
    assert {each["Name"] for each in queries} == {query.name for query in QUERIES}
    tables = {query.name: query.table.name for query in QUERIES}
    for each in queries:
        table = tables[each["Name"]]
        assert f'FROM "{settings.database}"."{table}"\n' in each["QueryString"]
