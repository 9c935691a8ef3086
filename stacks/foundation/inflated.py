"""What a file of CloudTrail's has packed, and nothing that somebody has put beside it."""

import zlib
from collections.abc import Iterable, Iterator

# A file of CloudTrail's holds 50 MB at the most; whoever writes another may not fill the memory.
LARGEST = 100 * 1024 * 1024
_STEP = 1024 * 1024


class BrokenFileError(ValueError):
    """A file that cannot be what CloudTrail wrote; the text says why."""


def inflated(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yields what is packed: one gzip member, of which the content is given part by part.

    Raises `BrokenFileError` for anything else: other readers would see what stands behind the
    first member.
    """
    unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    size = 0
    for part in content:
        while part:
            try:
                text = unpacked.decompress(part, _STEP)
            except zlib.error as error:
                raise BrokenFileError(f"it is no gzip file: {error}") from None
            size += len(text)
            if size > LARGEST:
                raise BrokenFileError("it is larger than any file of CloudTrail's")
            yield text
            part = unpacked.unconsumed_tail
    yield unpacked.flush()
    if not unpacked.eof:
        raise BrokenFileError("it is cut off")
    if unpacked.unused_data:
        raise BrokenFileError("something was appended to it")
