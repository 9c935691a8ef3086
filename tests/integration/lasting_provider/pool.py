"""As many processes of the AWS provider as the processes of Terraform need at a time.

A process of the provider keeps only the configuration that it was given last. So one serves one
process of Terraform at a time. Before it does, it is given the credentials and the endpoint of that
one. Terraform opens a connection for each configuration of each of its steps, and closes none
before it ends. So they take turns: with two configurations every second connection goes to the same
process of the provider, and each configuration has one of its own.
"""

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Mapping

from attrs import Factory, define

from tests.integration.lasting_provider.peer import Peer, peer_of, pid_of
from tests.integration.lasting_provider.process import Provider

# Each has 100 MB for itself: for the plans of two stacks at once, with up to three configurations,
# of two of the processes that run the tests.
KEPT = 10

_PART = 1 << 16


@define
class Pool:
    """Hands connections on to processes that are idle, and starts one where there is none."""

    start: Callable[[Mapping[str, str]], Awaitable[Provider]]
    _peers: dict[int, Peer] = Factory(dict)
    _idle: list[Provider] = Factory(list)

    async def connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serves one connection of Terraform."""
        # Terraform also looks whether somebody listens, and says nothing.
        if first := await reader.read(_PART):
            pid = pid_of(writer)
            if pid not in self._peers:
                self._peers[pid] = peer_of(pid)
            peer = self._peers[pid]
            peer.open += 1
            await self._serve(peer, first, reader, writer)
            peer.open -= 1
            if not peer.open:
                del self._peers[pid]
                await self._take_back(peer)
        writer.close()

    async def _serve(
        self, peer: Peer, first: bytes, reader: StreamReader, writer: StreamWriter
    ) -> None:
        turn = next(peer.number) % peer.configurations
        if turn not in peer.providers:
            peer.providers[turn] = asyncio.create_task(self._take(peer))
        provider = await peer.providers[turn]
        its_reader, its_writer = await asyncio.open_unix_connection(provider.address)
        its_writer.write(first)
        await asyncio.gather(_hand_on(reader, its_writer), _hand_on(its_reader, writer))

    async def _take(self, peer: Peer) -> Provider:
        known = next((each for each in self._idle if each.can_serve(peer.environment)), None)
        if known:
            self._idle.remove(known)
        provider = known or await self.start(peer.environment)
        provider.serve(peer.environment)
        return provider

    async def _take_back(self, peer: Peer) -> None:
        for each in peer.providers.values():
            provider = await each
            if provider.is_idle:
                self._idle.append(provider)
            else:
                # As a process of Terraform that is killed takes its own one with it.
                await provider.end()
        # Those that were not needed for the longest time.
        while len(self._idle) > KEPT:
            await self._idle.pop(0).end()

    async def end(self) -> None:
        """Ends every process, whatever Terraform still does with it."""
        taken = [each for peer in self._peers.values() for each in peer.providers.values()]
        for provider in (*await asyncio.gather(*taken), *self._idle):
            await provider.end()


async def _hand_on(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(_PART):
            writer.write(part)
            await writer.drain()
    writer.close()
