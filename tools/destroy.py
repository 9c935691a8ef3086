"""`make destroy`: removes the trail from the account that it is in, and from no other."""

import os
import sys

from stacks.foundation.user_errors import one_sentence
from stacks.settings import load

from tools import cdktf
from tools.adopt.adoption import options, stacks_in
from tools.place import refuse_another_place
from tools.shell import ignore_redirection


def main() -> None:
    """Becomes `cdktf destroy` of both stacks, with the credentials of their account."""
    ignore_redirection(os.environ)
    chosen, _ = options("make destroy", main.__doc__).parse_known_args()
    with one_sentence():
        settings = load(cdktf.PROJECT / "cdktf.json", os.environ)
    refuse_another_place(settings, stacks_in(cdktf.PROJECT / chosen.output))
    cdktf.become("destroy", *cdktf.STACKS, *sys.argv[1:])


if __name__ == "__main__":
    main()
