"""A proxy in front of the local AWS that loses answers, refuses requests, or holds one up."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from attrs import define, field

# How the calls begin that change nothing.
_READS = ("Get", "List", "Describe", "Head", "Lookup", "Assume")
_VERBS = {"GET": "Get", "HEAD": "Head", "PUT": "Put", "DELETE": "Delete", "POST": "Post"}
# What Terraform keeps in a bucket, by the ending of its key.
_OF_STATE = {"tfstate": "state", "tflock": "lock"}
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "date", "server"}


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = "executed and answered"
    LOST = "executed, and the answer is lost"
    FAILED = "refused with an error of the server, not executed"
    THROTTLED = "refused as one too many, not executed"


def always_answered(_: str) -> Fate:
    """Lets every call through."""
    return Fate.ANSWERED


def unreliable(probability: float, seed: int) -> Callable[[str], Fate]:
    """Refuses a share of the calls, half of them as errors and half as one too many."""
    chance = random.Random(seed)

    def fate(_: str) -> Fate:
        if chance.random() >= probability:
            return Fate.ANSWERED
        return chance.choice([Fate.FAILED, Fate.THROTTLED])

    return fate


def loses(call: str) -> Callable[[str], Fate]:
    """Loses the answer to the first such call; a second try gets one."""
    first = threading.Semaphore(1)

    def fate(seen: str) -> Fate:
        lost = seen == call and first.acquire(blocking=False)
        return Fate.LOST if lost else Fate.ANSWERED

    return fate


@define
class Proxy:
    """Answers at `endpoint_url`; `fate` decides about each call, such as `kms:CreateKey`.

    `changes` are the calls that were to change something, each kind once, in their order.
    `faults` counts those that were not answered. Before an answer is lost, while the caller still
    waits for it, `meanwhile` is called.
    """

    endpoint_url: str
    target: str
    fate: Callable[[str], Fate] = always_answered
    meanwhile: Callable[[], None] = lambda: None
    changes: dict[str, None] = field(factory=dict)
    faults: int = 0

    def reset(self) -> None:
        """Answers everything again."""
        self.fate, self.meanwhile, self.faults = always_answered, lambda: None, 0


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    """Runs a `Proxy` in front of the server at `target`, a thread for each connection."""
    server = _Server(("127.0.0.1", 0), _Handler)
    running = Proxy(f"http://127.0.0.1:{server.server_port}", target)
    server.proxy = running
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # An answer in one piece, as the local AWS gives it.
    wbufsize = 64 * 1024

    def handle_one_request(self) -> None:
        """Answers one request; a caller who has gone meanwhile is no error here."""
        try:
            super().handle_one_request()
        except (ConnectionError, HTTPException):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing of each request."""

    def _serve(self) -> None:
        running = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        call = _call(self.command, self.path, self.headers.get, body)
        if not call.partition(":")[2].startswith(_READS):
            running.changes[call] = None
        fate = running.fate(call)
        if fate is not Fate.ANSWERED:
            running.faults += 1
        if fate in (Fate.FAILED, Fate.THROTTLED):
            self._refuse(fate)
            return
        status, headers, content = self._forward(running.target, body)
        if fate is Fate.LOST:
            running.meanwhile()
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _forward(self, target: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(urlsplit(target).netloc, timeout=60)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _refuse(self, fate: Fate) -> None:
        failed = fate is Fate.FAILED
        status = 500 if failed else 400
        if "x-amz-target" in self.headers:
            code = "InternalFailure" if failed else "ThrottlingException"
            content, kind = f'{{"__type": "{code}"}}', "application/x-amz-json-1.1"
        elif _service(self.headers.get) == "s3":
            code = "InternalError" if failed else "SlowDown"
            content, kind = f"<Error><Code>{code}</Code></Error>", "text/xml"
            status = 500 if failed else 503
        else:
            code = "ServiceFailure" if failed else "Throttling"
            error = f"<Error><Code>{code}</Code></Error>"
            content, kind = f"<ErrorResponse>{error}</ErrorResponse>", "text/xml"
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content.encode())


# The base calls do_GET and the like.
for _verb in _VERBS:
    setattr(_Handler, f"do_{_verb}", _Handler._serve)

_Header = Callable[..., str | None]


def _service(header: _Header) -> str:
    """Returns the service that the request is signed for."""
    scope = (header("Authorization") or "").partition("Credential=")[2].split("/")
    return scope[3] if len(scope) > 3 else "unknown"


def _call(method: str, path: str, header: _Header, body: bytes) -> str:
    """Returns the service and what is called there, in AWS's own words where the request has it."""
    service = _service(header)
    if target := header("X-Amz-Target"):
        return f"{service}:{target.rpartition('.')[2]}"
    if service != "s3":
        (action,) = parse_qs(body.decode()).get("Action", ["unknown"])
        return f"{service}:{action}"
    parts = urlsplit(path)
    if parts.path.endswith(tuple(_OF_STATE)):
        return f"s3:{_VERBS[method]} {_OF_STATE[parts.path.rpartition('.')[2]]}"
    what = parts.query.partition("&")[0].partition("=")[0]
    return f"s3:{_VERBS[method]} {what or 'bucket'}"
