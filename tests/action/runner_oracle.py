"""What the GitHub runner obeys in a step's output: a port of the behaviour of actions/runner v2.336.

`ActionCommand.cs` parses a line, `ActionCommandManager.cs` keeps the state of `stop-commands`, and .NET's
`Split` and `Trim` have their own ways, which matter here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = frozenset(
    (
        *("set-env", "set-output", "save-state", "add-mask", "add-path", "add-matcher", "remove-matcher"),
        *("debug", "warning", "error", "notice", "group", "endgroup", "echo", "stop-commands"),
    )
)
_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


@dataclass(frozen=True)
class Command:
    """A command that the runner obeys."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    data: str = ""


def obeyed(output: bytes) -> list[Command]:
    """Everything in a step's output that the runner acts on; `stop-commands` and its end included."""
    return [event for event in _replayed(output) if isinstance(event, Command)]


def shown(output: bytes) -> list[str]:
    """The lines of a step's output that are no commands: they appear in the log."""
    return [event for event in _replayed(output) if isinstance(event, str)]


def _replayed(output: bytes) -> Iterator[Command | str]:
    known = set(COMMANDS)
    token = ""
    *lines, rest = re.split("\r\n|\r|\n", output.decode("utf-8"))
    for line in lines:
        command = _parsed(line, known)
        if command is None or (token and command.name != token):
            yield line
            continue
        yield command
        known.discard(token)
        token = _checked_token(command.data, known) if command.name == "stop-commands" else ""
        known |= {token} - {""}
    if token or rest:
        raise AssertionError("the step ends with commands stopped, or in the middle of a line")


def _checked_token(token: str, known: set[str]) -> str:
    if not token or token.lower() in known | {"pause-logging"} or token != token.lower():
        raise AssertionError(f"{token!r} is no token to stop commands with")
    return token


def _parsed(line: str, known: set[str]) -> Command | None:
    return _parsed_new(line, known) or _parsed_old(line, known)


def _parsed_new(line: str, known: set[str]) -> Command | None:
    """`::name key=value,…::data` at the line's start, after any white space."""
    line = line.lstrip(_WHITE_SPACE)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, properties = line[2:end].partition(" ")
    if name.lower() not in known:
        return None
    return Command(
        name.lower(),
        _properties(properties.strip(_WHITE_SPACE), ",", _PROPERTY),
        _unescaped(line[end + 2 :], _DATA),
    )


def _parsed_old(line: str, known: set[str]) -> Command | None:
    """`##[name key=value;…]data` anywhere in the line, the first `##[` only."""
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, properties = line[start + 3 : end].partition(" ")
    if name.lower() not in known:
        return None
    return Command(name.lower(), _properties(properties, ";", _OLD), _unescaped(line[end + 1 :], _OLD))


def _properties(text: str, separator: str, escapes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    properties = {}
    for pair in filter(None, text.split(separator)):
        key, _, value = pair.lstrip("=").partition("=")
        value = value.lstrip("=")  # .NET's Split leaves empty parts out, also before the last one
        if key and value:
            properties[key] = _unescaped(value, escapes)
    return properties


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text
