"""What the trail of an organisation costs as that grows: counted in what is synthesised.

A query reads the folders that its WHERE leaves of all that the table could have; how many records
lie in them is another matter.
"""

import json
import time
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from math import prod
from pathlib import Path
from typing import Any

from stacks.settings import Athena, Organization, Settings

from attrs import frozen
from rich.table import Table

import main as program

ACCOUNTS = (1, 1_000)
REGIONS = [f"region-{number}" for number in range(17)]
DAYS = [f"{date(2026, 1, 1) + timedelta(days):%Y/%m/%d}" for days in range(365)]

SETTINGS = Settings(
    encryption="kms",
    athena=Athena(),
    organization=Organization(id="o-exampleorgid", management_account_id="111122223333"),
)

# What Glue takes as the value of one parameter of a table.
# https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html
LONGEST_PARAMETER = 512_000


@frozen(kw_only=True)
class Size:
    """One size of an organisation, and what follows from it."""

    accounts: int
    seconds: float
    bucket_policy: int
    key_policy: int
    folders: tuple[str, ...]

    @property
    def parameter(self) -> str:
        """What the table knows the accounts from."""
        return ",".join(self.folders)

    def read(self, **where: Collection[str]) -> int:
        """Returns how many folders a query reads whose WHERE leaves these values of the keys.

        https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
        """
        keys = {"account": self.folders, "region": REGIONS, "day": DAYS}
        return prod(
            len([value for value in values if value in where.get(key, values)])
            for key, values in keys.items()
        )


def sizes(scratch: Path) -> list[Size]:
    """Synthesises for each size."""
    return [_size(accounts, scratch / str(accounts)) for accounts in ACCOUNTS]


def _size(accounts: int, folder: Path) -> Size:
    start = time.monotonic()
    program.build(SETTINGS, str(folder)).synth()
    seconds = time.monotonic() - start
    logs, trail = (
        json.loads((folder / "stacks" / name / "cdk.tf.json").read_bytes())
        for name in ("LogBucketStack", "CloudtrailStack")
    )
    (key,) = logs["resource"]["aws_kms_key"].values()
    (table,) = trail["resource"]["aws_glue_catalog_table"].values()
    assert "aws_organizations_organization" in table["parameters"]["projection.account.values"]
    assert SETTINGS.organization
    ids = [f"{number:012}" for number in range(accounts)]
    folders = [SETTINGS.organization.management_account_id]
    folders += [f"{SETTINGS.organization.id}/{id_}" for id_ in ids]
    return Size(
        accounts=accounts,
        seconds=seconds,
        bucket_policy=len(json.dumps(_statements(logs))),
        key_policy=len(key["policy"]),
        folders=tuple(folders),
    )


def _statements(stack: Mapping[str, Any]) -> Any:
    return stack["data"]["aws_iam_policy_document"]["LogBucketPolicyDocument"]["statement"]


def organization_table(found: list[Size]) -> Table:
    """Returns what grows with the organisation, and what does not."""
    table = Table(
        "accounts",
        f"folders in {len(DAYS)} days",
        "of one account, region and day",
        "of a saved query as it is",
        "table's list of accounts",
        "bucket's policy",
        "key's policy",
        "synthesis",
        title=f"One trail for an organisation, {len(REGIONS)} regions",
    )
    for each in found:
        table.add_row(
            f"{each.accounts:,}",
            f"{each.read():,}",
            f"{each.read(account=each.folders[-1:], region=REGIONS[-1:], day=DAYS[-1:]):,}",
            f"{each.read(day=DAYS[-8:]):,}",
            f"{len(each.parameter):,} of {LONGEST_PARAMETER:,} characters",
            f"{each.bucket_policy:,}",
            f"{each.key_policy:,}",
            f"{each.seconds:.2f} s",
        )
    return table
