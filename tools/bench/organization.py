"""What the trail of an organisation costs as that grows, counted in synthesis and plan.

A query reads the folders that its WHERE leaves of all that the table could have; how many records
lie in them is another matter.
"""

import json
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from math import prod
from pathlib import Path
from typing import Any

from stacks.settings import Athena, Organization, Settings

from attrs import frozen
from moto.core.models import DEFAULT_ACCOUNT_ID
from rich.table import Table

import main as program
from tools import cdktf
from tools.local_aws import local_aws
from tools.local_aws.organization import ORGANIZATION_ID
from tools.rehearsal import rehearsed
from tools.stack import Stack

# How many accounts there are besides the one that manages them.
MEMBERS = (0, 999)
REGIONS = [f"region-{number}" for number in range(17)]
DAYS = [f"{date(2026, 1, 1) + timedelta(days):%Y/%m/%d}" for days in range(365)]

SETTINGS = Settings(
    encryption="kms",
    athena=Athena(),
    organization=Organization(id=ORGANIZATION_ID, management_account_id=DEFAULT_ACCOUNT_ID),
)

# What Glue takes as the value of one parameter of a table.
# https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html
LONGEST_PARAMETER = 512_000


@frozen(kw_only=True)
class Size:
    """One size of an organisation, and what follows from it; a plan is counted as JSON.

    `accounts` is what the table knows the accounts from.
    """

    accounts: str
    bucket_policy: int
    key_policy: int
    plan: int
    synthesis_seconds: float
    plan_seconds: float

    @property
    def folders(self) -> list[str]:
        """The folders of all accounts, first the manager's own from before."""
        return self.accounts.split(",")

    def read(self, **where: Collection[str]) -> int:
        """Returns how many folders a query reads whose WHERE leaves these values of the keys.

        https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
        """
        keys = {"account": self.folders, "region": REGIONS, "day": DAYS}
        return prod(
            len([value for value in values if value in where.get(key, values)])
            for key, values in keys.items()
        )


def sizes(scratch: Path, environment: Mapping[str, str]) -> Iterator[Size]:
    """Synthesises and plans a first deploy for each size, on an AWS of its own."""
    for number in MEMBERS:
        folder = scratch / f"organization-{number}"
        folder.mkdir()
        start = time.monotonic()
        program.build(SETTINGS, str(folder / "cdktf.out")).synth()
        synthesis = time.monotonic() - start
        with local_aws(members=[f"{each:012}" for each in range(1, number + 1)]) as aws:
            there = cdktf.environment(aws.environment(environment), folder)
            stacks = [Stack(folder / "cdktf.out/stacks" / name, there) for name in cdktf.STACKS]
            for stack in stacks:
                stack.initialise()
            start = time.monotonic()
            with rehearsed(stacks) as plans:
                seconds = time.monotonic() - start
                yield _size(stacks, [plan.document for plan in plans], synthesis, seconds)


def _size(
    stacks: list[Stack], plans: list[Mapping[str, Any]], synthesis: float, seconds: float
) -> Size:
    logs = json.loads((stacks[0].folder / "cdk.tf.json").read_bytes())
    (key,) = logs["resource"]["aws_kms_key"].values()
    planned = plans[-1]["planned_values"]["root_module"]["resources"]
    (table,) = (each for each in planned if each["type"] == "aws_glue_catalog_table")
    policy = logs["data"]["aws_iam_policy_document"]["LogBucketPolicyDocument"]["statement"]
    return Size(
        accounts=table["values"]["parameters"]["projection.account.values"],
        bucket_policy=len(json.dumps(policy)),
        key_policy=len(key["policy"]),
        plan=len(json.dumps(plans)),
        synthesis_seconds=synthesis,
        plan_seconds=seconds,
    )


def organization_table(found: list[Size]) -> Table:
    """Returns what grows with the organisation, and what does not."""
    table = Table(
        "accounts",
        f"folders in {len(DAYS)} days",
        "of one account, region, day",
        "of a saved query as it is",
        f"table's list, of {LONGEST_PARAMETER:,}",
        "policies: bucket, key",
        "both plans",
        "synthesis, plans",
        title=f"One trail for an organisation, {len(REGIONS)} regions; sizes in characters",
    )
    for each in found:
        table.add_row(
            f"{len(each.folders) - 1:,}",
            f"{each.read():,}",
            f"{each.read(account=each.folders[-1:], region=REGIONS[-1:], day=DAYS[-1:]):,}",
            f"{each.read(day=DAYS[-8:]):,}",
            f"{len(each.accounts):,}",
            f"{each.bucket_policy:,}, {each.key_policy:,}",
            f"{each.plan:,}",
            f"{each.synthesis_seconds:.1f} s, {each.plan_seconds:.0f} s",
        )
    return table
