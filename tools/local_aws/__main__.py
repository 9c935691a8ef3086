"""`make deploy-local`: the whole system on this machine, from deploy to destroy."""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from stacks.foundation.checks import Result
from stacks.foundation.setting_rules import Removal
from stacks.settings import Settings, SettingsError, load

from rich.console import Console

from tools import cdktf
from tools.evidence.reasons import REASONS, Reason, read_reasons
from tools.evidence.write import write_evidence
from tools.local_aws import LocalAws, local_aws
from tools.shell import ignore_redirection
from tools.state_bucket import make as make_state_bucket
from tools.verify.cannot_look import CannotLookError
from tools.verify.declared import as_deployed_rows
from tools.verify.deployment import deployed_as, look_with_terraform
from tools.verify.display import show_rows
from tools.verify.rows import checked

# Apart from a real deployment's, whose output and state lie in the project's root.
LOCAL = cdktf.PROJECT / ".local"
OUTPUT = LOCAL / "cdktf.out"
LOG = LOCAL / "deploy.log"
SHOWN_OF_A_FAILURE = 25

SECONDS_BETWEEN_DELIVERIES = 5

LOOK_AROUND = """\
Everything stays up until you press Ctrl-C. In another terminal:

export AWS_ENDPOINT_URL={endpoint} AWS_REGION={region} AWS_DEFAULT_REGION={region}
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
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

NEXT = """\
Next: make deploy-local KEEP=1 waits before it removes anything, so that you can look around; docs/
has a page for each feature; make deploy does the same in your AWS account, and asks before."""


def main() -> None:
    """Deploys to an AWS on this machine, proves that the logs arrive, and destroys it."""
    parser = argparse.ArgumentParser(prog="make deploy-local", description=main.__doc__)
    parser.add_argument("--keep", action="store_true", help="wait for Ctrl-C before the end")
    parser.add_argument("--verbose", action="store_true", help="show what the commands print")
    ignore_redirection(os.environ)
    chosen = parser.parse_args()
    try:
        settings = load(cdktf.PROJECT / "cdktf.json", os.environ)
        reasons = read_reasons(REASONS)
    except SettingsError as error:
        sys.exit(str(error))
    # A `kill` then ends everything in order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _deploy_show_destroy(settings, reasons, keep=chosen.keep, verbose=chosen.verbose)
    except KeyboardInterrupt:
        sys.exit(130)


def _deploy_show_destroy(
    settings: Settings, reasons: Mapping[str, Reason], *, keep: bool, verbose: bool
) -> None:
    # Wide enough in a pipe, where rich knows no width, for a generated name.
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    shutil.rmtree(LOCAL, ignore_errors=True)
    LOCAL.mkdir()
    with local_aws() as aws:
        environment = cdktf.environment(aws.environment(os.environ), LOCAL)
        os.environ.clear()
        os.environ.update(environment)

        console.print(f"An AWS on this machine: {aws.endpoint_url}")
        if settings.state:
            with _step(console, "make state-bucket"):
                make_state_bucket(settings)
        with _step(console, "cdktf deploy of both stacks"):
            _cdktf("deploy", *cdktf.STACKS, verbose=verbose)
        with _step(console, "a delivery of CloudTrail, and make verify"):
            aws.deliver()
            try:
                plans = look_with_terraform(settings, OUTPUT)
            except CannotLookError as reason:
                sys.exit(str(reason))
            deployed = deployed_as(plans)
            rows = [*checked(deployed), *as_deployed_rows(plans, deployed)]
        show_rows(rows, console)
        with _step(console, "make evidence", nullcontext()):
            evidence, folder = write_evidence(plans, reasons, LOCAL / "evidence")
        console.print(
            f"{folder.relative_to(cdktf.PROJECT)}/evidence.html: {evidence.verdict}", soft_wrap=True
        )
        if any(row.result is not Result.OK for row in rows):
            sys.exit(1)
        if keep:
            # Not wrapped by rich, so that the lines can be copied.
            _wait(
                aws,
                LOOK_AROUND.format(
                    endpoint=aws.endpoint_url,
                    region=settings.region,
                    trail=deployed.trail_arn,
                    bucket=deployed.bucket,
                ),
            )
        stacks, rest = DESTROYED[settings.bucket_removal]
        with _step(console, f"cdktf destroy of {' and '.join(stacks)}"):
            _cdktf("destroy", *stacks, verbose=verbose)
        console.print(f"bucket_removal is {settings.bucket_removal}: {rest}.")
        console.print(f"What the commands printed: {LOG.relative_to(cdktf.PROJECT)}")
        print(NEXT)


@contextmanager
def _step(
    console: Console, what: str, moving: AbstractContextManager[object] | None = None
) -> Iterator[None]:
    """Says what is going on, and how long it took; in a terminal, something moves meanwhile."""
    start = time.monotonic()
    # Rich takes a file for a terminal where FORCE_COLOR is set.
    still = moving or (None if sys.stdout.isatty() else nullcontext())
    with still or console.status(f"{what} ..."):
        yield
    console.print(f"{time.monotonic() - start:4.0f} s  {what}")


def _wait(aws: LocalAws, said: str) -> None:
    print(said, flush=True)
    while True:
        time.sleep(SECONDS_BETWEEN_DELIVERIES)
        aws.deliver()


def _cdktf(*arguments: str, verbose: bool) -> None:
    """Runs the command line into the log; shows the end of it, and exits, where it fails."""
    options = ("--auto-approve", "--output", str(OUTPUT))
    with LOG.open("a") as log:
        completed = cdktf.run(
            *arguments,
            *options,
            environment=os.environ,
            stdout=None if verbose else log.fileno(),
        )
    if completed.returncode:
        print(*LOG.read_text().splitlines()[-SHOWN_OF_A_FAILURE:], sep="\n")
        sys.exit(f"cdktf {arguments[0]} failed; all that it printed is in {LOG}")


if __name__ == "__main__":
    main()
