"""Puts back which events the trail records, where Terraform's provider cannot."""

import sys
from collections.abc import Iterable

from stacks.features.trail.event_selection import (
    EVERY_MANAGEMENT_EVENT,
    selects_every_management_event,
)

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.stack import Stack
from tools.verify.cannot_look import why


def restore_selection(stacks: Iterable[Stack]) -> None:
    """Replaces event selectors of the trail that are not declared, and says so.

    For advanced ones the provider plans to send an empty list, which CloudTrail refuses, so that
    every later deploy would fail. The default takes their place before anything is planned: every
    management event, and no other.

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
                    restore(known["arn"])
                except (BotoCoreError, ClientError) as error:
                    sys.exit(f"The trail's event selectors cannot be restored: {why(error)}")


def restore(arn: str) -> None:
    """Gives a trail the default selection, unless what it has selects as much; it may be gone."""
    cloudtrail = boto3.client("cloudtrail", region_name=arn.split(":")[3])
    try:
        answer = cloudtrail.get_event_selectors(TrailName=arn)
    except cloudtrail.exceptions.TrailNotFoundException:
        return
    if not selects_every_management_event(answer.get("EventSelectors", [])):
        cloudtrail.put_event_selectors(TrailName=arn, EventSelectors=[EVERY_MANAGEMENT_EVENT])
        print(
            "The trail had event selectors that the settings do not have. It records every "
            "management event again, and no other event."
        )
