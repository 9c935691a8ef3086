"""Sends the events of a trail to its log group, if role and key let CloudTrail do it."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from botocore.session import get_session
from moto.cloudtrail.models import Trail

from tools.iam_simulator import Call, Simulator
from tools.local_aws.cloudtrail.clients import Clients
from tools.local_aws.cloudtrail.events import Event
from tools.local_aws.cloudtrail.permission import (
    CLOUDTRAIL,
    RefusedError,
    must_be_allowed,
    uses_of_key,
)
from tools.local_aws.organization import organization_of

# The words of CreateTrail when it makes the same test.
NO_TRUST = "Access denied. Check the trust relationships for your role."
NO_PERMISSION = "Access denied. Check the permissions for your role."
GONE = "The specified log group does not exist."


def send_events(trail: Trail, events: Sequence[Event], clients: Clients, iam: Simulator) -> None:
    """Sends each event to the stream of its account and the trail's home region.

    Raises `RefusedError` with the reason, before anything is sent.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
    """
    group_arn = trail.cw_log_group_arn.removesuffix(":*")
    group = group_arn.partition(":log-group:")[2]
    accounts = {event["recipientAccountId"] for event in events}
    streams = {account: _stream(trail, account) for account in sorted(accounts)}
    arns = [f"{group_arn}:log-stream:{stream}" for stream in streams.values()]
    clients = clients.of(group_arn)
    _role_must_allow(trail, arns, clients, iam)
    _key_must_allow(group, group_arn, clients, iam)
    for account, stream in streams.items():
        of_account = [event for event in events if event["recipientAccountId"] == account]
        _send(group, stream, of_account, clients)


def _stream(trail: Trail, account: str) -> str:
    """Returns the stream of an account; in an organisation its name begins with that one's id."""
    parts = [organization_of(trail), account, "CloudTrail", trail.region_name]
    return "_".join(filter(None, parts))


def _send(group: str, stream: str, events: Sequence[Event], clients: Clients) -> None:
    with suppress(clients.logs.exceptions.ResourceAlreadyExistsException):
        clients.logs.create_log_stream(logGroupName=group, logStreamName=stream)
    clients.logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[
            {
                "timestamp": int(datetime.fromisoformat(event["eventTime"]).timestamp() * 1000),
                "message": json.dumps(event, default=str),
            }
            for event in sorted(events, key=lambda event: str(event["eventTime"]))
        ],
    )


def _role_must_allow(
    trail: Trail, stream_arns: Sequence[str], clients: Clients, iam: Simulator
) -> None:
    role = trail.cw_role_arn.rpartition("/")[2]
    owner = trail.cw_role_arn.split(":")[4]
    try:
        trust: Any = clients.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    except clients.iam.exceptions.NoSuchEntityException:
        raise RefusedError(NO_TRUST) from None
    policies: list[Any] = [
        clients.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in clients.iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    assume = Call(
        principal=CLOUDTRAIL,
        action="sts:AssumeRole",
        resource=trail.cw_role_arn,
        account=owner,
        context={},
        resource_policy=trust,
    )
    must_be_allowed(iam, [assume], NO_TRUST)
    write = [
        Call(
            principal=f"arn:{trail.partition}:sts::{owner}:assumed-role/{role}/trail",
            action=f"logs:{action}",
            resource=stream_arn,
            account=owner,
            context={},
            identity_policies=tuple(policies),
        )
        for action in ("CreateLogStream", "PutLogEvents")
        for stream_arn in stream_arns
    ]
    must_be_allowed(iam, write, NO_PERMISSION)


def principal_in(region: str) -> str:
    """Returns the name of CloudWatch Logs in the policy of a key, which in China ends in `.cn`."""
    suffixes = (
        partition["outputs"]["dnsSuffix"]
        for partition in get_session().get_data("partitions")["partitions"]
        if re.fullmatch(partition["regionRegex"].strip("^$"), region)
    )
    return f"logs.{region}.{next(suffixes)}"


def _key_must_allow(group: str, group_arn: str, clients: Clients, iam: Simulator) -> None:
    """CloudWatch Logs encrypts the group with its key, if it has one."""
    groups = clients.logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    found = next((each for each in groups if each["logGroupName"] == group), None)
    if found is None:
        raise RefusedError(GONE)
    if key := found.get("kmsKeyId"):
        policy = json.loads(clients.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        bound_to = {"aws:logs:arn": group_arn}
        uses = uses_of_key(
            key,
            policy,
            {},
            by=principal_in(clients.region),
            GenerateDataKey=bound_to,
            Encrypt=bound_to,
        )
        must_be_allowed(iam, uses, NO_PERMISSION)
