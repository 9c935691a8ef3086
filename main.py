"""The audit trail of an AWS account: a log bucket, and a trail that records every API call."""

import os
from pathlib import Path

from stacks.cloudtrail_stack import CloudtrailStack
from stacks.foundation.user_errors import one_sentence
from stacks.log_bucket_stack import LogBucketStack
from stacks.settings import Settings, load

from cdktf import App


def build(settings: Settings, outdir: str | None = None) -> App:
    """Returns the application, ready for `synth`; `outdir` is the CLI's unless given."""
    app = App(outdir=outdir)
    logs = LogBucketStack(app, "LogBucketStack", settings=settings)
    CloudtrailStack(app, "CloudtrailStack", settings=settings, bucket=logs.bucket)
    return app


if __name__ == "__main__":
    with one_sentence():
        settings = load(Path(__file__).with_name("cdktf.json"), os.environ)
        build(settings).synth()
