"""One process of the AWS provider, with what stands before it."""

import asyncio
import contextlib
import json
import re
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path

import grpc.aio
from attrs import frozen

from tests.integration.lasting_provider.front import OPTIONS, Front, Once

# What it reads from a file each time that Terraform configures it, by the name of the variable.
# https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
IN_FILE = {
    "AWS_ACCESS_KEY_ID": "aws_access_key_id",
    "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key",
    "AWS_SESSION_TOKEN": "aws_session_token",
    "AWS_ENDPOINT_URL": "endpoint_url",
    "AWS_SDK_UA_APP_ID": "sdk_ua_app_id",
}


@frozen(eq=False)
class Provider:
    """A process of the provider, and the socket at which Terraform's questions reach it.

    With the variables for AWS that it was started with; it reads the others from `file`.
    """

    variables: Mapping[str, str]
    file: Path
    process: Process
    channel: grpc.aio.Channel
    front: Front
    server: grpc.aio.Server
    address: str

    @property
    def is_idle(self) -> bool:
        """Whether it runs, and does nothing any more for somebody who has gone."""
        return self.process.returncode is None and not self.front.unanswered

    def can_serve(self, environment: Mapping[str, str]) -> bool:
        """Returns whether a Terraform with this environment may have it."""
        return self.is_idle and self.variables == fixed(environment)

    def serve(self, environment: Mapping[str, str]) -> None:
        """Gives it the credentials, the endpoint and the name of who runs Terraform."""
        lines = [
            f"{key} = {environment[name]}" for name, key in IN_FILE.items() if name in environment
        ]
        self.file.write_text("\n".join(["[default]", *lines]))

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
    """Starts the provider, and what stands before it, with a socket and a file in `folder`."""
    own = Path(tempfile.mkdtemp(dir=folder))
    file = own / "config"
    process = await asyncio.create_subprocess_exec(
        program,
        "-debug",
        env={
            **{name: value for name, value in environment.items() if name not in IN_FILE},
            "AWS_CONFIG_FILE": str(file),
        },
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    channel = grpc.aio.insecure_channel(f"unix:{await _socket_of(process)}", OPTIONS)
    front = Front(channel, once)
    server = grpc.aio.server(handlers=[front], options=OPTIONS)
    address = str(own / "socket")
    server.add_insecure_port(f"unix:{address}")
    await server.start()
    return Provider(fixed(environment), file, process, channel, front, server, address)


def fixed(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables for AWS that a process of the provider reads when it starts."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("AWS_") and name not in IN_FILE
    }


async def _socket_of(process: Process) -> str:
    """Returns where a process waits for Terraform, which it prints when it does."""
    assert process.stdout
    async for line in process.stdout:
        if found := re.search(rb"TF_REATTACH_PROVIDERS='(.*)'", line):
            (its,) = json.loads(found[1]).values()
            address: str = its["Addr"]["String"]
            return address
    raise RuntimeError("the provider ended before it waited for Terraform")
