"""`make record-calls`: what the commands need of IAM, from what they call on the local AWS."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.deployment import deployable
from tests.integration.lasting_provider import lasting_provider
from tests.permissions.journey import SETTINGS, travel
from tests.permissions.recording import FOLDER
from tools.cdktf import PROJECT
from tools.permissions.policies import RECORDED
from tools.permissions.resources import ANY
from tools.verify.checks import CHECKS

# They find what others have made, whatever it is called.
LOOKS_AROUND = {
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetAlarmMuteRule",
    "cloudwatch:ListAlarmMuteRules",
}

# The first of these that IAM knows for an action is what a policy names: AWS asks for all that
# stands after the first of a service with it.
TYPES = (
    *("kms:alias", "kms:key"),
    *("glue:userdefinedfunction", "glue:table", "glue:database"),
    *("s3:object", "s3:bucket"),
    *("logs:log-group", "logs:log-stream"),
    *("athena:workgroup", "cloudtrail:trail", "cloudwatch:alarm", "cloudwatch:dashboard"),
    *("iam:role", "sns:topic", "sts:role"),
)

Details = Mapping[str, list[str]]


@lasting_provider()
def main() -> None:
    """Runs every command, changes and mends everything, and writes down what that needed."""
    with TemporaryDirectory(prefix="calls") as folder:
        os.environ[FOLDER] = folder
        scratch = Path(folder, "everything")
        scratch.mkdir()
        with deployable(SETTINGS, scratch) as deployment:
            travel(deployment)
        # Every change of a setting, and whatever a deploy puts back that others have changed.
        for program in ("tests.transitions",), ("pytest", "tests/integration"):
            subprocess.run([sys.executable, "-m", *program], cwd=PROJECT, check=True)
        write(map(_read, Path(folder).glob("*.json")))


def write(recordings: Iterable[Mapping[str, list[str]]]) -> None:
    """Writes the actions of all recordings, by purpose and by what a policy names for them."""
    needed: dict[str, set[str]] = defaultdict(set)
    for recording in recordings:
        for purpose, actions in recording.items():
            needed[purpose].update(actions)
    needed["verify"].update(action for check in CHECKS for action in check.actions)
    details = _details({action for actions in needed.values() for action in actions})
    lists = {purpose: _by_type(needed[purpose], details) for purpose in sorted(needed)}
    RECORDED.write_text(json.dumps(lists, indent=2) + "\n")


def _by_type(actions: Set[str], details: Details) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for action in sorted(actions):
        found[_type_of(action, details)].append(action)
    return dict(sorted(found.items()))


def _type_of(action: str, details: Details) -> str:
    types = details[action]
    if not types or action in LOOKS_AROUND:
        return ANY
    return next(each for each in TYPES if each in types).replace("log-stream", "log-group")


def _details(actions: Set[str]) -> Details:
    """Returns what IAM knows of each action; fails where it does not know one."""
    done = subprocess.run(
        ["node", Path(__file__).with_name("types.mjs")],
        input=json.dumps(sorted(actions)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    details: Details = json.loads(done.stdout)
    return details


def _read(file: Path) -> Mapping[str, list[str]]:
    lists: Mapping[str, list[str]] = json.loads(file.read_text())
    return lists


if __name__ == "__main__":
    main()
