"""What blinds a trail, beyond what the benchmark asks for: changes of this deployment's own parts.

Each pattern has the names of the deployment in it. Who deploys changes the same parts, so that a
deploy may set these alarms off, and nothing else that goes on in an account does.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
"""

from collections.abc import Iterator

from stacks.features.alarms.filter import Filter
from stacks.features.alarms.names import alarm_name
from stacks.foundation.names import key_alias, trail_resource

from attrs import frozen

TAMPER_KEY = "tamper_key"


@frozen(kw_only=True)
class Guarded:
    """What a deployment consists of, by the names that stand in events; some is not always there.

    `database` is the name of the records' database, and of their workgroup.
    """

    trail_name: str
    log_group_name: str
    role_name: str
    bucket_names: tuple[str, ...]
    key_ids: tuple[str, ...] = ()
    alarm_topic_arn: str | None = None
    delivery_topic_arn: str | None = None
    database: str | None = None


def tamper_filters(of: Guarded) -> Iterator[Filter]:
    """Yields a filter for each part that there is."""
    yield Filter(
        id="tamper_trail",
        title="This trail was changed",
        why="Its events, its bucket or its log group may be another one now, or none.",
        look_first="make verify, and who made the call; a deployment of this trail counts too.",
        pattern=_writes(
            "cloudtrail",
            name=(of.trail_name, f"*:{trail_resource(of.trail_name)}"),
            trailName=(of.trail_name, f"*:{trail_resource(of.trail_name)}"),
            resourceId=(f"*:{trail_resource(of.trail_name)}",),
        ),
    )
    yield Filter(
        id="tamper_buckets",
        title="A bucket of this trail was changed",
        why="Records may be refused, become public, expire, or go elsewhere.",
        look_first="make verify, and what the call changed; a deployment of this trail counts too.",
        pattern=_writes("s3", bucketName=of.bucket_names),
    )
    if of.key_ids:
        alias = key_alias(of.trail_name)
        key_ids = tuple(f"*{each}" for each in of.key_ids)
        yield Filter(
            id=TAMPER_KEY,
            title="The key of this trail was changed",
            why="Records may become unreadable, or readable for somebody else.",
            look_first="make verify; a key that waits for its deletion can still be kept: "
            "aws kms cancel-key-deletion.",
            pattern=_writes("kms", keyId=(*key_ids, f"*{alias}"), targetKeyId=key_ids),
            also=_writes("kms", aliasName=(alias,)),
        )
    yield Filter(
        id="tamper_role",
        title="The role was changed with which this trail writes to its log group",
        why="Without it nothing reaches the log group any more, and so no alarm either.",
        look_first="make verify; a deployment of this trail counts too.",
        pattern=_writes("iam", roleName=(of.role_name,)),
    )
    yield Filter(
        id="tamper_log_group",
        title="The log group of this trail or one of its filters was changed",
        why="Alarms count what its filters see: without them nobody is told of anything.",
        look_first="make verify, and whether events still come; a deployment of this trail counts "
        "too.",
        pattern=_writes(
            "logs",
            logGroupName=(of.log_group_name,),
            # CloudTrail makes streams itself, and to ask something changes nothing.
            but_not=("CreateLogStream", "StartQuery"),
        ),
        # AWS has two names for the group; the second may also be its ARN.
        also=_writes("logs", logGroupIdentifier=(f"*{of.log_group_name}",)),
    )
    yield Filter(
        id="tamper_log_events",
        title="A policy of the account changed what log groups show, keep or send on",
        why="It can hide fields of events from the filters, or copy all of them elsewhere.",
        look_first="the policy's type and scope in requestParameters.",
        pattern="{($.eventSource=logs.amazonaws.com) && (($.eventName=PutAccountPolicy) || "
        "($.eventName=DeleteAccountPolicy))}",
    )
    yield Filter(
        id="tamper_alarms",
        title="An alarm of this trail was changed, muted, switched off or set by hand",
        why="An alarm that tells nobody is as good as none.",
        look_first="make verify; make test-alarm and a deployment of this trail count too.",
        pattern=_alarm_calls(alarm_name(of.trail_name, "*")),
        also='{($.eventSource=monitoring.amazonaws.com) && ($.eventName="*AlarmMuteRule") && '
        "($.readOnly IS FALSE)}",
    )
    if topics := [arn for arn in (of.alarm_topic_arn, of.delivery_topic_arn) if arn]:
        first, *others = (
            _writes("sns", topicArn=(arn,), subscriptionArn=(f"{arn}:*",)) for arn in topics
        )
        yield Filter(
            id="tamper_topics",
            title="A topic of this trail was changed",
            why="Somebody may no longer be told, or somebody else may listen.",
            look_first="make verify; the first confirmation of a mail address counts too.",
            pattern=first,
            also=others[0] if others else None,
        )
    if of.database:
        yield Filter(
            id="tamper_table",
            title="The table of the records or its workgroup was changed",
            why="Who asks may be shown less than there is, or somebody else may read the answers.",
            look_first="make verify; a deployment of this trail counts too.",
            pattern=_writes("glue", databaseName=(of.database,), name=(of.database,)),
            also="{($.eventSource=athena.amazonaws.com) && (($.eventName=UpdateWorkGroup) || "
            f'($.eventName=DeleteWorkGroup)) && ($.requestParameters.workGroup="{of.database}")}}',
        )
    yield Filter(
        id="tamper_unseen",
        title="A region was switched on, or a call was too long to be recorded whole",
        why="What happens there is not in the table yet; what was omitted cannot be looked up.",
        look_first="the region, and deploy again for the table; or what the resource is now.",
        pattern="{($.requestParameters.omitted IS TRUE) || "
        "(($.eventSource=account.amazonaws.com) && ($.eventName=EnableRegion))}",
    )


def _writes(service: str, *, but_not: tuple[str, ...] = (), **parameters: tuple[str, ...]) -> str:
    """Returns the pattern of calls that change something and have one of these parameters."""
    named = " || ".join(
        f'($.requestParameters.{name}="{value}")'
        for name, values in parameters.items()
        for value in values
    )
    others = "".join(f"($.eventName!={each}) && " for each in but_not)
    source = f"($.eventSource={service}.amazonaws.com) && ($.readOnly IS FALSE)"
    return f"{{{source} && {others}({named})}}"


def _alarm_calls(names: str) -> str:
    """Returns the pattern of calls that change one of these alarms.

    Of a list, the first three names are looked at, and a longer list counts whatever it names: a
    pattern has no room for all hundred.
    """
    listed = " || ".join(
        f'($.requestParameters.alarmNames[{place}]="{value}")'
        for place, value in ((0, names), (1, names), (2, names), (3, "*"))
    )
    return (
        "{($.eventSource=monitoring.amazonaws.com) && ($.readOnly IS FALSE) && "
        f'(({listed}) || ($.requestParameters.alarmName="{names}"))}}'
    )


# All of them, as for a deployment that has every part.
TAMPER_FILTERS = tuple(
    tamper_filters(
        Guarded(
            trail_name="TRAIL",
            log_group_name="GROUP",
            role_name="ROLE",
            bucket_names=("BUCKET",),
            key_ids=("KEY",),
            alarm_topic_arn="TOPIC",
            database="DATABASE",
        )
    )
)
