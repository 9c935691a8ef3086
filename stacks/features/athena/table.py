"""A table over the records of one kind: how a query finds the folders that it has to read."""

from stacks.features.athena.columns import RecordsTable
from stacks.foundation.aws_stack import AwsStack
from stacks.foundation.names import records_prefix

from cdktf import Fn
from cdktf_cdktf_provider_aws.data_aws_regions import DataAwsRegions
from cdktf_cdktf_provider_aws.glue_catalog_database import GlueCatalogDatabase
from cdktf_cdktf_provider_aws.glue_catalog_table import (
    GlueCatalogTable,
    GlueCatalogTablePartitionKeys as PartitionKey,
    GlueCatalogTableStorageDescriptor as StorageDescriptor,
    GlueCatalogTableStorageDescriptorColumns as Column,
    GlueCatalogTableStorageDescriptorSerDeInfo as SerDe,
)
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket

# The folders of the records, in their order; none has the name of a column.
PARTITIONS = ("account", "region", "day")


def records_table(
    stack: AwsStack,
    id_: str,
    *,
    of: RecordsTable,
    database: GlueCatalogDatabase,
    bucket: S3Bucket,
    records: str,
    s3_key_prefix: str | None,
    accounts: str,
    trail_arn: str,
    first_day: str,
    regions: DataAwsRegions,
) -> GlueCatalogTable:
    """Returns a table of all such records, each in the partition of its account, region and day.

    Athena computes the partitions (partition projection), so that nothing has to look for new
    ones: a query reads the folders that its conditions on them leave, and no other.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
    """
    return GlueCatalogTable(
        stack,
        id_,
        name=of.name,
        database_name=database.name,
        # It ends with the trail's ARN, by which the table is found again.
        description=f"The day is that of the delivery, in UTC; {of.holds} {trail_arn}",
        table_type="EXTERNAL_TABLE",
        partition_keys=[PartitionKey(name=name, type="string") for name in PARTITIONS],
        parameters={
            "EXTERNAL": "TRUE",
            "projection.enabled": "true",
            # The accounts that the bucket's policy lets in, so that no query has to name one. In
            # an organisation a new account is in the list from the next deploy on.
            "projection.account.type": "enum",
            "projection.account.values": accounts,
            # As AWS lists them at each deploy: a region that is not in the list is never read.
            "projection.region.type": "enum",
            "projection.region.values": Fn.join(",", regions.names),
            "projection.day.type": "date",
            "projection.day.format": "yyyy/MM/dd",
            "projection.day.interval": "1",
            "projection.day.interval.unit": "DAYS",
            "projection.day.range": f"{first_day},NOW",
            "storage.location.template": folder(
                bucket.bucket,
                s3_key_prefix,
                kind=of.kind,
                # Twice the dollar, so that Terraform leaves the name for Athena to fill in.
                **{name: f"$${{{name}}}" for name in PARTITIONS},
            ),
        },
        storage_descriptor=StorageDescriptor(
            location=f"s3://{bucket.bucket}/{records}/",
            columns=[Column(name=name, type=type_) for name, type_ in of.columns.items()],
            input_format="com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            ser_de_info=SerDe(
                serialization_library="org.apache.hive.hcatalog.data.JsonSerDe",
                parameters={"serialization.format": "1"},
            ),
        ),
    )


def folder(
    bucket: str, s3_key_prefix: str | None, *, kind: str, account: str, region: str, day: str
) -> str:
    """Returns where CloudTrail puts one account's files of one region and day (`2026/01/31`).

    With a slash at the end, as Athena wants it of a template.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return f"s3://{bucket}/{records_prefix(s3_key_prefix, account)}/{kind}/{region}/{day}/"
