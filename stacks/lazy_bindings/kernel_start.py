"""Starts the jsii kernel with a preload that keeps Node from loading a whole provider."""

import os
from collections.abc import Callable
from pathlib import Path

_PRELOAD = Path(__file__).with_name("lazy_index_preload.cjs")


def start_kernel() -> None:
    """Start the kernel's Node process, which is the only one that sees the preload."""
    import jsii

    before = os.environ.get("NODE_OPTIONS")
    quoted = str(_PRELOAD).replace("\\", "\\\\").replace('"', '\\"')
    os.environ["NODE_OPTIONS"] = f'--require "{quoted}" {before or ""}'.rstrip()
    try:
        # Any request starts the kernel; this one changes nothing. jsii gives it no types.
        request: Callable[[], object] = jsii.stats
        request()
    finally:
        if before is None:
            del os.environ["NODE_OPTIONS"]
        else:
            os.environ["NODE_OPTIONS"] = before
