"""HTTP: an answer in one piece, and nothing that has to be waited for.

AWS SDK for Go closes the body of its request as soon as the head of the answer is there. Where that
comes within milliseconds, as only a local server can, and the machine is busy, Go may still be at
the last step of sending the body; it then takes the connection for broken, loses what of the answer
it has not read yet, and calls again. One call of two thousand came twice that way.
"""

from functools import cache
from typing import Any

from flask import Flask
from moto import backends
from moto.moto_server import threaded_moto_server, werkzeug_app
from werkzeug.serving import WSGIRequestHandler

_run_wsgi = WSGIRequestHandler.run_wsgi
_list_of_moto_modules = backends.list_of_moto_modules
_create = werkzeug_app.create_backend_app


def _ask_for_the_body_at_once(self: WSGIRequestHandler) -> None:
    """The buffer below must not hold back what lets a client go on; boto3 waits a second for it."""
    # Python's own server has written it by now, and werkzeug would write it again.
    self.wfile.flush()
    del self.headers["Expect"]
    _run_wsgi(self)


def _create_backend_app(service: Any) -> Flask:
    """As moto makes it, without Flask's help for who looks for a fault."""
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
    (WSGIRequestHandler, "run_wsgi", _ask_for_the_body_at_once),
    # What Go reads at once, 4 KiB, then holds the whole of most answers.
    (WSGIRequestHandler, "wbufsize", 64 * 1024),
)
