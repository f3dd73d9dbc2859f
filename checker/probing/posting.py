"""One form posted over HTTP: certificates verified, no redirect followed, time and size bounded."""

from __future__ import annotations

import ssl
import threading
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

from checker import __version__
from checker.errors import UsageError
from checker.escaping import visible
from checker.probing.demands import MAX_BODY_BYTES, Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse
    from urllib.request import Request

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class NoAnswer(Exception):
    """Nothing came back; the message says why."""


def checked_url(text: str) -> str:
    """Return an address as it is sent: host and path in ASCII. Raises UsageError if it is no web address."""
    shown = visible(text)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{shown} is no address: {visible(str(error))}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(f"{shown} is no address of the web; write https://host/path")
    if parts.username is not None:
        raise UsageError("the address contains a user name; leave it out: it would be seen in logs")
    if not text.isprintable() or " " in text:
        raise UsageError(f"{shown} contains a blank or a hidden character")
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UsageError(f"{shown} names a host that cannot be") from error
    place = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{place}{f':{port}' if port else ''}{quote(parts.path, safe=_SAFE) or '/'}{query}"


def post(url: str, fields: Mapping[str, str], seconds: float) -> Answer:
    """Post a form and wait at most `seconds`, for everything from the host's name to the last byte.

    Raises NoAnswer.
    """
    outcome: list[Answer | Exception] = []

    def work() -> None:
        try:
            outcome.append(_post(url, fields, seconds))
        except Exception as error:  # noqa: BLE001  (it is raised again in the thread that waits)
            outcome.append(error)

    # Name servers and answers that drip byte by byte know no timeout: only a thread can be left waiting.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise NoAnswer(f"no answer within {seconds:g} s")
    if isinstance(outcome[0], Answer):
        return outcome[0]
    raise NoAnswer(_reason(outcome[0], seconds)) from outcome[0]


def _post(url: str, fields: Mapping[str, str], seconds: float) -> Answer:
    opener = OpenerDirector()
    opener.addheaders = [("User-Agent", f"widget-check/{__version__}"), ("Accept", "application/json")]
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(context=ssl.create_default_context()), _AsItComes()):
        opener.add_handler(handler)
    with opener.open(url, urlencode(fields).encode(), seconds) as response:
        location = response.headers.get("Location") if response.status in _REDIRECTS else None
        return Answer(response.status, response.read(MAX_BODY_BYTES + 1), location)


class _AsItComes(HTTPErrorProcessor):
    """Makes an answer of every status, so that nobody follows a redirect."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        del request
        return response

    https_response = http_response


def _reason(error: Exception, seconds: float) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {visible(cause.verify_message)}"
    if isinstance(cause, HTTPException):
        return f"what came is no HTTP: {visible(type(cause).__name__)}"
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be reached: {visible(cause.strerror)}"
    return f"cannot be reached: {visible(str(cause))}"
