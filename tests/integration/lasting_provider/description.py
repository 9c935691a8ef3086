"""The provider's description of the resources that exist, made shorter for Terraform.

Its own describes all 1,500 kinds of AWS, 20 MB. Terraform reads it before each of its steps, and
the provider writes it anew each time: together that is nearly all that a command costs.

https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Collection, Iterator

# What describes one kind each, by the numbers of the protocol: resources, data sources, functions
# and ephemeral resources.
_BY_NAME = (2, 3, 7, 8)

_HOLDS_BYTES = 2


def shortened(description: bytes, kinds: Collection[str]) -> bytes:
    """Returns a description of `kinds` alone: each as it was, and what is said of the provider."""
    return b"".join(
        field
        for number, field, content in _fields(description)
        if number not in _BY_NAME or _name(content) in kinds
    )


def _name(content: bytes) -> str:
    return next(content for number, _, content in _fields(content) if number == 1).decode()


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yields each field of a message: its number, all of it, and its content."""
    at = 0
    while at < len(message):
        start = at
        key, at = _number(message, at)
        # A field that is a number itself has no content besides.
        size, begin = _number(message, at)
        at = begin + size if key & 7 == _HOLDS_BYTES else begin
        yield key >> 3, message[start:at], message[begin:at]


def _number(message: bytes, at: int) -> tuple[int, int]:
    """Returns a number as it is encoded, seven bits in each byte, and where it ends."""
    value = shift = 0
    while message[at] & 0x80:
        value |= (message[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | message[at] << shift, at + 1
