"""`make deploy-local`: the whole system on this machine, from deploy to destroy."""

import argparse
import json
import os
import shutil
import signal
import sys
import time

from stacks.foundation.setting_rules import Removal
from stacks.settings import Settings, SettingsError, load

from rich.console import Console

from tools import cdktf
from tools.local_aws import local_aws
from tools.shell import ignore_redirection
from tools.verify.__main__ import main as verify

# Apart from a real deployment's, whose output and state lie in the project's root.
LOCAL = cdktf.PROJECT / ".local"
OUTPUTS = LOCAL / "outputs.json"

SECONDS_BETWEEN_DELIVERIES = 5

LOOK_AROUND = """\
Everything stays up until you press Ctrl-C. In another terminal:

export AWS_ENDPOINT_URL={endpoint} AWS_REGION={region}
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
make verify ARGS="--output .local/cdktf.out"
aws cloudtrail get-trail-status --name {trail}
aws logs describe-log-groups
aws s3api get-bucket-policy --bucket {bucket} --output text
"""

# What a user's `cdktf destroy` may take, by the setting `bucket_removal`, and what is left.
DESTROYED: dict[Removal, tuple[tuple[str, ...], str]] = {
    "retain": (("CloudtrailStack",), "LogBucketStack keeps the bucket; this one ends with its AWS"),
    "destroy": (cdktf.STACKS, "the bucket went with all its records"),
}


def main() -> None:
    """Deploys to an AWS on this machine, proves that the logs arrive, and destroys it."""
    parser = argparse.ArgumentParser(prog="make deploy-local", description=main.__doc__)
    parser.add_argument("--keep", action="store_true", help="wait for Ctrl-C before the end")
    ignore_redirection(os.environ)
    keep: bool = parser.parse_args().keep
    try:
        settings = load(cdktf.PROJECT / "cdktf.json", os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    # A `kill` then ends everything in order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _deploy_show_destroy(settings, keep=keep)
    except KeyboardInterrupt:
        sys.exit(130)


def _deploy_show_destroy(settings: Settings, *, keep: bool) -> None:
    # Wide enough in a pipe, where rich knows no width, for a generated name.
    console = Console(width=None if sys.stdout.isatty() else 110)
    shutil.rmtree(LOCAL, ignore_errors=True)
    LOCAL.mkdir()
    with local_aws() as aws:
        environment = cdktf.environment(aws.environment(os.environ), LOCAL)
        os.environ.clear()
        os.environ.update(environment)

        console.rule(f"deploy to {aws.endpoint_url}")
        _cdktf("deploy", *cdktf.STACKS, "--outputs-file", str(OUTPUTS))
        outputs = json.loads(OUTPUTS.read_text())
        console.rule("did the logs arrive?")
        aws.deliver()
        status = verify(["--no-wait", "--output", str(LOCAL / "cdktf.out")])
        if status:
            sys.exit(status)
        if keep:
            # Not wrapped by rich, so that the lines can be copied.
            print(
                LOOK_AROUND.format(
                    endpoint=aws.endpoint_url,
                    region=settings.region,
                    trail=outputs["CloudtrailStack"]["TrailArn"],
                    bucket=outputs["LogBucketStack"]["BucketName"],
                ),
                flush=True,
            )
            while True:
                time.sleep(SECONDS_BETWEEN_DELIVERIES)
                aws.deliver()
        console.rule("destroy")
        stacks, rest = DESTROYED[settings.bucket_removal]
        _cdktf("destroy", *stacks)
        console.print(f"bucket_removal is {settings.bucket_removal}: {rest}.")


def _cdktf(*arguments: str) -> None:
    completed = cdktf.run(
        *arguments, "--auto-approve", "--output", str(LOCAL / "cdktf.out"), environment=os.environ
    )
    if completed.returncode:
        sys.exit(completed.returncode)


if __name__ == "__main__":
    main()
