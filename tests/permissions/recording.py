"""Which actions the commands needed, by what they are for, and whether the policies know them."""

import json
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.permissions.needs import needs
from tools.local_aws import LocalAws
from tools.local_aws.cloudtrail import Call
from tools.permissions.policies import RECORDED

# Who runs a command gives it this, and the AWS SDKs tell it with each call.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
COMMAND = "AWS_SDK_UA_APP_ID"

# A folder: what was needed goes there, and may be new.
FOLDER = "RECORD_CALLS"

# Every bucket of a deployment has a name that ends so; that of a state does not.
_GENERATED = re.compile(r"\d{18}[0-9a-f]{8}$")

READERS = {"diff", "evidence", "plan", "validate", "verify"}

# Who has no other permission than to look.
AUDITORS = {"evidence", "validate", "verify"}

Needed = Mapping[str, set[str]]


@contextmanager
def recorded(aws: LocalAws) -> Iterator[None]:
    """Fails, after everything went well, if a command needed what no policy lets it do."""
    yield
    needed = needed_by(aws.calls)
    if folder := os.environ.get(FOLDER):
        lists = {purpose: sorted(actions) for purpose, actions in needed.items()}
        Path(folder, f"{uuid.uuid4()}.json").write_text(json.dumps(lists))
        return
    known = known_actions()
    new = {purpose: actions - known[purpose] for purpose, actions in needed.items()}
    assert not any(new.values()), f"{new} is in no policy: make record-calls, and read the diff"


def needed_by(calls: Iterable[Call]) -> Needed:
    """Returns what the commands, Terraform included, needed; not what the tests did themselves."""
    needed: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        for purpose in purposes(call):
            needed[purpose].update(needs(call))
    return needed


def known_actions() -> Needed:
    """Returns what the policies allow."""
    recorded: Mapping[str, Mapping[str, list[str]]] = json.loads(RECORDED.read_text())
    return {
        purpose: {action for actions in by_type.values() for action in actions}
        for purpose, by_type in recorded.items()
    }


def purposes(call: Call) -> Iterator[str]:
    """Yields what a call was made for; nothing if a test made it."""
    command = re.search(r"app/([\w-]+)", call.user_agent)
    name = command[1] if command else ""
    bucket = call.parameters.get("Bucket", "") if call.service == "s3" else ""
    if bucket and not _GENERATED.search(bucket):
        yield from _of_state(name, call.user_agent)
    elif name or "erraform" in call.user_agent:
        if name not in AUDITORS:
            yield "deploy"
        if name in READERS:
            yield "verify"


def _of_state(name: str, user_agent: str) -> Iterator[str]:
    if name == "state_bucket":
        yield "state-bucket"
    elif name or "erraform" in user_agent:
        if name not in AUDITORS:
            yield "write-state"
        if name in READERS:
            yield "read-state"
