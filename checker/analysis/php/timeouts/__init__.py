"""Requests of PHP code to other servers, and whether they end after some time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.analysis.php.timeouts.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.widget.backend import PhpFile

_WORDS = (
    b"curl",
    b"http",
    b"ftp",
    b"url",
    b"uri",
    b"link",
    b"endpoint",
    b"webhook",
    b"href",
    b"sock",
    b"soap",
    b"wget",
)
"""What code must say, in lower case, to send a request."""

__all__ = ["Waiting", "endless_requests"]


def endless_requests(file: PhpFile) -> Iterator[Waiting]:
    """Find the requests of a file that have no timeout, or may have none."""
    code = file.code.lower()
    if not any(word in code for word in _WORDS):
        return
    from checker.analysis.php.timeouts.clients import client_requests
    from checker.analysis.php.timeouts.curl import curl_requests
    from checker.analysis.php.timeouts.knowledge import Knowledge
    from checker.analysis.php.timeouts.streams import stream_requests

    knowledge = Knowledge(file.model)
    yield from curl_requests(knowledge)
    yield from stream_requests(knowledge)
    yield from client_requests(knowledge)
