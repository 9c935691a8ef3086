"""Names of hosts: S3 Control puts the account's number before the address of this server."""

import re
import socket
from typing import Any

_getaddrinfo = socket.getaddrinfo


def _without_the_account(host: Any, *args: Any, **kwargs: Any) -> Any:
    """AWS has such a name for every account; here it stands for the address that follows it.

    In this process alone: a program beside it finds no host of that name.
    """
    here = re.fullmatch(r"\d{12}\.(127\.0\.0\.1)", host) if isinstance(host, str) else None
    return _getaddrinfo(here[1] if here else host, *args, **kwargs)


MENDS = ((socket, "getaddrinfo", _without_the_account),)
