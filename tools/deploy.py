"""`make deploy`: adopts what an interrupted deploy left behind, then deploys."""

import os
import subprocess
import sys

from tools import cdktf
from tools.adopt.adoption import adopt, options


def main() -> None:
    """Adopts what an interrupted deploy left behind, then becomes `cdktf deploy` of both stacks."""
    chosen, _ = options("make deploy", main.__doc__).parse_known_args()
    arguments = sys.argv[1:]
    environment = cdktf.environment(os.environ, cdktf.PROJECT / ".tools")
    if first := adopt(chosen):
        command = [str(cdktf.CDKTF), "deploy", first, *arguments]
        if status := subprocess.run(command, cwd=cdktf.PROJECT, env=environment).returncode:
            sys.exit(status)
        adopt(chosen)
    os.chdir(cdktf.PROJECT)
    os.execve(cdktf.CDKTF, [str(cdktf.CDKTF), "deploy", *cdktf.STACKS, *arguments], environment)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
