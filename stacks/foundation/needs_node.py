"""Ends the program on import unless Node.js is there, which CDKTF starts when it is imported."""

import os
import shutil
import sys

_NODE = os.environ.get("JSII_NODE", "node")
if shutil.which(_NODE) is None:
    sys.exit(f"Node.js is needed, and {_NODE} is not there: install it (nodejs.org, version 22)")
