"""What is done to the table of the records and to what asks it."""

from typing import Any

from stacks.foundation.deployed import Deployed

import boto3

from tests.tamper.way import Act, Way

TABLE = "aws_glue_catalog_table.AthenaRecords"
WORKGROUP = "aws_athena_workgroup.AthenaWorkgroup"


def _table(change: Any) -> Act:
    def do(there: Deployed) -> None:
        glue = boto3.client("glue", region_name=there.region)
        database = there.resources[TABLE]["database_name"]
        table: Any = glue.get_table(DatabaseName=database, Name=there.resources[TABLE]["name"])
        kept = ("Name", "TableType", "Parameters", "StorageDescriptor", "PartitionKeys")
        given: Any = {name: table["Table"][name] for name in kept if name in table["Table"]}
        change(given)
        glue.update_table(DatabaseName=database, TableInput=given)

    return do


def _another_bucket(table: Any) -> None:
    table["Parameters"]["storage.location.template"] = "s3://elsewhere/${region}/"


def _without_a_region(table: Any) -> None:
    regions = table["Parameters"]["projection.region.values"].split(",")
    table["Parameters"]["projection.region.values"] = ",".join(regions[1:])


def _without_a_column(table: Any) -> None:
    columns = table["StorageDescriptor"]["Columns"]
    table["StorageDescriptor"]["Columns"] = [
        each for each in columns if each["Name"] != "errorcode"
    ]


def _delete_table(there: Deployed) -> None:
    boto3.client("glue", region_name=there.region).delete_table(
        DatabaseName=there.resources[TABLE]["database_name"], Name=there.resources[TABLE]["name"]
    )


def _workgroup(**updates: Any) -> Act:
    return lambda there: boto3.client("athena", region_name=there.region).update_work_group(
        WorkGroup=there.resources[WORKGROUP]["name"], **updates
    )


_ELSEWHERE = {"ResultConfigurationUpdates": {"OutputLocation": "s3://elsewhere/"}}

WAYS = (
    Way(what="the table reads another bucket", do=_table(_another_bucket), resource=TABLE),
    Way(what="the table leaves a region out", do=_table(_without_a_region), resource=TABLE),
    Way(what="a column gone", do=_table(_without_a_column), resource=TABLE),
    Way(what="the table deleted", do=_delete_table, resource=TABLE),
    Way(
        what="answers go elsewhere",
        do=_workgroup(ConfigurationUpdates=_ELSEWHERE),
        resource=WORKGROUP,
    ),
    Way(what="workgroup disabled", do=_workgroup(State="DISABLED"), resource=WORKGROUP),
)
