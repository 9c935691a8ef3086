"""Processes of the AWS provider that wait for Terraform.

Started with the provider's program, and with the kinds of resources that the stacks have; prints
what TF_REATTACH_PROVIDERS must be, and ends with its input.

https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

import asyncio
import json
import os
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.lasting_provider.description import shortened
from tests.integration.lasting_provider.front import DESCRIBE, SAME_FOR_ALL, Once
from tests.integration.lasting_provider.pool import Pool
from tests.integration.lasting_provider.process import start
from tools.provider_mirror import PROVIDER


async def main(program: str, kinds: list[str]) -> None:
    """Serves Terraform until the input ends."""
    once = {
        DESCRIBE: Once(partial(shortened, kinds=kinds)),
        **{method: Once() for method in SAME_FOR_ALL},
    }
    with TemporaryDirectory(prefix="provider") as folder:
        pool = Pool(partial(start, program, folder=Path(folder), once=once))
        path = f"{folder}/socket"
        async with await asyncio.start_unix_server(pool.connect, path):
            print(json.dumps({PROVIDER: _reached_at(path)}), flush=True)
            await asyncio.to_thread(sys.stdin.read)
        await pool.end()


def _reached_at(path: str) -> dict[str, object]:
    return {
        "Protocol": "grpc",
        "ProtocolVersion": 5,
        # Terraform gives up when this process is gone, and does not end it.
        "Pid": os.getpid(),
        "Test": True,
        "Addr": {"Network": "unix", "String": path},
    }


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
