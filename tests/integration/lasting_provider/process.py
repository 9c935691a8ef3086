"""One process of the AWS provider, with what stands before it."""

import asyncio
import contextlib
import json
import re
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path

import grpc.aio
from attrs import frozen

from tests.integration.lasting_provider.front import OPTIONS, Front, Once


@frozen(eq=False)
class Provider:
    """A process of the provider, and the socket at which Terraform's questions reach it.

    With the variables for AWS that it was started with, such as credentials and endpoints.
    """

    variables: Mapping[str, str]
    process: Process
    channel: grpc.aio.Channel
    front: Front
    server: grpc.aio.Server
    address: str

    @property
    def is_idle(self) -> bool:
        """Whether it runs, and does nothing any more for somebody who has gone."""
        return self.process.returncode is None and not self.front.unanswered

    async def end(self) -> None:
        """Ends it."""
        await self.server.stop(None)
        await self.channel.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start(
    program: str, environment: Mapping[str, str], folder: Path, once: Mapping[str, Once]
) -> Provider:
    """Starts the provider, and what stands before it, with a socket in `folder`."""
    process = await asyncio.create_subprocess_exec(
        program, "-debug", env=environment, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
    )
    channel = grpc.aio.insecure_channel(f"unix:{await _socket_of(process)}", OPTIONS)
    front = Front(channel, once)
    server = grpc.aio.server(handlers=[front], options=OPTIONS)
    address = str(folder / str(process.pid))
    server.add_insecure_port(f"unix:{address}")
    await server.start()
    return Provider(for_aws(environment), process, channel, front, server, address)


def for_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables that the provider takes from an environment."""
    return {name: value for name, value in environment.items() if name.startswith("AWS_")}


async def _socket_of(process: Process) -> str:
    """Returns where a process waits for Terraform, which it prints when it does."""
    assert process.stdout
    async for line in process.stdout:
        if found := re.search(rb"TF_REATTACH_PROVIDERS='(.*)'", line):
            (its,) = json.loads(found[1]).values()
            address: str = its["Addr"]["String"]
            return address
    raise RuntimeError("the provider ended before it waited for Terraform")
