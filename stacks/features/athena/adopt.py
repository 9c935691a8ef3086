"""How to find a workgroup, a database and a table, with or without Terraform's state."""

from urllib.parse import urlsplit

from stacks.foundation.aws_account import Account
from stacks.foundation.aws_clients import Clients
from stacks.foundation.kinds import Adoption, Existing, Kind

from botocore.exceptions import ClientError


def _workgroups(aws: Clients) -> list[str]:
    groups = aws.athena.list_work_groups()["WorkGroups"]
    # AWS's own, in every account.
    return [group["Name"] for group in groups if group["Name"] != "primary"]


def _workgroup(account: Account, name: str) -> Existing | None:
    athena = account.aws.athena
    try:
        athena.get_work_group(WorkGroup=name)
    except ClientError as error:
        # Athena has no error of its own for this.
        if "is not found" in str(error):
            return None
        raise
    arn = account.arn("athena", f"workgroup/{name}")
    tags = athena.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return Existing(id=name, tags={tag["Key"]: tag.get("Value", "") for tag in tags})


def _databases(aws: Clients) -> list[str]:
    pages = aws.glue.get_paginator("get_databases").paginate()
    return [database["Name"] for page in pages for database in page["DatabaseList"]]


def _database(account: Account, name: str) -> Existing | None:
    glue = account.aws.glue
    try:
        glue.get_database(Name=name)
    except glue.exceptions.EntityNotFoundException:
        return None
    tags = glue.get_tags(ResourceArn=account.arn("glue", f"database/{name}"))["Tags"]
    return Existing(id=f"{account.id}:{name}", tags=tags)


def _tables(aws: Clients) -> list[str]:
    pages = aws.glue.get_paginator("get_tables")
    return [
        f"{database}.{table['Name']}"
        for database in _databases(aws)
        for page in pages.paginate(DatabaseName=database)
        for table in page["TableList"]
    ]


def _table(account: Account, database: str, name: str) -> Existing | None:
    glue = account.aws.glue
    try:
        table = glue.get_table(DatabaseName=database, Name=name)["Table"]
    except glue.exceptions.EntityNotFoundException:
        return None
    location = table.get("StorageDescriptor", {}).get("Location", "")
    # By what it says where the state of its bucket is lost, by its bucket where it is older.
    ours = account.is_ours(table.get("Description", "")) or (
        urlsplit(location).netloc in account.buckets
    )
    return Existing(
        id=f"{account.id}:{database}:{name}",
        tags={},
        foreign="" if ours else f"reads {location or 'nothing'}",
    )


KINDS = (
    Kind(
        type="aws_athena_workgroup",
        noun="workgroup",
        in_region=_workgroups,
        adoption=Adoption(setting="athena.database", find=_workgroup),
    ),
    Kind(
        type="aws_glue_catalog_database",
        noun="database",
        in_region=_databases,
        adoption=Adoption(setting="athena.database", find=_database),
    ),
    Kind(
        type="aws_glue_catalog_table",
        noun="table",
        in_region=_tables,
        adoption=Adoption(
            setting="athena.database", arguments=("database_name", "name"), find=_table
        ),
    ),
)
