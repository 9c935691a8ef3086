"""Athena: the error for a workgroup that does not exist."""

from typing import Any

from moto.athena.models import AthenaBackend
from moto.core.exceptions import JsonRESTError

_get_work_group = AthenaBackend.get_work_group


def _get_an_existing_work_group(self: AthenaBackend, name: str) -> Any:
    """AWS has an error for a workgroup that does not exist; moto answers with none."""
    if name not in self.work_groups:
        raise JsonRESTError("InvalidRequestException", f"WorkGroup {name} is not found.")
    return _get_work_group(self, name)


MENDS = ((AthenaBackend, "get_work_group", _get_an_existing_work_group),)
