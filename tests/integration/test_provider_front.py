"""What stands before the provider: it hands on answers and errors, and asks some things once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import Any

import grpc
import grpc.aio
import pytest
from attrs import Factory, define

from tests.integration.lasting_provider.front import Front, Once


@define
class Provider(grpc.GenericRpcHandler):
    """Answers with the question, fails, or never ends, as the name of the method says."""

    asked: list[str] = Factory(list)
    at_work: asyncio.Event = Factory(asyncio.Event)

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Returns what answers a method."""
        name = handler_call_details.method.rpartition("/")[2]

        async def answer(
            question: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]"
        ) -> bytes:
            self.asked.append(name)
            if name == "Fail":
                await context.abort(grpc.StatusCode.INTERNAL, "the reason")
            if name == "Hang":
                self.at_work.set()
                await asyncio.Event().wait()
            return question

        return grpc.unary_unary_rpc_method_handler(answer)


@asynccontextmanager
async def between(provider: Provider) -> AsyncIterator[tuple[Front, grpc.aio.Channel]]:
    """Yields what stands before a provider, and a channel to it."""
    with TemporaryDirectory() as folder:
        async with (
            grpc.aio.insecure_channel(f"unix:{folder}/provider") as to_provider,
            grpc.aio.insecure_channel(f"unix:{folder}/front") as to_front,
        ):
            front = Front(to_provider, {"/tfplugin5.Provider/Once": Once(bytes.upper)})
            running = []
            for name, handler in {"provider": provider, "front": front}.items():
                server = grpc.aio.server(handlers=[handler])
                server.add_insecure_port(f"unix:{folder}/{name}")
                await server.start()
                running.append(server)
            yield front, to_front
            for server in running:
                await server.stop(None)


def call(channel: grpc.aio.Channel, name: str) -> "grpc.aio.UnaryUnaryCall[Any, Any]":
    return channel.unary_unary(f"/tfplugin5.Provider/{name}", bytes, bytes)(b"question")


def run(talk: Callable[[Provider, Front, grpc.aio.Channel], Awaitable[None]]) -> None:
    async def main() -> None:
        provider = Provider()
        async with between(provider) as (front, channel):
            await talk(provider, front, channel)

    asyncio.run(main())


def test_an_answer_and_an_error_are_handed_on() -> None:
    async def talk(provider: Provider, front: Front, channel: grpc.aio.Channel) -> None:
        assert await call(channel, "Answer") == b"question"
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await call(channel, "Fail")
        assert failed.value.code() == grpc.StatusCode.INTERNAL
        assert failed.value.details() == "the reason"
        assert front.unanswered == 0

    run(talk)


def test_a_question_is_asked_once_and_its_answer_changed() -> None:
    async def talk(provider: Provider, front: Front, channel: grpc.aio.Channel) -> None:
        assert [await call(channel, "Once") for _ in range(3)] == [b"QUESTION"] * 3
        assert [await call(channel, "Answer") for _ in range(2)] == [b"question"] * 2
        assert provider.asked == ["Once", "Answer", "Answer"]

    run(talk)


def test_it_remembers_that_somebody_went_before_the_answer() -> None:
    """A provider that is still at work must not serve the next Terraform."""

    async def talk(provider: Provider, front: Front, channel: grpc.aio.Channel) -> None:
        going = call(channel, "Hang")
        await provider.at_work.wait()
        going.cancel()
        assert await call(channel, "Answer") == b"question"
        assert front.unanswered == 1

    run(talk)
