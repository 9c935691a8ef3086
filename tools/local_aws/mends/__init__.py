"""Where moto answers otherwise than AWS, and a deployment of this application would notice.

Each mend replaces one method and says what AWS does. All hold for moto 5.2.5; one that a newer
moto makes unnecessary can go.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.cloudtrail.models import CloudTrailBackend
from moto.core.exceptions import JsonRESTError
from moto.iam.access_control import IAMPolicy
from moto.s3.models import FakeBucket

_create_trail = CloudTrailBackend.create_trail


@contextmanager
def mended() -> Iterator[None]:
    """Answers as AWS does while the context lasts."""
    with ExitStack() as patches:
        for owner, name, replacement in (
            (CloudTrailBackend, "create_trail", _create_trail_once),
            (CloudTrailBackend, "delete_trail", _delete_trail_by_name_or_arn),
            (FakeBucket, "get_permission", _permission_without_conditions),
        ):
            patches.enter_context(patch.object(owner, name, replacement))
        yield


def _create_trail_once(self: CloudTrailBackend, *args: Any, **kwargs: Any) -> Any:
    """AWS refuses a name that is taken; moto replaces the trail that has it."""
    name = kwargs.get("name") or args[0]
    if name in self.trails:
        raise JsonRESTError(
            "TrailAlreadyExistsException",
            f"Trail {name} already exists for customer: {self.account_id}",
        )
    return _create_trail(self, *args, **kwargs)


def _delete_trail_by_name_or_arn(self: CloudTrailBackend, name: str) -> None:
    """AWS takes the ARN too, which is what Terraform sends; moto then deletes nothing."""
    del self.trails[self.get_trail(name).trail_name]


def _permission_without_conditions(self: FakeBucket, action: str, resource: str) -> Any:
    """AWS leaves a statement out when its condition does not hold; moto denies the request.

    The deny of plain http is such a statement: this server stands for AWS's TLS endpoint.
    """
    policy = json.loads(self.policy or b'{"Statement": []}')
    unconditional = [each for each in policy["Statement"] if "Condition" not in each]
    return IAMPolicy(json.dumps({"Statement": unconditional})).is_action_permitted(action, resource)
