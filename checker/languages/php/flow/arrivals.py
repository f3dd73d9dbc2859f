"""Where input ends, and which way it came."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.flow.values import Checked, Escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.languages.php.flow.values import Origin, Trust
    from checker.languages.php.node import Node


class Sink(StrEnum):
    """What is done with input; the value completes "reaches …"."""

    SQL = "an SQL query"
    SHELL = "a shell command"
    EVALUATION = "code that is run"
    INCLUDE = "an include"
    UNSERIALIZE = "`unserialize`"
    PATH = "a file path"
    URL = "the address of a request"
    HEADER = "a header"
    VARIABLES = "the names of variables"
    CALL = "the name of what is called"
    OUTPUT = "the output"
    STORE = "what is stored or sent"
    USE = "a call"


_ACCEPTED: Mapping[Sink, frozenset[Escape]] = {
    Sink.SQL: frozenset({Escape.SQL}),
    Sink.SHELL: frozenset({Escape.SHELL}),
    Sink.INCLUDE: frozenset({Escape.PATH}),
    Sink.PATH: frozenset({Escape.PATH}),
    Sink.URL: frozenset({Escape.URL, Escape.FORM}),
    Sink.HEADER: frozenset({Escape.URL, Escape.FORM}),
    Sink.OUTPUT: frozenset(Escape),
    Sink.STORE: frozenset(Escape) - {Escape.JSON, Escape.FORM},
    Sink.USE: frozenset(Escape) - {Escape.JSON, Escape.FORM},
}
DANGEROUS = frozenset({Sink.SQL, Sink.SHELL, Sink.EVALUATION, Sink.INCLUDE, Sink.UNSERIALIZE, Sink.PATH, Sink.CALL})
"""Where it is not enough that the input is there."""


class Arrival(NamedTuple):
    """A piece of input at the end of its way, not checked enough for what is done there."""

    origin: Origin
    trust: Trust
    sink: Sink
    place: Node
    """The call, output or include."""
    by: str
    """What does it, as written, such as `mysqli_query`."""
    text: str
    """The known text that the input is part of; see Value."""
    is_all_seen: bool
    """Whether this file shows everything that happened to the request before."""


def is_harmless(trust: Trust, sink: Sink) -> bool:
    """Tell whether input is checked, or escaped, well enough for a use."""
    if trust.checked is Checked.CONTENT or trust.escapes & _ACCEPTED.get(sink, frozenset()):
        return True
    return trust.checked is Checked.PRESENCE and sink not in DANGEROUS
