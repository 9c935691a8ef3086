"""Every setting, as the reader of a page sees it and as an editor checks it."""

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from stacks.foundation.setting_reader import row_of
from stacks.settings import Settings

import attrs

Schema = Mapping[str, Any]

URL = "https://json-schema.org/draft/2020-12/schema"


def rows(part: str = "") -> Iterator[tuple[str, ...]]:
    """Yields key, default and meaning of each setting; those of a part follow the part.

    With a `part`, such as `athena`, only those of that part.
    """
    return (row for row in _rows(Settings, "") if row[0].startswith(f"`{part and part + '.'}"))


def rows_of(*names: str) -> Iterator[tuple[str, ...]]:
    """Yields those of a few settings, with their parts."""
    return (row for row in rows() if row[0].strip("`").split(".")[0] in names)


def schema() -> Schema:
    """Returns the JSON Schema of `cdktf.json`; it accepts all that works without a variable.

    It cannot say everything that AWS asks for, and does not know what a variable
    `LOGGING_...` adds: the program has the last word.

    https://json-schema.org/draft/2020-12
    """
    context = {"type": "object", "properties": {"logging": _object(Settings)}}
    return {"$schema": URL, "type": "object", "properties": {"context": context}}


def _rows(model: type[attrs.AttrsInstance], path: str) -> Iterator[tuple[str, ...]]:
    for field in attrs.fields(model):
        default = "required" if _required(field) else f"`{json.dumps(_default(field))}`"
        yield f"`{path}{field.name}`", default, field.metadata["meaning"]
        for part in _parts(field):
            yield from _rows(part, f"{path}{field.name}.")


def _object(model: type[attrs.AttrsInstance]) -> Schema:
    fields = attrs.fields(model)
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if _required(field)],
        "additionalProperties": False,
    }


def _property(field: "attrs.Attribute[Any]") -> Schema:
    says: dict[str, Any] = {"description": field.metadata["meaning"]}
    if not _required(field):
        says["default"] = _default(field)
    allowed = [*map(_object, _parts(field))] or [getattr(field.validator, "schema", {})]
    if row := row_of(field):
        allowed = [_rows_of(row)]
    if not _required(field) and _default(field) is None:
        return {**says, "anyOf": [*allowed, {"type": "null"}]}
    return {**says, **allowed[0]}


def _rows_of(model: type[attrs.AttrsInstance]) -> Schema:
    """Returns a list of objects, each also written as the value of its first key alone."""
    alone = _property(attrs.fields(model)[0])
    return {"type": "array", "items": {"anyOf": [_object(model), alone]}}


def _parts(field: "attrs.Attribute[Any]") -> list[type[attrs.AttrsInstance]]:
    return [each for each in get_args(field.type) if inspect.isclass(each) and attrs.has(each)]


def _required(field: "attrs.Attribute[Any]") -> bool:
    return field.default is attrs.NOTHING


def _default(field: "attrs.Attribute[Any]") -> Any:
    default: Any = field.default
    return default.factory() if hasattr(default, "factory") else default
