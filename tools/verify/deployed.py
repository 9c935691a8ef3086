"""What is deployed: the names in the outputs of the two stacks, wherever their state is."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from tools.cdktf import STACKS
from tools.verify.cannot_look import CannotLookError


@frozen(kw_only=True)
class Deployed:
    """The names of one deployment; `records` is the key prefix of all that CloudTrail writes."""

    trail_arn: str
    log_group: str
    bucket: str
    records: str

    @property
    def region(self) -> str:
        """The home region of the trail, where the bucket and the log group are too."""
        return self.trail_arn.split(":")[3]

    @property
    def account(self) -> str:
        """The account that the trail records."""
        return self.trail_arn.split(":")[4]


def deployed_in(folder: Path) -> Deployed:
    """Returns the deployment that `cdktf deploy` made with `folder` as its output.

    Raises `CannotLookError` when there is none.
    """
    outputs: dict[str, str] = {}
    for stack in STACKS:
        outputs |= _outputs_of(stack, folder)
    bucket = outputs["BucketName"]
    return Deployed(
        trail_arn=outputs["TrailArn"],
        log_group=outputs["LogGroupName"],
        bucket=bucket,
        records=outputs["RecordsPrefix"].removeprefix(f"s3://{bucket}/").rstrip("/"),
    )


def _outputs_of(stack: str, folder: Path) -> Mapping[str, str]:
    """Asks Terraform, which reads the state from whichever backend the last deploy used."""
    where = folder / "stacks" / stack
    outputs = {}
    if (where / ".terraform").is_dir():
        try:
            asked = subprocess.run(
                [os.environ.get("TERRAFORM_BINARY_NAME", "terraform"), "output", "-json"],
                cwd=where,
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise CannotLookError(f"Terraform cannot be run: {error}.") from None
        if asked.returncode:
            words = " ".join(asked.stderr.replace("│", " ").split())
            raise CannotLookError(f"Terraform cannot read the state of {stack}: {words}")
        outputs = json.loads(asked.stdout)
    if not outputs:
        raise CannotLookError(f"{stack} is not deployed from this folder; make deploy does that.")
    return {name: output["value"] for name, output in outputs.items()}
