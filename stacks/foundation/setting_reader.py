"""Reads settings from `cdktf.json` and the environment, and reports every problem at once."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin

from stacks.foundation.setting_rules import Problem, SettingsError

import attrs

ENVIRONMENT_PREFIX = "LOGGING_"

Model = TypeVar("Model", bound=attrs.AttrsInstance)


class _Text(str):
    """The value of an environment variable: JSON, unless the setting is a string itself."""


def read(model: type[Model], cdktf_json: Path, environment: Mapping[str, str]) -> Model:
    """Returns a `model` from `context.logging` of `cdktf_json` with the environment's overrides.

    Raises `SettingsError` with every problem, each with the place that the value came from.
    """
    values = _from_file(cdktf_json)
    sources: dict[str, str] = {}
    meant = {name: text for name, text in environment.items() if _is_meant(name, model)}
    problems = list(_override(values, sources, meant))
    result = _build(model, values, "", problems)
    if problems or result is None:
        raise SettingsError(
            *(attrs.evolve(problem, source=_source(problem, sources)) for problem in problems)
        )
    return result


def _source(problem: Problem, sources: Mapping[str, str]) -> str:
    path = problem.key.split(".")
    parents = (".".join(path[:length]) for length in range(len(path), 0, -1))
    entries = (key for key in sources if key.startswith(f"{problem.key}."))
    found = (sources[key] for key in (*parents, *entries) if key in sources)
    return next(found, "cdktf.json")


def _is_meant(variable: str, model: type[attrs.AttrsInstance]) -> bool:
    """Returns whether a variable is for these settings.

    Others begin alike: Kubernetes sets LOGGING_SERVICE_HOST where a service is called logging.
    """
    if not variable.startswith(ENVIRONMENT_PREFIX):
        return False
    name = variable.removeprefix(ENVIRONMENT_PREFIX).partition("__")[0].lower()
    keys = [field.name for field in attrs.fields(model)]
    return bool(difflib.get_close_matches(name, keys, n=1, cutoff=0.8))


def _from_file(path: Path) -> dict[str, Any]:
    """Returns `context.logging`, which may be absent; anything else there is an error."""
    try:
        document: Any = json.loads(path.read_bytes(), object_pairs_hook=_without_duplicates)
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(Problem(path.name, None, f"cannot be read: {reason}", "file")) from None
    for key in ("context", "logging"):
        document = document.get(key, {}) if isinstance(document, dict) else None
        if not isinstance(document, dict):
            raise SettingsError(Problem(key, document, "allowed: an object", path.name))
    return dict(document)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise ValueError(f"duplicate key {', '.join(repeated)}")
    return dict(pairs)


def _override(
    values: dict[str, Any], sources: dict[str, str], environment: Mapping[str, str]
) -> Iterator[Problem]:
    """Puts each `LOGGING_...` variable into `values`, and its name into `sources`."""
    for name in sorted(environment):
        written = name.removeprefix(ENVIRONMENT_PREFIX)
        path = (written.lower() if written == written.upper() else written).split("__")
        key = ".".join(path)
        source = f"environment variable {name}"
        parents = {".".join(path[:length]) for length in range(1, len(path))}
        clash = next((sources[parent] for parent in parents if parent in sources), None)
        sources[key] = source
        if clash:
            yield Problem(key, environment[name], f"allowed: either this or the {clash}")
            continue
        target = values
        for part in path[:-1]:
            inner = target.get(part) or {}
            if not isinstance(inner, dict):
                yield Problem(key, environment[name], f"allowed only when {part} is an object")
                break
            target[part] = target = dict(inner)
        else:
            target[path[-1]] = _Text(environment[name])


def _build(
    model: type[Model], values: Mapping[str, Any], path: str, problems: list[Problem]
) -> Model | None:
    """Returns the `model`, or None with at least one more in `problems`."""
    fields = {field.name: field for field in attrs.fields(model)}
    found = [*_unknown(fields, values, path), *_missing(fields, values, path)]
    good = {}
    for name in fields.keys() & values.keys():
        try:
            good[name] = _value(fields[name], values[name], f"{path}{name}", found)
        except SettingsError as error:
            found += [attrs.evolve(p, key=f"{path}{p.key}") for p in error.problems]
    bad = {problem.key.removeprefix(path).split(".")[0] for problem in found}
    result = None
    if not bad & {name for name in fields if fields[name].default is attrs.NOTHING}:
        try:
            result = model(**{name: value for name, value in good.items() if name not in bad})
        except SettingsError as error:
            found += [attrs.evolve(p, key=f"{path}{p.key}") for p in error.problems]
    problems += sorted(found, key=lambda problem: problem.key)
    return None if found else result


def _value(field: "attrs.Attribute[Any]", value: Any, key: str, problems: list[Problem]) -> Any:
    types = get_args(field.type) if isinstance(field.type, UnionType) else (field.type,)
    if isinstance(value, _Text):
        is_text = str in types and not (value == "null" and NoneType in types)
        value = str(value) if is_text else _json(value)
    if isinstance(value, list) and (row := row_of(field)):
        value = [_row(row, each, f"{key}.{number}", problems) for number, each in enumerate(value)]
        if None in value:
            return None
    part = next((each for each in types if isinstance(each, type) and attrs.has(each)), None)
    if part is None and isinstance(value, dict):
        value = {name: _entry(field, name, entry) for name, entry in value.items()}
    if part is None or value is None:
        if field.validator:
            field.validator(None, field, value)
        return value
    if not isinstance(value, dict):
        allowed = ", ".join(each.name for each in attrs.fields(part))
        problems.append(Problem(key, value, f"allowed: an object with the keys {allowed}"))
        return None
    return _build(part, value, f"{key}.", problems)


def row_of(field: "attrs.Attribute[Any]") -> "type[attrs.AttrsInstance] | None":
    """Returns what a list of nested objects has in each row; None for every other setting."""
    if get_origin(field.type) is not Sequence:
        return None
    (row,) = get_args(field.type)
    return row if attrs.has(row) else None


def _row(
    model: type[attrs.AttrsInstance], value: Any, key: str, problems: list[Problem]
) -> attrs.AttrsInstance | None:
    """Returns a row, which may be written as the value of its first key alone."""
    if not isinstance(value, dict):
        value = {attrs.fields(model)[0].name: value}
    return _build(model, value, f"{key}.", problems)


def _entry(field: "attrs.Attribute[Any]", name: str, value: Any) -> Any:
    """Returns the value of one entry of an object with keys of the user's own."""
    if not isinstance(value, _Text):
        return value
    if get_args(field.type)[-1:] == (str,):
        raise SettingsError(
            Problem(
                f"{field.name}.{name}",
                str(value),
                f"allowed: {ENVIRONMENT_PREFIX}{field.name.upper()} with the whole object, because "
                "the name of a variable cannot say which letters are capitals",
            )
        )
    return _json(value)


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        return str(text)


def _unknown(fields: Mapping[str, Any], values: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for name in sorted(values.keys() - fields.keys()):
        close = difflib.get_close_matches(name, fields, n=1)
        hint = f"did you mean {path}{close[0]}? " if close else ""
        yield Problem(
            f"{path}{name}", values[name], f"unknown key; {hint}allowed: {', '.join(fields)}"
        )


def _missing(fields: Mapping[str, Any], values: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for name, field in fields.items():
        if field.default is attrs.NOTHING and name not in values:
            yield Problem(f"{path}{name}", None, "is required")
