"""The records as a table: its columns, and how a query finds the folders that it has to read."""

from collections.abc import Mapping

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

TABLE = "records"


def _struct(*strings: str, **others: str) -> str:
    fields = dict.fromkeys(strings, "string") | others
    return f"struct<{','.join(f'{name}:{type_}' for name, type_ in fields.items())}>"


# What is JSON of no fixed form (requestparameters, responseelements, additionaleventdata,
# serviceeventdetails) arrives as its text.
# https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
COLUMNS: Mapping[str, str] = {
    "eventversion": "string",
    "useridentity": _struct(
        *("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
        *("identityprovider", "credentialid"),
        inscopeof=_struct("sourcearn", "sourceaccount", "issuertype", "credentialsissuedto"),
        invokedbydelegate=_struct("accountid"),
        onbehalfof=_struct("userid", "identitystorearn"),
        sessioncontext=_struct(
            *("ec2roledelivery", "sourceidentity"),
            attributes=_struct("mfaauthenticated", "creationdate"),
            sessionissuer=_struct("type", "principalid", "arn", "accountid", "username"),
            webidfederationdata=_struct("federatedprovider", attributes="map<string,string>"),
        ),
    ),
    **dict.fromkeys(
        (
            *("eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
            *("useragent", "errorcode", "errormessage", "requestparameters", "responseelements"),
            *("additionaleventdata", "requestid", "eventid", "readonly", "managementevent"),
        ),
        "string",
    ),
    "resources": f"array<{_struct('arn', 'arnprefix', 'accountid', 'type')}>",
    **dict.fromkeys(
        (
            *("eventtype", "apiversion", "recipientaccountid", "serviceeventdetails"),
            *("sharedeventid", "vpcendpointid", "vpcendpointaccountid", "eventcategory"),
        ),
        "string",
    ),
    "addendum": _struct("reason", "updatedfields", "originalrequestid", "originaleventid"),
    "sessioncredentialfromconsole": "string",
    "edgedevicedetails": "string",
    "tlsdetails": _struct("tlsversion", "ciphersuite", "clientprovidedhostheader"),
}

# The folders of the records, in their order; none has the name of a column.
PARTITIONS = ("account", "region", "day")


def records_table(
    stack: AwsStack,
    id_: str,
    *,
    database: GlueCatalogDatabase,
    bucket: S3Bucket,
    records: str,
    s3_key_prefix: str | None,
    accounts: str,
    trail_arn: str,
    first_day: str,
) -> GlueCatalogTable:
    """Returns a table of all records, each in the partition of its account, region and day.

    Athena computes the partitions (partition projection), so that nothing has to look for new
    ones: a query reads the folders that its conditions on them leave, and no other.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
    """
    regions = DataAwsRegions(stack, "Regions", all_regions=True)
    return GlueCatalogTable(
        stack,
        id_,
        name=TABLE,
        database_name=database.name,
        # It ends with the trail's ARN, by which the table is found again.
        description=f"The day is that of the delivery, in UTC; every record of {trail_arn}",
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
                # Twice the dollar, so that Terraform leaves the name for Athena to fill in.
                **{name: f"$${{{name}}}" for name in PARTITIONS},
            ),
        },
        storage_descriptor=StorageDescriptor(
            location=f"s3://{bucket.bucket}/{records}/",
            columns=[Column(name=name, type=type_) for name, type_ in COLUMNS.items()],
            input_format="com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            ser_de_info=SerDe(
                serialization_library="org.apache.hive.hcatalog.data.JsonSerDe",
                parameters={"serialization.format": "1"},
            ),
        ),
    )


def folder(bucket: str, s3_key_prefix: str | None, *, account: str, region: str, day: str) -> str:
    """Returns where CloudTrail puts one account's records of one region and day (`2026/01/31`).

    With a slash at the end, as Athena wants it of a template.

    https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return f"s3://{bucket}/{records_prefix(s3_key_prefix, account)}/CloudTrail/{region}/{day}/"
