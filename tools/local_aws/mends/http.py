"""HTTP: an answer in one piece, on a connection that stays open, and nothing else to wait for.

A new connection and a new thread for each call cost a fifth of the time of its answer.

AWS SDK for Go closes the body of its request as soon as the head of the answer is there. Where that
comes within milliseconds, as only a local server can, and the machine is busy, Go may still be at
the last step of sending the body; it then takes the connection for broken, loses what of the answer
it has not read yet, and calls again. One call of two thousand came twice that way.
"""

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from moto import backends
from moto.core import responses, utils
from moto.core.loaders import create_loader
from moto.core.utils import method_names_from_class
from moto.moto_server import threaded_moto_server, werkzeug_app
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler
from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import get_input_stream

from tools.local_aws.mends.ec2 import ec2

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_list_of_moto_modules = backends.list_of_moto_modules
_create = werkzeug_app.create_backend_app


class _RequestHandler(MotoRequestHandler):
    """Reads all of a call before it answers, so that what comes next is the next call."""

    # What Go reads at once, 4 KiB, then holds the whole of most answers.
    wbufsize = 64 * 1024

    def run_wsgi(self) -> None:
        """Answers one call; not when the server has ended, as another AWS may have begun."""
        if self.server.fileno() < 0:
            self.close_connection = True
            return
        # What lets a client send its body; boto3 waits a second for it.
        self.wfile.flush()
        call = self.make_environ()
        call["wsgi.input"] = BytesIO(get_input_stream(call).read())
        parts, status, headers = run_wsgi_app(self.server.app, call, buffered=True)
        body = b"".join(parts)
        code, _, reason = status.partition(" ")
        has_body = self.command != "HEAD" and code not in ("204", "304")
        if has_body:
            headers["Content-Length"] = str(len(body))
        self.send_response_only(int(code), reason)
        self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if has_body:
            self.wfile.write(body)
        self.wfile.flush()


def _create_backend_app(service: Any) -> "WSGIApplication":
    """As moto makes it, without Flask's help for who looks for a fault; EC2 is not moto's."""
    if service == "ec2":
        return ec2
    app = _create(service)
    app.debug = False
    return app


def _services() -> frozenset[str]:
    return frozenset(_list_of_moto_modules())


MENDS = (
    # For a browser, and for whoever looks for a fault in moto: a tenth of each answer's time.
    (werkzeug_app, "DISABLE_GLOBAL_CORS", True),
    (threaded_moto_server, "create_backend_app", _create_backend_app),
    # moto lists the folders of all its 200 services for each request.
    (backends, "list_of_moto_modules", cache(_services)),
    # And botocore's for each service that is called first, the methods of a service, and the
    # patterns of all hosts.
    (utils, "create_loader", cache(create_loader)),
    (responses, "method_names_from_class", cache(method_names_from_class)),
    (
        DomainDispatcherApplication,
        "get_backend_for_host",
        cache(DomainDispatcherApplication.get_backend_for_host),
    ),
    (threaded_moto_server, "MotoRequestHandler", _RequestHandler),
)
