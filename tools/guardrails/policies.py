"""The two control policies of an organisation, for the names of these settings.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stacks.features.alarms.names import topic_name
from stacks.foundation.names import key_alias
from stacks.foundation.partition import partition_of
from stacks.settings import Settings

from tools.guardrails.protected import (
    ANYWHERE,
    OF_ALARM_TOPIC,
    OF_BUCKETS,
    OF_EVENTS,
    OF_KEYS,
    OF_RECORDS,
    PROTECTED,
)
from tools.permissions.resources import ANY, bucket_prefixes, resources

Document = Mapping[str, Any]
Condition = Mapping[str, Mapping[str, Any]]

# What Terraform appends to the prefix of a bucket's name.
_GENERATED = "?" * 26

_NO_SERVICE: Condition = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}


def service_control_policy(settings: Settings, deployers: Sequence[str]) -> Document:
    """Returns what binds everybody in the member accounts but the roles that deploy."""
    arns = resources(settings, account_id=None)
    but = _but(deployers)
    statements = [
        *(_deny(type_, actions, _own(arns[type_]), but) for type_, actions in PROTECTED.items()),
        _deny("alarm:topic", OF_ALARM_TOPIC, _of_alarms(settings, arns["sns:topic"]), but),
        _deny(
            "log:events", OF_EVENTS, arns["logs:log-group"], _but([*deployers, *arns["iam:role"]])
        ),
        *_of_storage(settings, but),
        _deny("any", ANYWHERE, [ANY], but),
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def resource_control_policy(settings: Settings, deployers: Sequence[str]) -> Document:
    """Returns what guards buckets and keys in the member accounts, whoever comes, from anywhere."""
    statements = [*_of_storage(settings, {**_but(deployers), **_NO_SERVICE})]
    if settings.organization:
        outside = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": settings.organization.id}}
        buckets = _buckets(settings)
        everything = [*buckets, *(f"{bucket}/*" for bucket in buckets)]
        statements.append(_deny("outside", ("s3:*",), everything, {**outside, **_NO_SERVICE}))
    everybody = [{**statement, "Principal": "*"} for statement in statements]
    return {"Version": "2012-10-17", "Statement": everybody}


def _of_storage(settings: Settings, condition: Condition) -> Iterator[Document]:
    buckets = _buckets(settings)
    # Whoever asks Athena writes the answers to the last one.
    records = [f"{bucket}/*" for bucket in buckets[:-1]]
    keys = resources(settings, account_id=None)["kms:key"]
    alias = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias(settings.trail_name)}}
    yield _deny("s3:bucket", OF_BUCKETS, buckets, condition)
    yield _deny("s3:object", OF_RECORDS, records, condition)
    # AWS makes up the name of a key; its alias is ours.
    yield _deny("kms:key", OF_KEYS, keys, {**condition, **alias})


def _deny(sid: str, actions: Sequence[str], arns: Sequence[str], condition: Condition) -> Document:
    return {
        # IAM takes letters and digits only.
        "Sid": "".join(word.title() for word in sid.replace("-", ":").split(":")),
        "Effect": "Deny",
        "Action": list(actions),
        "Resource": list(arns),
        "Condition": condition,
    }


def _but(roles: Sequence[str]) -> Condition:
    return {"ArnNotLike": {"aws:PrincipalArn": list(roles)}}


def _own(arns: Sequence[str]) -> list[str]:
    """Returns those of the deployment; the catalog of Glue has the tables of everybody."""
    return [arn for arn in arns if not arn.endswith(":catalog")]


def _of_alarms(settings: Settings, topics: Sequence[str]) -> list[str]:
    return [arn for arn in topics if arn.endswith(f":{topic_name(settings.trail_name)}")]


def _buckets(settings: Settings) -> list[str]:
    """Returns the buckets, that for answers last; of those that are off, too."""
    partition = partition_of(settings.region)
    return [f"arn:{partition}:s3:::{prefix}{_GENERATED}" for prefix in bucket_prefixes(settings)]
