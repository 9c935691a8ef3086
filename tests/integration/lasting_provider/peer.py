"""A process of Terraform, as far as the pool needs to know it."""

import json
import socket
import struct
from asyncio import StreamWriter, Task
from itertools import count
from pathlib import Path

from attrs import Factory, define

from tests.integration.lasting_provider.process import Provider


@define
class Peer:
    """A process of Terraform: its connections so far, those that are open, and its providers."""

    environment: dict[str, str]
    configurations: int
    number: "count[int]" = Factory(count)
    open: int = 0
    providers: dict[int, "Task[Provider]"] = Factory(dict)


def peer_of(pid: int) -> Peer:
    """Returns a process of Terraform that runs, with no connection yet."""
    process = Path("/proc", str(pid))
    variables = (process / "environ").read_bytes().decode().rstrip("\0").split("\0")
    environment = dict(each.split("=", 1) for each in variables)
    return Peer(environment, _configurations(process / "cwd" / "cdk.tf.json"))


def pid_of(connection: StreamWriter) -> int:
    """Returns who is at the other end of a connection."""
    size = struct.calcsize("3i")
    credentials = connection.get_extra_info("socket").getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, size
    )
    pid: int = struct.unpack("3i", credentials)[0]
    return pid


def _configurations(stack: Path) -> int:
    """Returns how many configurations of the provider a stack has: a region or account each."""
    return len(json.loads(stack.read_text())["provider"]["aws"]) if stack.exists() else 1
