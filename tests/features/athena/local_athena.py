"""An Athena on this machine: a synthesised table, read as its SerDe does, queried by DuckDB."""

import gzip
import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlglot
from attrs import frozen
from sqlglot import exp

from tests.conftest import Stacks

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BUCKET = "amzn-s3-demo-bucket"
REGIONS = ("eu-central-1", "us-east-1", "ap-northeast-2")

# What Terraform fills in when it applies.
_FILLED_IN = {
    r"\$\{data\.terraform_remote_state\.[^}]*LogBucketbucket\}": BUCKET,
    r"\$\{join\([^}]*data\.aws_regions\.[^}]*\}": ",".join(REGIONS),
}


@frozen
class Table:
    """A table as Glue holds it once Terraform has applied it."""

    name: str
    columns: Mapping[str, str]
    partition_keys: tuple[str, ...]
    parameters: Mapping[str, str]
    location: str

    def partition_of(self, address: str) -> Mapping[str, str] | None:
        """Returns the values of the partition that a file lies in, or None if it is in none."""
        template = re.escape(self.parameters["storage.location.template"])
        for key in self.partition_keys:
            template = template.replace(re.escape(f"${{{key}}}"), f"(?P<{key}>{self._values(key)})")
        found = re.fullmatch(f"{template}[^/]+", address)
        if not found or not self._day_begins() <= found["day"]:
            return None
        return found.groupdict()

    def _values(self, key: str) -> str:
        if self.parameters[f"projection.{key}.type"] == "enum":
            return "|".join(map(re.escape, self.parameters[f"projection.{key}.values"].split(",")))
        assert self.parameters[f"projection.{key}.format"] == "yyyy/MM/dd"
        return r"\d{4}/\d\d/\d\d"

    def _day_begins(self) -> str:
        first, last = self.parameters["projection.day.range"].split(",")
        assert last == "NOW"
        return first


def synthesised_table(stacks: Stacks, *, accounts: tuple[str, ...], name: str = "records") -> Table:
    """Returns a table of these stacks, with the accounts that it is for."""
    tables = stacks["CloudtrailStack"]["resource"]["aws_glue_catalog_table"].values()
    (table,) = (each for each in tables if each["name"] == name)
    (database,) = stacks["CloudtrailStack"]["resource"]["aws_glue_catalog_database"].values()
    account = {
        r"\$\{data\.aws_caller_identity\.[^}]*\}": ",".join(accounts),
        r"\$\{join\([^}]*data\.aws_organizations_organization\.[^}]*\}": ",".join(accounts),
    }

    def filled_in(text: str) -> str:
        for reference, value in (_FILLED_IN | account).items():
            text = re.sub(reference, value, text)
        assert not re.search(r"(?<!\$)\$\{", text), text
        return text.replace("$${", "${")

    descriptor = table["storage_descriptor"]
    return Table(
        name=f'"{database["name"]}"."{table["name"]}"',
        columns={column["name"]: column["type"] for column in descriptor["columns"]},
        partition_keys=tuple(key["name"] for key in table["partition_keys"]),
        parameters={name: filled_in(value) for name, value in table["parameters"].items()},
        location=filled_in(descriptor["location"]),
    )


@frozen(slots=False)
class LocalAthena:
    """Answers queries over the files of `bucket` that `sees` lets it see, at the day `today`."""

    table: Table
    bucket: Path
    today: date
    sees: Callable[[Mapping[str, str]], bool] = lambda partition: True

    def answer(self, sql: str) -> list[dict[str, Any]]:
        """Returns the rows of the answer, in its order."""
        query = sqlglot.parse_one(sql, dialect="athena")
        for replaced in (self._clock, self._networks, self._addresses):
            query = query.transform(replaced)
        cursor = self._database.execute(query.sql("duckdb"))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _clock(self, node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.CurrentDate):
            return exp.cast(exp.Literal.string(self.today.isoformat()), "date")
        return node

    # DuckDB knows no addresses without an extension, so Python says which of the data's are some.
    # https://trino.io/docs/current/functions/ipaddress.html

    def _networks(self, node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.ArrayContains):
            network = ipaddress.ip_network(node.this.name)
            inside = [text for text, address in self._known.items() if address in network]
            found: exp.Expression = node.expression.isin("no address", *inside)
            return found
        return node

    def _addresses(self, node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.TryCast) and node.to.is_type(exp.DataType.Type.IPADDRESS):
            return exp.case().when(node.this.isin(*self._known), node.this)
        return node

    @cached_property
    def _known(self) -> Mapping[str, ipaddress.IPv4Address | ipaddress.IPv6Address]:
        known = {}
        cursor = self._database.execute(f"SELECT DISTINCT sourceipaddress FROM {self.table.name}")
        for (source,) in cursor.fetchall():
            for text in (source or "").split(", "):
                with suppress(ValueError):
                    known[text] = ipaddress.ip_address(text)
        return known

    @cached_property
    def _database(self) -> "DuckDBPyConnection":
        # Not for the processes that ask nothing; and what is imported with the tests is never
        # garbage (tests/conftest.py), of which DuckDB complains at the end.
        import duckdb

        rows = self.bucket / "rows.ndjson"
        rows.write_text("".join(f"{json.dumps(row)}\n" for row in self._rows()))
        types = {**self.table.columns, **dict.fromkeys(self.table.partition_keys, "string")}
        columns = {name: _type(type_).sql("duckdb") for name, type_ in types.items()}
        database = duckdb.connect()
        database.execute(f"CREATE SCHEMA {self.table.name.split('.')[0]}")
        database.execute(
            f"CREATE TABLE {self.table.name} AS "
            f"SELECT * FROM read_json('{rows}', format='newline_delimited', columns={columns})"
        )
        return database

    def _rows(self) -> Iterator[dict[str, Any]]:
        for file in sorted(self.bucket.rglob("*.gz")):
            key = file.relative_to(self.bucket).as_posix()
            partition = self.table.partition_of(f"s3://{BUCKET}/{key}")
            if partition is None or not self.sees(partition):
                continue
            for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]:
                yield {**_deserialised(record, self._row_type), **partition}

    @cached_property
    def _row_type(self) -> exp.DataType:
        fields = ",".join(f"{name}:{type_}" for name, type_ in self.table.columns.items())
        return _type(f"struct<{fields}>")


def _type(hive: str) -> exp.DataType:
    return sqlglot.parse_one(hive, into=exp.DataType, dialect="hive")


def _deserialised(value: Any, type_: exp.DataType) -> Any:
    """Returns what the SerDe makes of JSON: names in any case, and text of what is no text."""
    if value is None:
        return None
    if type_.is_type(exp.DataType.Type.STRUCT):
        by_name = {name.lower(): inner for name, inner in value.items()}
        return {
            field.name: _deserialised(by_name.get(field.name), field.args["kind"])
            for field in type_.expressions
        }
    if type_.is_type(exp.DataType.Type.ARRAY):
        return [_deserialised(inner, type_.expressions[0]) for inner in value]
    if type_.is_type(exp.DataType.Type.MAP):
        return {name: _deserialised(inner, type_.expressions[1]) for name, inner in value.items()}
    return value if isinstance(value, str) else json.dumps(value)
