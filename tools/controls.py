"""Every control that a deployment is measured by, in the order of their names."""

from stacks.features.access_logs import controls as access_logs
from stacks.features.encryption import controls as encryption
from stacks.features.event_selection import controls as event_selection
from stacks.features.notifications import controls as notifications
from stacks.features.object_lock import controls as object_lock
from stacks.features.replication import controls as replication
from stacks.features.trail import controls as trail
from stacks.foundation import shared_controls
from stacks.foundation.controls import Control


def _standard_and_number(control: Control) -> tuple[str, int]:
    standard, number = control.ids[0].rsplit(".", 1)
    return standard, int(number)


CONTROLS = sorted(
    (
        *trail.CONTROLS,
        *event_selection.CONTROLS,
        *shared_controls.CONTROLS,
        *encryption.CONTROLS,
        *access_logs.CONTROLS,
        *object_lock.CONTROLS,
        *replication.CONTROLS,
        *notifications.CONTROLS,
    ),
    key=_standard_and_number,
)
