"""Programs that run beside the tests, with what they and their jsii kernels have loaded."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Says at the kernel's exit what the kernel has loaded.
_KERNEL_REPORT = """
process.on("exit", () => {
  const files = Object.keys(require.cache);
  const loaded = files.filter((file) => file.includes("/provider-aws/lib/"));
  if (loaded.length === 0) return;
  const lazy = loaded.find((file) => file.endsWith("/lib/lazy-index.js"));
  require("node:fs").writeFileSync("kernel.json", JSON.stringify({
    loaded: loaded.map((file) => file.split("/provider-aws/lib/")[1]).sort(),
    names: lazy ? Object.getOwnPropertyNames(require.cache[lazy].exports) : [],
    archiver: files.some((file) => file.includes("/node_modules/archiver/")),
    node_options: process.env.NODE_OPTIONS ?? null,
  }));
});
"""
REPORT_KERNEL = '--require "./kernel report.cjs"'  # for NODE_OPTIONS, in a program's folder


@dataclass(frozen=True)
class Program:
    """Runs Python and Node in `folder`, with the packages and modules of `home` to import."""

    folder: Path
    home: Path

    def __post_init__(self) -> None:
        (self.folder / "kernel report.cjs").write_text(_KERNEL_REPORT)

    def python(self, source: str, *arguments: str, **environment: str) -> Any:
        """Return what the program printed, as JSON."""
        return json.loads(self._run([sys.executable, "-c", source, *arguments], environment))

    def node(self, source: str, *options: str) -> str:
        """Return what the script printed."""
        return self._run(["node", *options, "--eval", source], {}).strip()

    def kernel(self) -> Any:
        """Return what the kernel of the last program reported, if asked by `REPORT_KERNEL`."""
        return json.loads((self.folder / "kernel.json").read_text())

    def _run(self, command: list[str], environment: dict[str, str]) -> str:
        inherited = {k: v for k, v in os.environ.items() if k != "NODE_OPTIONS"}
        python_path = os.pathsep.join([str(self.home), str(self.folder)])
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": python_path, **environment},
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder`, by its path from there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
