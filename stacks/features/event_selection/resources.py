"""The selectors of a trail, as arguments of `aws_cloudtrail`."""

from collections.abc import Sequence

from stacks.features.event_selection.event_types import OBJECTS, TOPICS
from stacks.features.event_selection.selectors import Condition, selectors
from stacks.features.event_selection.settings import EventSelection
from stacks.foundation.aws_stack import AwsStack

from cdktf_cdktf_provider_aws.cloudtrail import (
    CloudtrailAdvancedEventSelector as AdvancedEventSelector,
    CloudtrailAdvancedEventSelectorFieldSelector as FieldSelector,
    CloudtrailInsightSelector as InsightSelector,
)


def event_selectors(
    stack: AwsStack,
    selection: EventSelection,
    *,
    bucket_names: Sequence[str],
    topic_arns: Sequence[str],
) -> list[AdvancedEventSelector] | None:
    """Returns which events the trail records; nothing for every management event, and no other.

    The buckets and topics are those of the deployment, of which no data event is recorded: each
    delivery would make another one.
    """
    if selection.is_default:
        return None
    buckets = f"arn:{stack.partition.partition}:s3:::"
    own = {OBJECTS: [f"{buckets}{name}/" for name in bucket_names], TOPICS: topic_arns}
    return [
        AdvancedEventSelector(
            name=each.name, field_selector=[_field_selector(one) for one in each.conditions]
        )
        for each in selectors(selection, own=own)
    ]


def insight_selectors(selection: EventSelection) -> list[InsightSelector] | None:
    """Returns for what unusual activity CloudTrail looks; nothing for none."""
    return [InsightSelector(insight_type=each) for each in selection.insights] or None


def _field_selector(condition: Condition) -> FieldSelector:
    return FieldSelector(
        field=condition.field,
        equal_to=_some(condition.equals),
        not_equals=_some(condition.not_equals),
        starts_with=_some(condition.starts_with),
        not_starts_with=_some(condition.not_starts_with),
    )


def _some(values: Sequence[str]) -> list[str] | None:
    return list(values) or None
