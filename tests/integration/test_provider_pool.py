"""A process of the provider serves one Terraform after the other, and not one that left early."""

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import grpc.aio
from attrs import Factory, define

from tests.integration.lasting_provider.front import Front
from tests.integration.lasting_provider.pool import Pool
from tests.integration.lasting_provider.process import Provider, fixed


@define
class Listening:
    """A pool of providers that answer with the question, and what it has started so far.

    Of these, the first ones still have something to do when they have answered.
    """

    folder: Path
    closing: AsyncExitStack
    still_at_work: int
    started: list[Provider] = Factory(list)
    served: "asyncio.Queue[None]" = Factory(asyncio.Queue)

    async def start(self, environment: Mapping[str, str]) -> Provider:
        """Starts one more."""
        number = len(self.started)
        file, address = self.folder / f"config{number}", f"{self.folder}/{number}"
        await self.closing.enter_async_context(await asyncio.start_unix_server(_echo, address))
        channel = grpc.aio.insecure_channel(f"unix:{address}")
        front = Front(channel, {})
        front.unanswered = int(number < self.still_at_work)
        process = await asyncio.create_subprocess_exec("cat", stdin=PIPE)
        server = grpc.aio.server()
        self.started.append(
            Provider(fixed(environment), file, process, channel, front, server, address)
        )
        return self.started[-1]

    async def serve(self) -> None:
        """Listens."""
        pool = Pool(self.start)

        async def connect(reader: StreamReader, writer: StreamWriter) -> None:
            await pool.connect(reader, writer)
            await self.served.put(None)

        listens = await asyncio.start_unix_server(connect, self.folder / "pool")
        await self.closing.enter_async_context(listens)
        self.closing.push_async_callback(pool.end)

    async def answer(self) -> bytes:
        """Returns what one Terraform is told, when the pool has done with it."""
        reader, writer = await asyncio.open_unix_connection(self.folder / "pool")
        writer.write(b"question")
        answered = await reader.read(100)
        writer.close()
        await self.served.get()
        return answered


async def _echo(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(await reader.read(100))
    await reader.read()
    writer.close()


@asynccontextmanager
async def listening(folder: Path, *, still_at_work: int = 0) -> AsyncIterator[Listening]:
    async with AsyncExitStack() as closing:
        pool = Listening(folder, closing, still_at_work)
        await pool.serve()
        yield pool


def test_the_next_one_is_served_by_the_same(tmp_path: Path) -> None:
    async def talk() -> None:
        async with listening(tmp_path) as pool:
            assert [await pool.answer() for _ in range(3)] == [b"question"] * 3
            assert len(pool.started) == 1

    asyncio.run(talk())


def test_one_that_is_still_at_work_is_ended(tmp_path: Path) -> None:
    async def talk() -> None:
        async with listening(tmp_path, still_at_work=1) as pool:
            assert [await pool.answer() for _ in range(3)] == [b"question"] * 3
            runs = [each.process.returncode is None for each in pool.started]
            assert runs == [False, True]

    asyncio.run(talk())
