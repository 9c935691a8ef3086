"""Every log file that CloudTrail writes lies in the one partition that its name tells of."""

from collections.abc import Callable
from datetime import date
from string import Template

from stacks.features.athena.table import folder
from stacks.features.trail import settings as trail

import pytest
from botocore.session import get_session
from hypothesis import assume, given, strategies as st

from tests.conftest import Stacks
from tests.features.athena.archive import log_file
from tests.features.athena.local_athena import BUCKET, synthesised_table

FIRST_DAY = date(2013, 11, 13)

PARTITIONS = st.fixed_dictionaries(
    {
        "account": st.from_regex(
            r"\d{12}", fullmatch=True, alphabet=st.characters(max_codepoint=127)
        ),
        "region": st.sampled_from(sorted(get_session().get_available_regions("cloudtrail"))),
        "day": st.dates(min_value=FIRST_DAY).map(lambda day: day.strftime("%Y/%m/%d")),
    }
)
PREFIXES = st.none() | st.from_regex(
    r"[A-Za-z0-9!_.'()-]{1,8}(/[A-Za-z0-9!_.'()-]{1,8}){0,3}", fullmatch=True
).filter(trail.S3_KEY_PREFIX.accepts)
UNIQUE = st.from_regex(r"[A-Za-z0-9]{16}", fullmatch=True)


def template(prefix: str | None) -> Template:
    return Template(
        folder(
            BUCKET,
            prefix,
            kind="CloudTrail",
            account="${account}",
            region="${region}",
            day="${day}",
        )
    )


@pytest.mark.parametrize("scenario", ["everything"])
def test_the_template_is_what_the_table_has(
    scenario: str, stacks_of: Callable[[str], Stacks]
) -> None:
    table = synthesised_table(stacks_of(scenario), accounts=("123456789012",))
    assert table.parameters["storage.location.template"] == template("security/trail").template
    assert table.location == f"s3://{BUCKET}/security/trail/AWSLogs/o-localaws00/"


def test_the_table_of_an_organization_has_every_member_and_what_was_recorded_before(
    stacks_of: Callable[[str], Stacks],
) -> None:
    accounts = ("123456789012", "o-localaws00/123456789012", "o-localaws00/111122223333")
    table = synthesised_table(stacks_of("everything"), accounts=accounts)
    for folder_ in accounts:
        place = f"AWSLogs/{folder_}/CloudTrail/us-east-1/2026/01/31"
        name = f"{folder_.rpartition('/')[2]}_CloudTrail_us-east-1_20260131T0005Z_x.json.gz"
        assert table.partition_of(f"s3://{BUCKET}/security/trail/{place}/{name}") == {
            "account": folder_,
            "region": "us-east-1",
            "day": "2026/01/31",
        }
    elsewhere = "AWSLogs/o-localaws00/444455556666/CloudTrail/us-east-1/2026/01/31/x.json.gz"
    assert table.partition_of(f"s3://{BUCKET}/security/trail/{elsewhere}") is None


@given(PREFIXES, PARTITIONS, UNIQUE)
def test_a_log_file_lies_in_the_folder_of_its_partition(
    prefix: str | None, partition: dict[str, str], unique: str
) -> None:
    address = f"s3://{BUCKET}/{log_file(prefix, **partition, unique=unique)}"
    place, _, name = address.rpartition("/")
    assert template(prefix).substitute(partition) == f"{place}/"
    assert name.startswith(f"{partition['account']}_CloudTrail_{partition['region']}_")


@given(PREFIXES, PARTITIONS, PARTITIONS, UNIQUE)
def test_a_log_file_lies_in_no_other_partition(
    prefix: str | None, partition: dict[str, str], other: dict[str, str], unique: str
) -> None:
    assume(partition != other)
    address = f"s3://{BUCKET}/{log_file(prefix, **partition, unique=unique)}"
    assert not address.startswith(template(prefix).substitute(other))


@given(PREFIXES, PARTITIONS, st.sampled_from(["CloudTrail-Digest", "CloudTrail-Insight"]), UNIQUE)
def test_what_is_no_record_lies_in_no_partition(
    prefix: str | None, partition: dict[str, str], kind: str, unique: str
) -> None:
    beside = log_file(prefix, **partition, unique=unique).replace("CloudTrail/", f"{kind}/")
    address = f"s3://{BUCKET}/{beside}"
    assert not address.startswith(template(prefix).substitute(partition))
