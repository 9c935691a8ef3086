"""`make permissions`: the policies for whoever deploys, verifies or shares the state."""

import argparse
import json
import os
import sys

from stacks.settings import SettingsError, load

from tools.cdktf import PROJECT
from tools.permissions.policies import Purpose, policy


def main() -> None:
    """Prints the least that is needed for one purpose, as an IAM policy to paste."""
    parser = argparse.ArgumentParser(prog="make permissions", description=main.__doc__)
    parser.add_argument(
        "purpose", nargs="?", type=Purpose, default=Purpose.PLAN, help=" or ".join(Purpose)
    )
    purpose = parser.parse_args().purpose
    try:
        settings = load(PROJECT / "cdktf.json", os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    document = policy(purpose, settings)
    if not document["Statement"]:
        about = "log_archive" if purpose is Purpose.LOG_ARCHIVE else "state"
        sys.exit(f"`{about}` is not set, and nothing has to be allowed.")
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
