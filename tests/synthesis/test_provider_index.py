"""What a first synthesis leaves for the ones after it."""

import os
import subprocess
import sys
from pathlib import Path

from tools.cdktf import PROJECT


def test_the_first_synthesis_leaves_an_index_of_the_provider_for_the_next_one(
    tmp_path: Path,
) -> None:
    """Without it, each one parses 120 MB: three times the time, and six times the memory."""
    cache, index = tmp_path / "cache", "@cdktf/provider-aws/*/*/.jsii.runtime.v1.json"
    environment = {
        **os.environ,
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache),
        "CDKTF_OUTDIR": str(tmp_path / "out"),
    }
    # jsii ends its kernel 5 s after the program: on a busy machine before the index is written.
    for _ in range(10):
        subprocess.run([sys.executable, "main.py"], cwd=PROJECT, env=environment, check=True)
        if list(cache.glob(index)):
            break
    assert len(list(cache.glob(index))) == 1
