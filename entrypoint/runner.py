"""A step of a job as its runner sees it: log, annotations, masks, outputs, summary. Nothing else prints."""

from __future__ import annotations

import os
import stat
import uuid
from typing import TYPE_CHECKING, BinaryIO

from checker.finding import Severity
from checker.render.workflow_commands import annotation, neutralise, workflow_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from checker.finding import Span

_SUMMARY_LIMIT = 1024 * 1024
"""Bytes a step; GitHub shows nothing of a larger file (actions/runner, `FileCommandManager.cs`)."""

_SUMMARY_CUT = b"\n\n_The summary was cut here: GitHub shows at most 1 MiB. The report files have it all._\n"

_SHORTEST_MASK = 8
"""Masking a shorter text would blank innocent words all over the log."""

_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Runner:
    """One step of a GitHub job, or a local run, where the files that GitHub would read are not there."""

    def __init__(self, env: Mapping[str, str], output: BinaryIO) -> None:
        """Read `GITHUB_*` from `env`; `output` is the step's standard output, in UTF-8."""
        self._env = env
        self._output = output
        self._summary_is_full = False

    def log(self, text: str) -> None:
        """Print untrusted text as one line that the runner cannot take for a command."""
        self._print(neutralise(text))

    def block(self, text: str) -> None:
        """Print untrusted text of many lines; besides, the runner is told not to obey any of them."""
        token = uuid.uuid4().hex
        self._print(workflow_command("stop-commands", {}, token))
        for line in text.replace("\r\n", "\n").split("\n"):
            self.log(line)
        self._print(workflow_command(token, {}, ""))

    def annotate(
        self,
        severity: Severity,
        message: str,
        *,
        file: str | None = None,
        span: Span | None = None,
        title: str | None = None,
    ) -> None:
        """Annotate the commit; GitHub keeps 10 annotations of each severity a step."""
        self._print(annotation(severity, message, file=file, span=span, title=title))

    def mask(self, secret: str) -> None:
        """Have GitHub hide a secret in every later log line; elsewhere nothing would hide this very line."""
        if self._env.get("GITHUB_ACTIONS") == "true" and len(secret) >= _SHORTEST_MASK:
            self._print(workflow_command("add-mask", {}, secret))

    def set_output(self, name: str, value: str) -> None:
        """Set an output of the action; a value of several lines is kept as it is.

        Raises ValueError for a name that is no output name, or a value that contains the random delimiter.
        """
        delimiter = f"ghadelimiter_{uuid.uuid4()}"
        if not (name.isascii() and name.replace("-", "").isalnum()):
            raise ValueError(f"{name!r} is no name of an output")
        if delimiter in value:
            raise ValueError(f"the value of the output {name} contains the delimiter")
        content = _encoded(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
        self._append("GITHUB_OUTPUT", lambda _size: content)

    def append_summary(self, markdown: str) -> None:
        """Add to the job's summary page; beyond GitHub's limit it is cut at a line's end and says so."""
        if not self._summary_is_full:
            content = _encoded(markdown)
            self._append("GITHUB_STEP_SUMMARY", lambda size: self._fitting(content, size))

    def _fitting(self, content: bytes, size: int) -> bytes:
        room = _SUMMARY_LIMIT - size - len(_SUMMARY_CUT)
        if len(content) <= room:
            return content
        self._summary_is_full = True
        return content[: content.rfind(b"\n", 0, room) + 1] + _SUMMARY_CUT if room >= 0 else b""

    def _append(self, variable: str, content_after: Callable[[int], bytes]) -> None:
        """Append to a file that GitHub reads after the step; a failure costs a warning and no more."""
        path = self._env.get(variable)
        if not path:
            return
        try:
            with _open_to_append(path) as file:
                file.write(content_after(os.fstat(file.fileno()).st_size))
        except OSError as error:
            self.annotate(Severity.WARNING, f"{variable} cannot be written: {error.strerror or error}")

    def _print(self, line: str) -> None:
        self._output.write(_encoded(line) + b"\n")
        self._output.flush()


def _open_to_append(path: str) -> BinaryIO:
    """Open a regular file, and no link to one: a link planted in the workspace could lead anywhere."""
    file = os.fdopen(os.open(path, _APPEND, 0o644), "wb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("not a regular file")
    return file


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
