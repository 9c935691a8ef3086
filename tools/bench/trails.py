"""The product's stacks with one log bucket and many trails: `python -m tools.bench.trails 100`."""

import sys

from stacks.cloudtrail_stack import CloudtrailStack
from stacks.log_bucket_stack import LogBucketStack
from stacks.settings import Settings

from attrs import evolve
from cdktf import App


def main() -> None:
    """Synthesises as many trails as the first argument says, each with names of its own."""
    settings = Settings()
    app = App()
    logs = LogBucketStack(app, "LogBucketStack", settings=settings)
    for number in range(1, int(sys.argv[1]) + 1):
        own = evolve(settings, trail_name=f"Trail-{number}", log_group_name=f"TrailLog-{number}")
        CloudtrailStack(app, f"CloudtrailStack{number}", settings=own, logs=logs)
    app.synth()


if __name__ == "__main__":
    main()
