"""GitHub workflow commands as text: escaping, annotations, and log lines that are no command. Prints nothing.

The rules are those of actions/runner v2.336 (`ActionCommand.cs`) and, for escaping, of `@actions/core` 3.0.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.finding import Severity, Span


def workflow_command(name: str, properties: Mapping[str, str | int | None], message: str) -> str:
    """Render one command as one line without its line end; properties that are empty, 0 or None are left out.

    The runner loses white space at the end of the last property and `=` at the beginning of any.
    """
    given = ",".join(f"{key}={_escape_property(str(value))}" for key, value in properties.items() if value)
    return f"::{name}{' ' if given else ''}{given}::{_escape_data(message)}"


def annotation(
    severity: Severity,
    message: str,
    *,
    file: str | None = None,
    span: Span | None = None,
    title: str | None = None,
) -> str:
    """Render the command that annotates a place; `file` is relative to the repository, with forward slashes.

    Columns of a span over several lines are not sent: the runner would drop them. GitHub cuts the message
    after 4,096 characters.
    """
    place: dict[str, str | int | None] = {"file": file}
    if span is not None:
        place |= {"line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:
            place |= {"col": span.column, "endColumn": span.end_column}
    return workflow_command(severity.value, {**place, "title": title}, message)


def neutralise(text: str) -> str:
    r"""Make untrusted text one harmless log line: hidden characters become escapes such as `\u202e`.

    The runner obeys `::name …::` at a line's start, after any white space, and `##[name]` anywhere in it.
    """
    line = visible(text, limit=len(text)).replace("##[", "## [")
    if line.lstrip().startswith("::"):
        line = line.replace("::", ": :", 1)
    return line


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
