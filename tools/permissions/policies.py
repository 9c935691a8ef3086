"""The policies themselves: the recorded actions, on the resources of these settings."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from stacks.foundation.names import CLOUDTRAIL
from stacks.settings import Settings

from tools.permissions.resources import resources, state_resources

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
    "Condition": {"StringEquals": {"iam:PassedToService": CLOUDTRAIL}},
}


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


def policy(purpose: Purpose, settings: Settings) -> Document:
    """Returns what is needed for it, with these settings, as an IAM policy.

    With nothing in it where these settings share no state and it is about that.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
    """
    return {"Version": "2012-10-17", "Statement": list(_STATEMENTS[purpose](settings))}


def _plan(settings: Settings) -> Iterator[Document]:
    yield from _statements(_planning(), resources(settings))
    yield from _state("read-state", settings)


def _deploy(settings: Settings) -> Iterator[Document]:
    recorded = _without(_planning(), _recorded("deploy"))
    if settings.bucket_removal == "retain":
        # Nobody who only deploys has to be able to delete a record.
        recorded = {type_: each for type_, each in recorded.items() if type_ != "s3:object"}
    yield from _statements(recorded, resources(settings))
    yield from _state("write-state", settings)


def _verify(settings: Settings) -> Iterator[Document]:
    yield from _statements(_without(_planning(), _recorded("verify")), resources(settings))


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
}
