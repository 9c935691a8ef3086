"""Processes of the AWS provider that wait for Terraform, as many as its stacks need.

Started with the provider's program, and with how many configurations of it a stack has at most;
prints what TF_REATTACH_PROVIDERS must be, and ends with its input. A process of the provider keeps
only the configuration that it was given last, and Terraform opens a connection for each
configuration of each of its steps, and closes none before it ends. So the connections take turns:
with two configurations every second one goes to the same process, and each has one of its own.

https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

import asyncio
import contextlib
import json
import os
import re
import socket
import struct
import sys
from asyncio import StreamReader, StreamWriter, Task
from asyncio.subprocess import DEVNULL, PIPE, Process
from itertools import count
from tempfile import TemporaryDirectory

from attrs import Factory, define, frozen

_PART = 1 << 16


@frozen
class Provider:
    """A process of the provider, and what it says of how it is reached."""

    process: Process
    reattach: str

    @property
    def address(self) -> str:
        """Its socket."""
        (its,) = json.loads(self.reattach).values()
        address: str = its["Addr"]["String"]
        return address

    def reached_through(self, address: str) -> str:
        """Returns how Terraform reaches it through this process, which listens at an address."""
        ((name, its),) = json.loads(self.reattach).items()
        # Terraform gives up when the process that it was told of is gone: the provider's may go.
        there = {**its, "Pid": os.getpid(), "Addr": {**its["Addr"], "String": address}}
        return json.dumps({name: there})


@define
class Peer:
    """A process of Terraform: its connections so far, those that are open, and its providers."""

    number: "count[int]" = Factory(count)
    open: int = 0
    providers: dict[int, "Task[Provider]"] = Factory(dict)


class Pool:
    """Hands connections on to processes that are idle, and starts one where there is none."""

    def __init__(self, program: str, configurations: int) -> None:
        self._program = program
        self._configurations = configurations
        # For the plans of two stacks at once.
        self._kept = 2 * configurations
        self._idle: list[Provider] = []
        self._peers: dict[int, Peer] = {}

    async def begin(self, address: str) -> str:
        """Starts a first process, and returns how Terraform reaches those of this pool."""
        self._idle.append(await self._start())
        return self._idle[0].reached_through(address)

    async def connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serves one connection of Terraform."""
        # Terraform also looks whether somebody listens, and says nothing.
        if first := await reader.read(_PART):
            # All may share a process to which all give the same configuration.
            pid = _pid_of(writer) if self._configurations > 1 else 0
            peer = self._peers.setdefault(pid, Peer())
            peer.open += 1
            await self._serve(peer, first, reader, writer)
            peer.open -= 1
            if not peer.open:
                del self._peers[pid]
                for each in peer.providers.values():
                    await self._take_back(await each)
        writer.close()

    async def _serve(
        self, peer: Peer, first: bytes, reader: StreamReader, writer: StreamWriter
    ) -> None:
        turn = next(peer.number) % self._configurations
        if turn not in peer.providers:
            peer.providers[turn] = asyncio.create_task(self._take())
        provider = await peer.providers[turn]
        its_reader, its_writer = await asyncio.open_unix_connection(provider.address)
        its_writer.write(first)
        await asyncio.gather(_hand_on(reader, its_writer), _hand_on(its_reader, writer))

    async def _take(self) -> Provider:
        return self._idle.pop() if self._idle else await self._start()

    async def _take_back(self, provider: Provider) -> None:
        if provider.process.returncode is None and len(self._idle) < self._kept:
            self._idle.append(provider)
        else:
            await _end(provider)

    async def _start(self) -> Provider:
        process = await asyncio.create_subprocess_exec(
            self._program, "-debug", stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
        assert process.stdout
        async for line in process.stdout:
            if found := re.search(rb"TF_REATTACH_PROVIDERS='(.*)'", line):
                return Provider(process, found[1].decode())
        raise RuntimeError(f"{self._program} does not wait for Terraform")

    async def end(self) -> None:
        """Ends every process."""
        taken = [await each for peer in self._peers.values() for each in peer.providers.values()]
        for each in (*self._idle, *taken):
            await _end(each)


async def _hand_on(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(_PART):
            writer.write(part)
            await writer.drain()
    writer.close()


async def _end(provider: Provider) -> None:
    with contextlib.suppress(ProcessLookupError):
        provider.process.kill()
    await provider.process.wait()


def _pid_of(writer: StreamWriter) -> int:
    connection = writer.get_extra_info("socket")
    credentials = connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
    )
    pid: int = struct.unpack("3i", credentials)[0]
    return pid


async def main(program: str, configurations: int) -> None:
    """Serves Terraform until the input ends."""
    pool = Pool(program, configurations)
    with TemporaryDirectory(prefix="provider") as folder:
        path = f"{folder}/socket"
        reattach = await pool.begin(path)
        async with await asyncio.start_unix_server(pool.connect, path):
            print(reattach, flush=True)
            await asyncio.to_thread(sys.stdin.read)
        await pool.end()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
