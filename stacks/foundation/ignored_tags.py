"""`ignore_tags`: tags that others put on what is deployed, and that stay."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.foundation.setting_rules import Rule, documented

from attrs import field, frozen

_LONGEST = 128

# https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
TAG_KEYS = Rule(
    "a list of beginnings or names of tags, each of 1 to 128 characters without ${ and %{",
    lambda value: isinstance(value, list) and all(map(_is_key, value)),
    {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": _LONGEST}},
)


def _is_key(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 1 <= len(value) <= _LONGEST
        and value.isprintable()
        and "${" not in value
        and "%{" not in value
    )


@frozen(kw_only=True)
class IgnoredTags:
    """Which tags are left as they are: those with these names, and those that begin so."""

    keys: Sequence[str] = field(
        factory=list, validator=TAG_KEYS, metadata=documented("their names")
    )
    key_prefixes: Sequence[str] = field(
        factory=list,
        validator=TAG_KEYS,
        metadata=documented('how they begin, such as `"AutoTag_"`'),
    )

    def without(self, tags: Mapping[str, str]) -> Mapping[str, str]:
        """Returns the other tags."""
        return {
            key: value
            for key, value in tags.items()
            if key not in self.keys and not key.startswith(tuple(self.key_prefixes))
        }
