"""Each saved query answers as plain Python does over the same records."""

import ipaddress
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stacks.settings import Athena, Settings

import pytest
import sqlglot
from attrs import evolve
from sqlglot import exp

from tests.conftest import Stacks, synthesise
from tests.features.athena.archive import Delivered, deliver
from tests.features.athena.local_athena import LocalAthena, synthesised_table
from tests.features.athena.sample import (
    ACCOUNT,
    ACCOUNTS,
    CALLERS,
    DAYS,
    KEY,
    REGIONS,
    RESOURCE,
    SAMPLE,
    SINCE,
    TODAY,
)

Answer = list[dict[str, Any]]

RECENT = [each for each in SAMPLE if each.day >= SINCE]


@pytest.fixture(scope="module", params=[None, "security/trail"], ids=["no prefix", "prefix"])
def prefix(request: pytest.FixtureRequest) -> str | None:
    chosen: str | None = request.param
    return chosen


@pytest.fixture(scope="module")
def stacks(prefix: str | None, tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    settings = Settings(athena=Athena(), s3_key_prefix=prefix)
    return synthesise(settings, tmp_path_factory.mktemp("stacks"))


@pytest.fixture(scope="module")
def saved(stacks: Stacks) -> Mapping[str, str]:
    queries = stacks["CloudtrailStack"]["resource"]["aws_athena_named_query"].values()
    return {query["name"]: query["query"] for query in queries}


@pytest.fixture(scope="module")
def athena(
    prefix: str | None, stacks: Stacks, tmp_path_factory: pytest.TempPathFactory
) -> LocalAthena:
    bucket = tmp_path_factory.mktemp("bucket")
    deliver(SAMPLE, bucket=bucket, prefix=prefix)
    return LocalAthena(synthesised_table(stacks, accounts=ACCOUNTS), bucket, TODAY)


@pytest.fixture(scope="module")
def since(athena: LocalAthena) -> LocalAthena:
    """Athena that sees no folder of before the first of the days that are asked for."""
    return LocalAthena(
        athena.table, athena.bucket, TODAY, sees=lambda partition: partition["day"] >= SINCE
    )


def who(record: Mapping[str, Any]) -> str | None:
    identity: Mapping[str, str] = record["userIdentity"]
    names = ("principalId", "userName", "invokedBy", "accountId")
    user: str | None = record["userIdentity"].get("onBehalfOf", {}).get("userId")
    known = (identity.get("arn"), user, *map(identity.get, names))
    return next(filter(None, known), None)


def in_order(rows: Iterable[dict[str, Any]], *by: str) -> Answer:
    """Sorts as Athena does: a minus before the name is descending, and what is missing is last."""
    result = list(rows)
    for name in reversed(by):
        name, down = name.removeprefix("-"), name.startswith("-")
        result.sort(key=lambda row: (row[name] is None, row[name] or ""), reverse=down)
    return result


def counted(
    records: Iterable[Delivered], key: Callable[[Mapping[str, Any]], tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for each in records:
        groups[each.account, *key(each.record)].append(each.record)
    return groups


def text(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def activity_of(identifier: str) -> Answer:
    def matches(identity: Mapping[str, Any]) -> bool:
        issuer = identity.get("sessionContext", {}).get("sessionIssuer", {})
        return identifier in (
            *(identity.get(name) for name in ("arn", "userName", "principalId", "accessKeyId")),
            identity.get("onBehalfOf", {}).get("userId"),
            *(issuer.get(name) for name in ("arn", "userName")),
            identity.get("sessionContext", {}).get("sourceIdentity"),
        )

    return in_order(
        (
            {
                "eventtime": each.record["eventTime"],
                "account": each.account,
                "region": each.region,
                "eventsource": each.record["eventSource"],
                "eventname": each.record["eventName"],
                "errorcode": each.record.get("errorCode"),
                "sourceipaddress": each.record["sourceIPAddress"],
                "useragent": each.record["userAgent"],
                "principal": who(each.record),
                "access_key": each.record["userIdentity"].get("accessKeyId"),
                "requestparameters": text(each.record.get("requestParameters")),
                "eventid": each.record["eventID"],
            }
            for each in RECENT
            if matches(each.record["userIdentity"])
        ),
        *("eventtime", "eventid"),
    )


def access_to(resource: str) -> Answer:
    def names(record: Mapping[str, Any]) -> Iterable[str]:
        yield text(record.get("requestParameters")) or ""
        yield text(record.get("responseElements")) or ""
        yield record.get("errorMessage") or ""
        yield text(record.get("additionalEventData")) or ""
        yield text(record.get("serviceEventDetails")) or ""
        for each in record.get("resources", ()):
            yield from (each.get("ARN", ""), each.get("ARNPrefix", ""))

    return in_order(
        (
            {
                "eventtime": each.record["eventTime"],
                "account": each.account,
                "region": each.region,
                "principal": who(each.record),
                "eventsource": each.record["eventSource"],
                "eventname": each.record["eventName"],
                "readonly": text(each.record.get("readOnly")),
                "errorcode": each.record.get("errorCode"),
                "sourceipaddress": each.record["sourceIPAddress"],
                "requestparameters": text(each.record.get("requestParameters")),
                "eventid": each.record["eventID"],
            }
            for each in RECENT
            if any(resource in name for name in names(each.record))
        ),
        *("eventtime", "eventid"),
    )


def denied_calls() -> Answer:
    def denied(record: Mapping[str, Any]) -> bool:
        error = record.get("errorCode") or ""
        return error.endswith("UnauthorizedOperation") or error.startswith("AccessDenied")

    groups = counted(
        (each for each in RECENT if denied(each.record)),
        lambda record: (who(record), record["sourceIPAddress"], record["eventSource"]),
    )
    return in_order(
        (
            {
                **dict(
                    zip(
                        ("account", "principal", "sourceipaddress", "eventsource"), key, strict=True
                    )
                ),
                "calls": len(records),
                "different_calls": len({record["eventName"] for record in records}),
                "eventnames": ", ".join(sorted({record["eventName"] for record in records})),
                "first_call": min(record["eventTime"] for record in records),
                "last_call": max(record["eventTime"] for record in records),
            }
            for key, records in groups.items()
        ),
        *("-calls", "account", "principal", "sourceipaddress", "eventsource"),
    )


def root_use() -> Answer:
    return in_order(
        (
            {
                "eventtime": each.record["eventTime"],
                "account": each.account,
                "region": each.region,
                "eventsource": each.record["eventSource"],
                "eventname": each.record["eventName"],
                "errorcode": each.record.get("errorCode"),
                "sourceipaddress": each.record["sourceIPAddress"],
                "useragent": each.record["userAgent"],
                "mfa": "true",
                "requestparameters": text(each.record.get("requestParameters")),
                "eventid": each.record["eventID"],
            }
            for each in RECENT
            if each.record["userIdentity"]["type"] == "Root"
            and "invokedBy" not in each.record["userIdentity"]
            and each.record["eventType"] != "AwsServiceEvent"
        ),
        *("eventtime", "eventid"),
    )


def logins_without_mfa() -> Answer:
    return in_order(
        (
            {
                "eventtime": each.record["eventTime"],
                "account": each.account,
                "region": each.region,
                "kind": each.record["userIdentity"]["type"],
                "principal": who(each.record),
                "sourceipaddress": each.record["sourceIPAddress"],
                "useragent": each.record["userAgent"],
                "eventid": each.record["eventID"],
            }
            for each in RECENT
            if each.record["eventName"] == "ConsoleLogin"
            and each.record["userIdentity"]["type"] in ("IAMUser", "Root")
            and each.record["responseElements"]["ConsoleLogin"] == "Success"
            and each.record["additionalEventData"].get("MFAUsed") != "Yes"
        ),
        *("eventtime", "eventid"),
    )


def failed(record: Mapping[str, Any]) -> bool:
    return record.get("errorCode") not in (None, "200")


def changes_by_day() -> Answer:
    groups = counted(
        (each for each in RECENT if each.record.get("readOnly") is False),
        lambda record: (
            record["eventTime"][:10],
            *(record[name] for name in ("eventSource", "eventName", "awsRegion")),
        ),
    )
    return in_order(
        (
            {
                **dict(
                    zip(
                        ("account", "event_day", "eventsource", "eventname", "awsregion"),
                        key,
                        strict=True,
                    )
                ),
                "calls": len(records),
                "failed": len([each for each in records if failed(each)]),
                "principals": len({who(record) for record in records} - {None}),
            }
            for key, records in groups.items()
        ),
        *("event_day", "-calls", "account", "eventsource", "eventname", "awsregion"),
    )


def calls_from_outside(*networks: str) -> Answer:
    known = [ipaddress.ip_network(network) for network in networks]

    def outside(source: str) -> bool:
        try:
            address = ipaddress.ip_address(source)
        except ValueError:
            return False
        return not any(address in network for network in known)

    groups = counted(
        (
            evolve(each, record={**each.record, "address": address})
            for each in RECENT
            for address in (each.record["sourceIPAddress"] or "").split(", ")
            if outside(address)
        ),
        lambda record: (record["address"], who(record)),
    )
    return in_order(
        (
            {
                **dict(zip(("account", "address", "principal"), key, strict=True)),
                "calls": len(records),
                "first_call": min(record["eventTime"] for record in records),
                "last_call": max(record["eventTime"] for record in records),
            }
            for key, records in groups.items()
        ),
        *("-calls", "account", "address", "principal"),
    )


def events_by_category() -> Answer:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for each in RECENT:
        category = each.record.get("eventCategory") or "Management"
        groups[each.day, each.account, category, each.record["eventSource"]].append(each.record)
    return in_order(
        (
            {
                **dict(zip(("day", "account", "category", "eventsource"), key, strict=True)),
                "reads": len([each for each in records if each.get("readOnly") is True]),
                "writes": len([each for each in records if each.get("readOnly") is False]),
                "events": len(records),
            }
            for key, records in groups.items()
        ),
        *("day", "-events", "account", "category", "eventsource"),
    )


ANSWERS: Mapping[str, Callable[[], Answer]] = {
    "Activity of a principal or access key": lambda: activity_of(KEY),
    "Access to a resource": lambda: access_to(RESOURCE),
    "Denied calls": denied_calls,
    "Root use": root_use,
    "Console logins without MFA": logins_without_mfa,
    "Changes by day": changes_by_day,
    "Events by category": events_by_category,
    "Calls from outside the known networks": lambda: calls_from_outside(
        "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"
    ),
}


def test_there_is_an_answer_to_every_saved_query(saved: Mapping[str, str]) -> None:
    assert saved.keys() == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_as_it_is_saved_answers_as_python_does(
    name: str, saved: Mapping[str, str], athena: LocalAthena
) -> None:
    expected = ANSWERS[name]()
    assert expected
    assert athena.answer(saved[name]) == expected


@pytest.mark.parametrize(
    "identifier",
    [
        *(caller["arn"] for caller in CALLERS.values() if "arn" in caller),
        *(caller["principalId"] for caller in CALLERS.values() if "principalId" in caller),
        *("alice", "dave", "grace", "deployer", "544894e8-80c1-707f-60e3-3ba6510dfac1"),
        "heidi@example.com",
        "ASIAIOSFODNN7EXAMPLE",
    ],
)
def test_a_principal_is_found_by_whatever_names_it(
    identifier: str, saved: Mapping[str, str], athena: LocalAthena
) -> None:
    sql = saved["Activity of a principal or access key"].replace(KEY, identifier)
    expected = activity_of(identifier)
    assert expected
    assert athena.answer(sql) == expected


@pytest.mark.parametrize("resource", [f"arn:aws:s3:::{RESOURCE}", "demo-bucket", "nothing", "%"])
def test_a_resource_is_found_by_a_part_of_its_name_and_not_by_a_pattern(
    resource: str, saved: Mapping[str, str], athena: LocalAthena
) -> None:
    sql = saved["Access to a resource"].replace(RESOURCE, resource)
    assert athena.answer(sql) == access_to(resource)


def test_other_networks_may_be_known(saved: Mapping[str, str], athena: LocalAthena) -> None:
    sql = saved["Calls from outside the known networks"].replace("10.0.0.0/8", "198.51.100.0/29")
    expected = calls_from_outside("198.51.100.0/29", "192.0.2.0/24", "2001:db8::/32")
    assert expected
    assert athena.answer(sql) == expected


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_needs_no_folder_of_before_the_days_it_asks_for(
    name: str, saved: Mapping[str, str], athena: LocalAthena, since: LocalAthena
) -> None:
    """What Athena does not read, because the condition on the partition says so, is not missed."""
    condition = days_of(saved[name])
    assert since.answer(saved[name]) == athena.answer(saved[name])
    (row,) = athena.answer(
        f"SELECT array_sort(array_agg(DISTINCT day)) AS days "
        f"FROM {athena.table.name} WHERE {condition}"
    )
    assert row["days"] == [day for day in DAYS if day >= SINCE]


@pytest.mark.parametrize("name", ANSWERS)
def test_the_days_are_compared_with_a_constant(name: str, saved: Mapping[str, str]) -> None:
    """Athena prunes by what it can compute before it reads: no column, no join, no subquery."""
    condition = sqlglot.parse_one(days_of(saved[name]), dialect="athena")
    assert isinstance(condition, exp.GTE)
    assert condition.this == exp.column("day")
    assert not list(condition.expression.find_all(exp.Column, exp.Subquery))


def days_of(sql: str) -> str:
    """Returns the condition on the days, which stands in the query's own WHERE, by an AND."""
    query = sqlglot.parse_one(sql, dialect="athena")
    where = query.args["where"].this
    conditions = where.flatten() if isinstance(where, exp.And) else [where]
    (condition,) = [each for each in conditions if exp.column("day") in each.find_all(exp.Column)]
    written: str = condition.sql("athena", comments=False)
    return written


def test_one_day_and_one_region_are_one_folder(athena: LocalAthena) -> None:
    place = {"account": ACCOUNT, "region": REGIONS[0], "day": DAYS[1]}
    condition = " AND ".join(f"{key} = '{value}'" for key, value in place.items())
    sql = f"SELECT eventid FROM {athena.table.name} WHERE {condition} ORDER BY eventid"
    one_folder = LocalAthena(
        athena.table, athena.bucket, TODAY, sees=lambda partition: partition == place
    )
    expected = sorted(
        each.record["eventID"]
        for each in SAMPLE
        if (each.account, each.region, each.day) == tuple(place.values())
    )
    assert [row["eventid"] for row in one_folder.answer(sql)] == expected
    assert one_folder.answer(sql) == athena.answer(sql)


def test_a_table_of_one_account_reads_no_other(stacks: Stacks, athena: LocalAthena) -> None:
    own = LocalAthena(synthesised_table(stacks, accounts=(ACCOUNT,)), athena.bucket, TODAY)
    rows = own.answer(f"SELECT DISTINCT account FROM {own.table.name}")
    assert rows == [{"account": ACCOUNT}]


def test_what_is_no_text_arrives_as_its_json(athena: LocalAthena) -> None:
    (row,) = athena.answer(
        "SELECT json_extract_scalar(serviceeventdetails, '$.state.x') AS x, readonly, "
        "addendum.reason AS reason, tlsdetails.tlsversion AS tls, vpcendpointid, "
        "sessioncredentialfromconsole AS console "
        f"FROM {athena.table.name} WHERE eventname = 'PutItem' AND account = '{ACCOUNT}' "
        f"AND region = '{REGIONS[0]}' AND day = '{DAYS[0]}'"
    )
    assert row == {
        "x": "1",
        "readonly": "false",
        "reason": "DELIVERY_DELAY",
        "tls": "TLSv1.3",
        "vpcendpointid": "vpce-1a2b3c4d",
        "console": "true",
    }


def test_every_field_of_the_records_has_its_column(athena: LocalAthena) -> None:
    """Whatever else CloudTrail records is in none, and is listed here on purpose."""
    fields = {name.lower() for each in SAMPLE for name in each.record}
    assert fields - athena.table.columns.keys() == {"eventcontext"}
