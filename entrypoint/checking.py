"""Has the checker run in a confined child process and reads its answer, which it does not trust.

The parent holds the tokens and never opens a file of the pull request; the child opens them and holds nothing.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any

from checker.archive import Archive
from checker.escaping import visible
from checker.render.json import ReportFormatError, read_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from checker.report import Report

KILL_AFTER_SECONDS = 600
"""How long the child may take."""
MAX_ANSWER_BYTES = 512 * 1024 * 1024
"""A longer answer is not read to its end."""
NOBODY = 65534
"""The uid that the child gets where the workspace belongs to root."""


class CheckRefused(Exception):
    """The checker found nothing to check or a wrong configuration; the message is for the user."""


class CheckFailed(Exception):
    """The child was killed, crashed or answered nonsense; the message says where it stood."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is to check; paths relative to `base`."""

    paths: tuple[str, ...]
    base: Path
    backend: tuple[str, ...] = ()
    config: str | None = None
    target: str | None = None
    profile: str | None = None
    published_code: str | None = None
    compared_with: str | None = None
    usually_compared_with: str | None = None
    is_release: bool = False
    own_files: tuple[str, ...] = ()
    """Where the reports will be written: those of an earlier run belong to no widget."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One widget's archive, or why there is none."""

    widget: str
    archive: Archive | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the child."""

    report: Report
    packed: tuple[Packed, ...]


def check_confined(order: Order) -> Answer:
    """Run the checker in a child process.

    Raises CheckRefused for wrong use and CheckFailed if the child did not come to an end.
    """
    try:
        child = _start(order)
    except OSError as error:
        raise CheckFailed(f"the checker could not be started: {error.strerror or error}") from error
    steps = _LastLine(child.stderr)
    timer = threading.Timer(KILL_AFTER_SECONDS, _kill, [child])
    timer.start()
    try:
        output = _talk(child, order)
        code = child.wait()
    finally:
        timer.cancel()
        _kill(child)
    if code != 0:
        raise CheckFailed(_how_it_ended(code) + steps.where())
    return _read(output)


def _start(order: Order) -> subprocess.Popen[bytes]:
    identity: dict[str, Any] = {}
    if os.getuid() == 0:
        owner = order.base.stat()
        identity = {"user": owner.st_uid or NOBODY, "group": owner.st_gid or NOBODY, "extra_groups": []}
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-m", "entrypoint.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"LANG": "C.UTF-8"},
        start_new_session=True,
        **identity,
    )


def _talk(child: subprocess.Popen[bytes], order: Order) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(asdict(order), default=str).encode())
        child.stdin.close()
    except BrokenPipeError:
        return b""
    with child.stdout:  # a child that says more than that is not waited for: nobody listens any more
        return child.stdout.read(MAX_ANSWER_BYTES)


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


class _LastLine:
    """Keeps the last whole line of a stream, however much comes."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None
        self._last = b""
        self._thread = threading.Thread(target=self._follow, args=[stream], daemon=True)
        self._thread.start()

    def _follow(self, stream: IO[bytes]) -> None:
        while line := stream.readline(65536):
            if line.startswith(b"["):
                self._last = line

    def where(self) -> str:
        """Name the rule and the file of the last step, if there was one."""
        self._thread.join(5)
        try:
            rule, path = json.loads(self._last)
        except (ValueError, RecursionError):
            return " before it began"
        return f" while the rule `{visible(str(rule))}` looked at {visible(str(path)) or 'the widget'}"


def _how_it_ended(code: int) -> str:
    if code == -signal.SIGKILL:
        return f"the checker was killed (it may take {KILL_AFTER_SECONDS} seconds)"
    if code < 0:
        return f"the checker was ended by signal {-code}"
    return f"the checker crashed (exit code {code})"


def _read(output: bytes) -> Answer:
    try:
        answer = json.loads(output)
        if "error" in answer:
            raise CheckRefused(visible(str(answer["error"]), limit=2000))
        packed = tuple(_packed(entry) for entry in answer["archives"])
        return Answer(read_report(answer["report"]), packed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ReportFormatError) as error:
        raise CheckFailed("the checker's answer could not be read") from error


def _packed(entry: Mapping[str, Any]) -> Packed:
    widget = str(entry["widget"])
    if "error" in entry:
        return Packed(widget, None, visible(str(entry["error"])))
    content = base64.b64decode(entry["content"], validate=True)
    entries = {str(name): str(digest) for name, digest in entry["entries"].items()}
    return Packed(widget, Archive(content, sha256(content).hexdigest(), entries))
