"""The policies themselves: the recorded actions, on the resources of these settings."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from stacks.foundation.names import CLOUDTRAIL, S3
from stacks.settings import Settings

from tools.permissions.resources import ANY, resources, state_resources

Document = Mapping[str, Any]
# By the type of resource that they are about.
Actions = Mapping[str, list[str]]

# What the commands called on the local AWS; `make record-calls` writes it.
RECORDED = Path(__file__).with_name("actions.json")


# Who may hand a role to any service lends its permissions to others.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
_PASS = "iam:PassRole"
_PASSES = {
    "Sid": "PassRole",
    "Effect": "Allow",
    "Action": [_PASS],
    "Condition": {"StringEquals": {"iam:PassedToService": [CLOUDTRAIL, S3]}},
}


# What lies in a log archive, if there is one, and what is needed to look at it.
_ONLY_IN_ARCHIVE = {"athena", "ec2", "glue", "s3"}
_IN_ARCHIVE = {*_ONLY_IN_ARCHIVE, "iam", "kms"}
_ALSO_IN_ARCHIVE = {"cloudtrail:DescribeTrails", "cloudtrail:LookupEvents"}

# S3 calls KMS in the name of whoever reads or writes, which no call of theirs shows.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
_OF_STATES_KEY = {
    "read-state": ["kms:Decrypt"],
    "write-state": ["kms:Decrypt", "kms:GenerateDataKey"],
}


class Purpose(StrEnum):
    """What somebody is to be allowed to do; the value is the file's name and the command's.

    Whoever deploys or verifies is to be allowed to plan as well: together they would not fit into
    one policy.
    """

    PLAN = "plan"
    DEPLOY = "deploy"
    VERIFY = "verify"
    READ_STATE = "read-state"
    STATE_BUCKET = "state-bucket"
    LOG_ARCHIVE = "log-archive"


def policy(purpose: Purpose, settings: Settings) -> Document:
    """Returns what is needed for it, with these settings, as an IAM policy.

    With nothing in it where it is about a shared state, or a log archive, and there is none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
    """
    return {"Version": "2012-10-17", "Statement": list(_STATEMENTS[purpose](settings))}


def _plan(settings: Settings) -> Iterator[Document]:
    yield from _of_caller(_planning(), settings)
    yield from _state("read-state", settings)


def _deploy(settings: Settings) -> Iterator[Document]:
    yield from _of_caller(_without(_planning(), _without_records(settings)), settings)
    yield from _state("write-state", settings)


def _verify(settings: Settings) -> Iterator[Document]:
    yield from _of_caller(_without(_planning(), _recorded("verify")), settings)


def _of_caller(actions: Actions, settings: Settings) -> Iterator[Document]:
    """Yields what is needed in the account of whoever does it."""
    if settings.log_archive:
        actions = _keep(actions, lambda name: _service(name) not in _ONLY_IN_ARCHIVE)
    yield from _statements(actions, resources(settings, account_id=settings.account_id))


def _log_archive(settings: Settings) -> Iterator[Document]:
    """Yields what the role of a log archive needs, for every purpose."""
    if settings.log_archive is None:
        return
    deploy, verify = _without_records(settings), _recorded("verify")
    actions = {
        type_: sorted({*deploy.get(type_, []), *verify.get(type_, [])})
        for type_ in {**deploy, **verify}
    }
    there = _keep(actions, lambda name: _service(name) in _IN_ARCHIVE or name in _ALSO_IN_ARCHIVE)
    yield from _statements(there, resources(settings, account_id=settings.log_archive.account_id))


def _keep(actions: Actions, wanted: Callable[[str], bool]) -> Actions:
    """Returns the actions on the types of resources that are wanted, or that are so themselves."""
    return {
        type_: [action for action in each if wanted(action if type_ == ANY else type_)]
        for type_, each in actions.items()
    }


def _without_records(settings: Settings) -> Actions:
    """Returns what is needed to deploy; who only deploys need not be able to delete a record."""
    recorded = _recorded("deploy")
    if settings.bucket_removal == "retain":
        return {type_: each for type_, each in recorded.items() if type_ != "s3:object"}
    return recorded


def _planning() -> Actions:
    """Returns what is needed to deploy and to verify: both look at what is there."""
    deploy, verify = _recorded("deploy"), _recorded("verify")
    return {
        type_: [action for action in actions if action in verify.get(type_, [])]
        for type_, actions in deploy.items()
    }


def _without(others: Actions, actions: Actions) -> Actions:
    return {
        type_: [action for action in wanted if action not in others.get(type_, [])]
        for type_, wanted in actions.items()
    }


def _state(purpose: str, settings: Settings) -> Iterator[Document]:
    actions = {**_recorded(purpose), "kms:key": _OF_STATES_KEY.get(purpose, [])}
    yield from _statements(actions, state_resources(settings), "State")


def _recorded(purpose: str) -> Actions:
    """Returns the actions that were recorded for it."""
    recorded: Mapping[str, Actions] = json.loads(RECORDED.read_text())
    return recorded[purpose]


def _statements(
    actions: Actions, arns: Mapping[str, list[str]], prefix: str = ""
) -> Iterator[Document]:
    for type_, wanted in actions.items():
        where = arns.get(type_)
        if wanted and where:
            yield {
                "Sid": prefix + _sid(type_),
                "Effect": "Allow",
                "Action": [action for action in wanted if action != _PASS],
                "Resource": where,
            }
            if _PASS in wanted:
                yield {**_PASSES, "Resource": where}


def _service(name: str) -> str:
    return name.partition(":")[0]


def _sid(type_: str) -> str:
    """Returns a name of letters only, which is all that IAM takes: `s3:bucket` is S3Bucket."""
    words = type_.replace("*", "any").replace("-", ":").split(":")
    return "".join(word.title() for word in words)


_STATEMENTS: Mapping[Purpose, Callable[[Settings], Iterator[Document]]] = {
    Purpose.PLAN: _plan,
    Purpose.DEPLOY: _deploy,
    Purpose.VERIFY: _verify,
    Purpose.READ_STATE: partial(_state, "read-state"),
    Purpose.STATE_BUCKET: partial(_state, "state-bucket"),
    Purpose.LOG_ARCHIVE: _log_archive,
}
