"""PHP's own web server over a folder, as a developer tries a back end out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REQUIRED = os.environ.get("WIDGET_CHECK_REQUIRE_PHP") == "1"
_STARTED_WITHIN = 20.0


@contextmanager
def php_server(folder: Path) -> Iterator[str]:
    """Serve a folder; gives the address, without a slash at its end. Skips the test where PHP is missing."""
    php = shutil.which("php")
    if php is None:
        (pytest.fail if REQUIRED else pytest.skip)("php is not installed (Debian: php-cli)")
    port = _free_port()
    command = [php, "-n", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + _STARTED_WITHIN
    while process.poll() is None and time.monotonic() < limit:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail("php -S did not start")
