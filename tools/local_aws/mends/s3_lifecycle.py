"""S3: rules of a lifecycle that are about objects of some size, which moto forgets."""

from typing import Any
from unittest.mock import patch

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

_get_bucket_lifecycle = S3Response.get_bucket_lifecycle
_set_lifecycle = FakeBucket.set_lifecycle

_SIZES = ("ObjectSizeGreaterThan", "ObjectSizeLessThan")


def _set_the_sizes_too(self: FakeBucket, rules: list[dict[str, Any]]) -> None:
    """AWS moves and deletes objects of the size that a rule is about; moto drops the size."""
    _set_lifecycle(self, rules)
    filters = {rule["ID"]: rule.get("Filter") or {} for rule in rules}
    vars(self)["sizes"] = {
        id_: sizes
        for id_, each in filters.items()
        if (sizes := {name: each[name] for name in _SIZES if name in each})
    }


def _get_the_sizes_too(self: S3Response) -> Any:
    """Terraform would wait for ever for the rule that it has put."""
    sizes = vars(self.backend.get_bucket(self.bucket_name)).get("sizes", {})
    serialized = self.serialized

    def with_sizes(answer: Any) -> Any:
        for rule in answer.result["Rules"]:
            rule["Filter"] = rule.get("Filter", {}) | sizes.get(rule["ID"], {})
        return serialized(answer)

    with patch.object(self, "serialized", with_sizes):
        return _get_bucket_lifecycle(self)


MENDS = (
    (FakeBucket, "set_lifecycle", _set_the_sizes_too),
    (S3Response, "get_bucket_lifecycle", _get_the_sizes_too),
)
