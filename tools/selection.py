"""Puts the selectors of the trail into a state that Terraform's provider can go on from.

The provider reads those of a trail only where there are some that are not the default, so that its
plan does not show when they are gone. In the place of none it sends an empty list, which CloudTrail
refuses.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from stacks.features.event_selection.default_selection import (
    EVERY_MANAGEMENT_EVENT,
    selects_every_management_event,
)
from stacks.features.event_selection.provider_words import (
    ADVANCED,
    INSIGHTS,
    advanced_selectors,
    insight_selectors,
)

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.approval import ask
from tools.stack import Stack
from tools.verify.cannot_look import why


def restore_selection(stacks: Iterable[Stack], *, asked: bool) -> None:
    """Puts back what a plan would not: the selectors of the last deploy, or the default for others.

    The default is every management event, and no other. Where the last deploy has put on what is
    no longer declared, it asks before it takes that away; the plan does the rest.
    """
    for stack in stacks:
        for address, arguments in stack.declared.items():
            trail = stack.state.resources.get(address, {})
            if address.startswith("aws_cloudtrail.") and "arn" in trail:
                try:
                    _restore(trail, arguments, asked=asked)
                except (BotoCoreError, ClientError) as error:
                    sys.exit(f"The trail's event selectors cannot be restored: {why(error)}")


def _restore(trail: Mapping[str, Any], declared: Mapping[str, Any], *, asked: bool) -> None:
    match bool(trail.get(ADVANCED)), ADVANCED in declared:
        case True, True:
            _put_back(trail)
        case True, False:
            _give_up(trail, asked=asked)
        case False, False:
            restore(trail["arn"])
    if INSIGHTS in declared:
        _put_back_insights(trail)


def restore(arn: str) -> None:
    """Gives a trail the default selection, unless what it has selects as much; it may be gone."""
    basic, _ = _selectors(arn)
    if basic is not None and not selects_every_management_event(basic):
        _put(arn, EVERY_MANAGEMENT_EVENT)
        print(
            "The trail had event selectors that the settings do not have. It records every "
            "management event again, and no other event."
        )


def _put_back(trail: Mapping[str, Any]) -> None:
    basic, advanced = _selectors(trail["arn"])
    if basic is not None and not advanced:
        _cloudtrail(trail["arn"]).put_event_selectors(
            TrailName=trail["arn"], AdvancedEventSelectors=advanced_selectors(trail)
        )
        print("The trail had lost its event selectors, and has those of the last deploy again.")


def _put_back_insights(trail: Mapping[str, Any]) -> None:
    cloudtrail = _cloudtrail(trail["arn"])
    meant = insight_selectors(trail)
    try:
        cloudtrail.get_insight_selectors(TrailName=trail["arn"])
    except cloudtrail.exceptions.InsightNotEnabledException:
        if meant:
            cloudtrail.put_insight_selectors(TrailName=trail["arn"], InsightSelectors=meant)
            print("CloudTrail looks for unusual activity again, as after the last deploy.")
    except cloudtrail.exceptions.TrailNotFoundException:
        return


def _give_up(trail: Mapping[str, Any], *, asked: bool) -> None:
    """Puts on selectors from which the plan, and CloudTrail, can go back to the default.

    They select every management event, and an object that there never is: not the default.
    """
    basic, advanced = _selectors(trail["arn"])
    if basic is None:
        return
    if asked and advanced:
        names = "; ".join(each["name"] for each in trail[ADVANCED])
        print(
            "The trail would record every management event, and no other event. It has these "
            f"selectors, which the settings do not have any more: {names}."
        )
        ask("yes")
    partition = trail["arn"].split(":")[1]
    nothing = f"arn:{partition}:s3:::{trail['s3_bucket_name']}/no-such-object"
    resources = [{"Type": "AWS::S3::Object", "Values": [nothing]}]
    _put(trail["arn"], {**EVERY_MANAGEMENT_EVENT, "DataResources": resources})


def _put(arn: str, selector: Mapping[str, Any]) -> None:
    selectors: Any = [selector]
    _cloudtrail(arn).put_event_selectors(TrailName=arn, EventSelectors=selectors)


def _selectors(arn: str) -> tuple[list[Any] | None, list[Any]]:
    """Returns the basic and the advanced selectors; None where the trail is gone."""
    cloudtrail = _cloudtrail(arn)
    try:
        answer: Mapping[str, Any] = cloudtrail.get_event_selectors(TrailName=arn)
    except cloudtrail.exceptions.TrailNotFoundException:
        return None, []
    return answer.get("EventSelectors") or [], answer.get("AdvancedEventSelectors") or []


def _cloudtrail(arn: str) -> Any:
    return boto3.client("cloudtrail", region_name=arn.split(":")[3])
