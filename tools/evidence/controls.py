"""Each control with what AWS holds now: of a check of `make verify`, or of an attribute."""

import json
from collections.abc import Iterator, Mapping, Sequence

from stacks.foundation.checks import Result
from stacks.foundation.controls import NONE, Control
from stacks.foundation.deployed import Deployed

from tools.controls import CONTROLS
from tools.evidence.answers import Answers
from tools.evidence.model import ControlResult, Verdict
from tools.verify.checks import CHECKS
from tools.verify.rows import Row

Seen = tuple[str, str, Verdict, Sequence[str]]


def controls(
    deployed: Deployed,
    rows: Sequence[Row],
    answers: Answers,
    *,
    accepted: Mapping[str, str],
    asked: Mapping[str, Sequence[str]],
    read_at: str,
) -> Iterator[ControlResult]:
    """Yields each control.

    `accepted` are the reasons that hold, by what they are for, `asked` the calls of each check by
    its id, and `read_at` is when Terraform had read all resources.
    """
    for control in CONTROLS:
        seen = list(_seen(control, deployed, rows, asked))
        verdict = _worst([verdict for _, _, verdict, _ in seen])
        calls = sorted({call for *_, made in seen for call in made})
        reason = next((accepted[id_] for id_ in control.ids if id_ in accepted), "")
        if verdict is Verdict.DOES_NOT_HOLD and reason:
            verdict = Verdict.ACCEPTED
        yield ControlResult(
            ids=control.ids,
            wants=control.wants,
            expected="; ".join(dict.fromkeys(expected for expected, *_ in seen if expected)),
            observed="; ".join(observed for _, observed, *_ in seen),
            verdict=verdict,
            calls=calls,
            at=answers.when(*calls) or read_at,
            reason=reason,
        )


def _seen(
    control: Control,
    deployed: Deployed,
    rows: Sequence[Row],
    asked: Mapping[str, Sequence[str]],
) -> Iterator[Seen]:
    """Yields what is known of a control: what is expected, what was seen, and what that means."""
    if control.out_of_reach and control.out_of_reach != NONE:
        yield "", f"{control.out_of_reach}: this deployment cannot show it", Verdict.NOT_CHECKED, ()
        return
    found = [*_of_checks(control, rows, asked), *_of_attributes(control, deployed)]
    setting = f"with the setting {json.dumps(control.setting)}" if control.setting else ""
    yield from found or [(setting, "nothing of the kind is deployed", Verdict.DOES_NOT_HOLD, ())]


def _of_checks(
    control: Control, rows: Sequence[Row], asked: Mapping[str, Sequence[str]]
) -> Iterator[Seen]:
    for check in CHECKS:
        if set(check.controls) & set(control.ids):
            for row in rows:
                if row.check == check.id:
                    yield check.title, row.observed, _VERDICTS[row.result], asked[check.id]


def _of_attributes(control: Control, deployed: Deployed) -> Iterator[Seen]:
    for held in control.held:
        attributes = deployed.resources.get(held.address)
        if attributes is None:
            verdict = Verdict.HOLDS if held.may_be_absent else Verdict.DOES_NOT_HOLD
            yield held.expected, "there is none", verdict, (held.call,)
        else:
            verdict = Verdict.HOLDS if held.holds(attributes) else Verdict.DOES_NOT_HOLD
            yield held.expected, held.observed(attributes), verdict, (held.call,)


_VERDICTS = {
    Result.OK: Verdict.HOLDS,
    Result.FAILED: Verdict.DOES_NOT_HOLD,
    Result.NOT_YET: Verdict.NOT_CHECKED,
    Result.NOT_CHECKED: Verdict.NOT_CHECKED,
}
_ORDER = (Verdict.DOES_NOT_HOLD, Verdict.NOT_CHECKED, Verdict.HOLDS)


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=_ORDER.index)
