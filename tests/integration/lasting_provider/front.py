"""Stands before a process of the provider, and hands on what Terraform asks it."""

from collections.abc import Awaitable, Callable, Mapping

import grpc
import grpc.aio
from attrs import Factory, define

_PROVIDER = "/tfplugin5.Provider/"
DESCRIBE = f"{_PROVIDER}GetSchema"
# What every process of the provider answers in the same way, whatever account it is for.
SAME_FOR_ALL = [
    f"{_PROVIDER}{method}"
    for method in (
        "PrepareProviderConfig",
        "UpgradeResourceState",
        "ValidateDataSourceConfig",
        "ValidateResourceTypeConfig",
    )
]

# A description is larger than the 4 MB that a message may have by default.
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@define
class Once:
    """Asks the provider a question once, and keeps the answer, changed in some way."""

    change: Callable[[bytes], bytes] = bytes
    answers: dict[bytes, bytes] = Factory(dict)

    async def answer(self, question: bytes, ask: Callable[[bytes], Awaitable[bytes]]) -> bytes:
        """Returns the answer to a question."""
        if question not in self.answers:
            self.answers[question] = self.change(await ask(question))
        return self.answers[question]


@define
class Front(grpc.GenericRpcHandler):
    """Answers Terraform as the provider does, and some methods of the protocol at once."""

    provider: grpc.aio.Channel
    once: Mapping[str, Once]
    # Stays above 0 when Terraform ends before it has its answer.
    unanswered: int = 0

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[bytes, bytes] | None":
        """Returns what answers a method of the protocol; None is that there is no such method."""
        method = handler_call_details.method
        if not method.startswith(_PROVIDER):
            # What is for plugins of other kinds is a stream that Terraform does not use.
            return None
        ask = self.provider.unary_unary(method, bytes, bytes)
        once = self.once.get(method)

        async def answer(
            question: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]"
        ) -> bytes:
            self.unanswered += 1
            try:
                reply = await (once.answer(question, ask) if once else ask(question))
            except grpc.aio.AioRpcError as error:
                self.unanswered -= 1
                await context.abort(error.code(), error.details() or "")
            self.unanswered -= 1
            return reply

        return grpc.unary_unary_rpc_method_handler(answer)
