"""GitHub's REST API as a token without any permission meets it: 403 whatever is asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = json.dumps({"message": "Resource not accessible by integration", "status": "403"}).encode()
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


@contextmanager
def forbidding_api() -> Iterator[str]:
    """Serve on this machine; yields the address."""
    methods = {f"do_{method}": _forbid for method in METHODS}
    handler = type("Handler", (BaseHTTPRequestHandler,), {**methods, "log_message": _say_nothing})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _forbid(request: BaseHTTPRequestHandler) -> None:
    request.rfile.read(int(request.headers.get("Content-Length", 0)))
    request.send_response(403)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(BODY)))
    request.end_headers()
    request.wfile.write(BODY)


def _say_nothing(*_: object) -> None:
    pass
