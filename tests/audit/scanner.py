"""How a scanner is run: apart from the product, and out of reach of everything but this machine."""

import subprocess
from collections.abc import Mapping

from tools.cdktf import PROJECT

# A port where nobody listens: what asks the internet for anything is refused.
NOWHERE = "http://127.0.0.1:9"
LOOPBACK_ONLY = {
    **{f"{scheme}_proxy": NOWHERE for scheme in ("http", "https", "all")},
    **{f"{scheme}_PROXY": NOWHERE for scheme in ("HTTP", "HTTPS", "ALL")},
    "no_proxy": "127.0.0.1",
    "NO_PROXY": "127.0.0.1",
}


class ScannerError(Exception):
    """A scanner did not scan; the text is what it said."""


def run(
    scanner: str, *arguments: str, environment: Mapping[str, str], statuses: tuple[int, ...]
) -> str:
    """Returns what the scanner printed; any status but these means that it did not do its work."""
    done = subprocess.run(
        [PROJECT / ".tools" / scanner / "bin" / scanner, *arguments],
        env={**environment, **LOOPBACK_ONLY},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in statuses:
        raise ScannerError(f"{scanner} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
