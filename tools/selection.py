"""Puts back which events the trail records, where Terraform's provider cannot."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.stack import Stack
from tools.verify.cannot_look import why

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import EventSelectorTypeDef

EVERY_MANAGEMENT_EVENT: "EventSelectorTypeDef" = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
}


def restore_selection(stacks: Iterable[Stack]) -> None:
    """Replaces event selectors of the trail that are not declared, and says so.

    For advanced ones the provider would send an empty list, which CloudTrail refuses, so that every
    later deploy would fail. The default takes their place: every management event, and no other.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
    """
    for stack in stacks:
        for address, arguments in stack.declared.items():
            known = stack.state.resources.get(address, {})
            if (
                address.startswith("aws_cloudtrail.")
                and "advanced_event_selector" not in arguments
                and "arn" in known
            ):
                try:
                    _restore(known["arn"])
                except (BotoCoreError, ClientError) as error:
                    sys.exit(f"The trail's event selectors cannot be restored: {why(error)}")


def _restore(arn: str) -> None:
    cloudtrail = boto3.client("cloudtrail", region_name=arn.split(":")[3])
    try:
        answer = cloudtrail.get_event_selectors(TrailName=arn)
    except cloudtrail.exceptions.TrailNotFoundException:
        return
    selectors = answer.get("EventSelectors", [])
    if not any(
        EVERY_MANAGEMENT_EVENT.items() <= each.items()
        and not each.get("ExcludeManagementEventSources")
        for each in selectors
    ):
        cloudtrail.put_event_selectors(TrailName=arn, EventSelectors=[EVERY_MANAGEMENT_EVENT])
        print(
            "The trail had event selectors that the settings do not have. It records every "
            "management event again, and no other event."
        )
