"""`athena`: the records as a SQL table, with the questions that people ask it first."""

from collections.abc import Sequence

from stacks.features.athena.columns import RECORDS, RecordsTable
from stacks.features.athena.queries import QUERIES
from stacks.features.athena.settings import Athena
from stacks.features.athena.table import records_table
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.bucket_lifecycle import bucket_lifecycle
from stacks.foundation.console_links import query_editor_link
from stacks.foundation.log_bucket import LogBucket
from stacks.foundation.private_bucket import PrivateBucket

from cdktf_cdktf_provider_aws.athena_named_query import AthenaNamedQuery
from cdktf_cdktf_provider_aws.athena_workgroup import (
    AthenaWorkgroup,
    AthenaWorkgroupConfiguration as Configuration,
    AthenaWorkgroupConfigurationResultConfiguration as Results,
    AthenaWorkgroupConfigurationResultConfigurationEncryptionConfiguration as Encryption,
)
from cdktf_cdktf_provider_aws.data_aws_regions import DataAwsRegions
from cdktf_cdktf_provider_aws.glue_catalog_database import GlueCatalogDatabase
from cdktf_cdktf_provider_aws.kms_key import KmsKey

MB = 1024**2


def athena(
    stack: AwsStack,
    id_: str,
    *,
    of: LogBucket,
    records: str,
    s3_key_prefix: str | None,
    accounts: str,
    trail_arn: str,
    tables: Sequence[RecordsTable],
    settings: Athena,
) -> PrivateBucket:
    """Lays `tables` over the records in the bucket `of`, and returns the bucket for answers.

    `records` is their key prefix, and `accounts` are the folders of the accounts below `AWSLogs`,
    with a comma between them. Each table says that it has the records of the trail.

    The queries run in a workgroup that encrypts the answers, and stops each query at the
    settings' limit; whoever runs one cannot choose otherwise.

    https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
    """
    results = PrivateBucket(
        stack,
        f"{id_}Results",
        bucket_prefix=settings.results_bucket_prefix,
        # An answer can be had again from the records.
        removal="destroy",
        # Athena writes and reads the answers in the name of whoever asks.
        allows=lambda bucket: [],
        key=of.key,
    )
    bucket_lifecycle(
        stack,
        f"{id_}ResultsLifecycle",
        of=results,
        archive_after_days=None,
        expire_after_days=settings.results_expire_after_days,
    )
    workgroup = AthenaWorkgroup(
        stack,
        f"{id_}Workgroup",
        name=settings.database,
        description="Queries over the records of the trail",
        # What was asked, which AWS keeps for 45 days, does not keep the workgroup.
        force_destroy=True,
        configuration=Configuration(
            enforce_workgroup_configuration=True,
            publish_cloudwatch_metrics_enabled=True,
            bytes_scanned_cutoff_per_query=settings.scan_limit_mb * MB,
            result_configuration=Results(
                output_location=f"s3://{results.bucket.bucket}/",
                expected_bucket_owner=stack.account_id,
                encryption_configuration=_encryption(of.key),
            ),
        ),
    )
    database = GlueCatalogDatabase(
        stack, f"{id_}Database", name=settings.database, description="The records of the trail"
    )
    regions = DataAwsRegions(stack, "Regions", all_regions=True)
    for table in tables:
        records_table(
            stack,
            f"{id_}{table.id}",
            of=table,
            database=database,
            bucket=of.bucket,
            records=records,
            s3_key_prefix=s3_key_prefix,
            accounts=accounts,
            trail_arn=trail_arn,
            first_day=settings.first_day,
            regions=regions,
        )
    for query in (each for each in QUERIES if each.table in tables):
        AthenaNamedQuery(
            stack,
            f"{id_}Query{query.id}",
            name=query.name,
            description=query.description,
            workgroup=workgroup.name,
            database=database.name,
            query=query.over(database=settings.database),
        )
    stack.output(
        "AthenaTable",
        f"{settings.database}.{RECORDS.name}",
        "with `athena`: the records as a table, `database.table`",
    )
    stack.output(
        "AthenaConsoleLink",
        query_editor_link(region=stack.region, workgroup=settings.database),
        "with `athena`: the SQL editor in its workgroup",
    )
    return results


def _encryption(key: KmsKey | None) -> Encryption:
    if key is None:
        return Encryption(encryption_option="SSE_S3")
    return Encryption(encryption_option="SSE_KMS", kms_key_arn=key.arn)
