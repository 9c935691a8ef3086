"""The deployment that is looked at: wherever its state is, found with this project's stacks."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from stacks.foundation.aws_clients import Clients
from stacks.foundation.deployed import Deployed
from stacks.settings import Settings

import main
from tools import cdktf
from tools.credentials import with_credentials
from tools.place import another_place
from tools.rehearsal import copied
from tools.stack import Stack
from tools.verify.cannot_look import CannotLookError
from tools.verify.terraform import Plan, plan


def look_with_terraform(settings: Settings, output: Path) -> Mapping[str, Plan]:
    """Returns what Terraform sees of each stack, compared with what these settings declare.

    `output` is the folder that `cdktf deploy` wrote into. Raises `CannotLookError` when there is no
    deployment, or it is in another account or region.
    """
    with _copies(settings, output) as stacks, ThreadPoolExecutor(len(stacks)) as pool:
        _must_be_deployed(settings, stacks)
        for stack in stacks:
            stack.initialise()
        return dict(zip(cdktf.STACKS, pool.map(plan, stacks), strict=True))


def remembered(settings: Settings, output: Path) -> Deployed:
    """Returns the deployment as the states know it; nothing of it is looked at.

    `output` is the folder that `cdktf deploy` wrote into. Raises `CannotLookError` when there is no
    deployment, or it is in another account or region.
    """
    with _copies(settings, output) as stacks:
        _must_be_deployed(settings, stacks)
        outputs = {
            name: each["value"] for stack in stacks for name, each in stack.state.outputs.items()
        }
        bucket, trail = (stack.aws for stack in stacks)
        return Deployed(
            aws=trail,
            archive=_archive(bucket, trail),
            outputs=outputs,
            resources={},
        )


def _must_be_deployed(settings: Settings, stacks: Sequence[Stack]) -> None:
    for stack in stacks:
        if not stack.state.outputs:
            raise CannotLookError(
                f"{stack.name} is not deployed from this folder; make deploy does that."
            )
    if reason := another_place(settings, stacks):
        raise CannotLookError(reason)


def _archive(bucket: Clients, trail: Clients) -> Clients:
    """Returns what reaches the bucket: the same as the trail, unless there is a log archive."""
    return trail if bucket.session is trail.session else bucket


def deployed_as(plans: Mapping[str, Plan]) -> Deployed:
    """Returns the deployment that these plans are about."""
    trail, bucket = plans["CloudtrailStack"].aws, plans["LogBucketStack"].aws
    return Deployed(
        aws=trail,
        archive=_archive(bucket, trail),
        outputs={name: value for each in plans.values() for name, value in each.outputs.items()},
        resources={
            address: attributes
            for each in plans.values()
            for address, attributes in each.resources.items()
        },
        declared={
            change["address"]: change["change"]["after"]
            for each in plans.values()
            for change in each.changes
            if change["change"]["after"]
        },
        gone={
            address: attributes
            for each in plans.values()
            for address, attributes in each.gone.items()
        },
    )


@contextmanager
def _copies(settings: Settings, output: Path) -> Iterator[list[Stack]]:
    """Yields both stacks as these settings declare them, with copies of the deployed states."""
    with TemporaryDirectory(prefix="verify-") as scratch:
        environment = cdktf.environment(with_credentials(os.environ), Path(scratch))
        main.build(settings, f"{scratch}/cdktf.out").synth()
        copies = []
        for name in cdktf.STACKS:
            original = Stack(output / "stacks" / name, environment)
            copy = Stack(Path(scratch, "cdktf.out/stacks", name), environment)
            if settings.state:
                copy.refuse_state_elsewhere(original.state_file)
                copy.borrow_providers(original)
            else:
                copy.take_over(original)
            copies.append(copy)
        # A shared state is where these settings say, whatever the folder of the deployment has.
        with copied(copies) if settings.state else nullcontext(copies) as found:
            yield found
