"""The Python side of the simulator: one Node.js process that answers as long as it is asked."""

import atexit
import json
import subprocess
import threading
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import IO, Any

from attrs import field, frozen

Document = Mapping[str, Any]


# What every organisation has until it says otherwise; a control policy only takes away.
_ALL: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


class Decision(StrEnum):
    """What becomes of a call; an explicit denial is one that no other policy can allow.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """

    ALLOWED = "Allowed"
    IMPLICITLY_DENIED = "ImplicitlyDenied"
    EXPLICITLY_DENIED = "ExplicitlyDenied"


@frozen(kw_only=True)
class Call:
    """An API call, and the policies that decide it: the caller's and the resource's.

    `principal` is a service's name or an ARN, and None is nobody: a request without a signature.
    `account` owns the resource. The organisation may have control policies of either kind.
    """

    principal: str | None
    action: str
    resource: str
    account: str
    context: Mapping[str, str]
    identity_policies: tuple[Document, ...] = ()
    resource_policy: Document | None = None
    service_control: Document | None = None
    resource_control: Document | None = None

    def simulation(self) -> Document:
        """Returns the call in the simulator's own terms."""
        return {
            "request": {
                "principal": self.principal or {"type": "Anonymous"},
                "action": self.action,
                "resource": {"resource": self.resource, "accountId": self.account},
                "contextVariables": self.context,
            },
            "identityPolicies": self._named(self.identity_policies),
            "resourcePolicy": self.resource_policy and self._about_it(self.resource_policy),
            "serviceControlPolicies": self._attached(self.service_control, _ALL),
            "resourceControlPolicies": self._attached(self.resource_control),
        }

    def _attached(self, control: Document | None, *beside: Document) -> list[Document]:
        """Returns a control policy, and those beside it, as an organisation has them, if at all."""
        if control is None:
            return []
        return [{"orgIdentifier": "root", "policies": self._named((*beside, control))}]

    def _named(self, policies: Iterable[Document]) -> list[Document]:
        return [
            {"name": f"policy {number}", "policy": self._about_it(each)}
            for number, each in enumerate(policies)
        ]

    def _about_it(self, policy: Document) -> Document:
        """Returns the statements that can be about the action.

        The others decide nothing, and most of what the simulator does is to read them.
        """
        statements = [each for each in _listed(policy["Statement"]) if self._is_meant_by(each)]
        return {**policy, "Statement": statements}

    def _is_meant_by(self, statement: Document) -> bool:
        """Returns whether a statement names the action, or all but some others."""
        action = self.action.lower()
        patterns = _listed(statement.get("Action", "*"))
        return any(fnmatchcase(action, pattern.lower()) for pattern in patterns)


def _listed(one_or_more: Any) -> Sequence[Any]:
    """Returns a list where a policy may have one thing without it."""
    return [one_or_more] if isinstance(one_or_more, str | Mapping) else one_or_more


@frozen
class Simulator:
    """Decides calls as AWS would, by the policies that each of them brings along."""

    questions: IO[str]
    answers: IO[str]
    # By what was asked: who looks at one change of a policy asks the same of all others again.
    _decided: dict[str, Decision] = field(factory=dict, init=False, repr=False)
    _in_turn: threading.Lock = field(factory=threading.Lock, init=False)

    def decide(self, calls: Iterable[Call]) -> list[Decision]:
        """Returns the decision about each call; a call that AWS does not know is a ValueError."""
        asked = [json.dumps(call.simulation()) for call in calls]
        with self._in_turn:
            new = [each for each in dict.fromkeys(asked) if each not in self._decided]
            print(f"[{','.join(new)}]", file=self.questions, flush=True)
            answers = json.loads(self.answers.readline())
            self._decided.update(zip(new, map(Decision, answers), strict=True))
            return [self._decided[each] for each in asked]


@cache
def simulator() -> Simulator:
    """Returns the `Simulator` of this process, which takes a second to start and ends with it."""
    process = subprocess.Popen(
        ["node", Path(__file__).with_name("simulate.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    atexit.register(process.communicate)
    return Simulator(process.stdin, process.stdout)
