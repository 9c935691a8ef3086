"""`make adopt`, and the first step of `make deploy`."""

import os
import sys

from tools.adopt.adoption import adopt
from tools.options import can_approve, options
from tools.shell import ignore_redirection


def main() -> None:
    """Brings into Terraform's state what an interrupted deploy left outside of it."""
    ignore_redirection(os.environ)
    adopt(can_approve(options("make adopt", main.__doc__)).parse_args())


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
