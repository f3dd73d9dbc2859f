"""Functions of PHP that read from an address as from a file, and sockets."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.analysis.php.timeouts.waiting import Timeout, Waiting
from checker.finding import Confidence
from checker.languages.php.calls import CallKind
from checker.languages.php.node import bare
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.analysis.php.timeouts.knowledge import Knowledge
    from checker.languages.php.calls import Call
    from checker.languages.php.node import Node
    from checker.languages.php.origins import Place


class _Reader(NamedTuple):
    """A function that opens an address."""

    context: int | None
    """The position of its context, from 0; None if it takes none."""


_READERS = {
    "file_get_contents": _Reader(2),
    "fopen": _Reader(3),
    "file": _Reader(2),
    "readfile": _Reader(2),
    "copy": _Reader(2),
    "get_headers": _Reader(2),
    "simplexml_load_file": _Reader(None),
    "getimagesize": _Reader(None),
    "imagecreatefromjpeg": _Reader(None),
    "imagecreatefrompng": _Reader(None),
    "imagecreatefromgif": _Reader(None),
    "imagecreatefromwebp": _Reader(None),
    "get_meta_tags": _Reader(2),
    "->loadhtmlfile": _Reader(None),
    "->load": _Reader(None),
    "->open": _Reader(None),
    "new splfileobject": _Reader(3),
}
"""The PHP manual: functions that accept a URL. The address is always their first argument."""
_ONLY_LITERAL = frozenset({"->load", "->open", "->loadhtmlfile", "copy", "new splfileobject"})
"""What opens files for the most part: only an address that is spelled out counts."""
_SOCKETS = {"fsockopen": 4, "pfsockopen": 4, "stream_socket_client": 3}
"""The position of the timeout."""
_SHELLS = frozenset({"exec", "shell_exec", "system", "passthru", "popen", "proc_open"})
_SHELL_REQUEST = regex(r"\s*(?:\S*/)?(curl|wget)\s", re.IGNORECASE)
_SHELL_TIMEOUT = regex(r"\s-\w*m\s?\d|--max-time|\s-T\s?\d|--timeout")
_REMOTE = regex(r"\s*(?:https?|ftps?)://", re.IGNORECASE)
_LOCAL_SOCKET = regex(r"(?:unix|udg|udp)://", re.IGNORECASE)
_ADDRESS_NAME = regex(r"url|uri|^link|endpoint|webhook|href", re.IGNORECASE)
_FILE_NAME = regex(r"file|path|dir|folder|cache|log|config|template", re.IGNORECASE)
_WRAPPERS = frozenset({"http", "https", "ftp", "ftps"})
_TIMEOUT = frozenset({"timeout"})
_SOAP = frozenset({"connection_timeout", "default_socket_timeout"})
_WORD = regex(r"\w+")
_LONGEST_NAME = 100
_STEPS = 20
"""Operators through which the beginning of a text is looked for."""


def stream_requests(knowledge: Knowledge) -> Iterator[Waiting]:
    """Find the addresses that are opened without a timeout."""
    streams = _Streams(knowledge)
    for call in knowledge.model.calls:
        if call.name.rpartition("\\")[2] in _READERS:
            found = streams.read(call, call.name.rpartition("\\")[2])
        elif call.name in _SOCKETS:
            found = streams.socket(call)
        elif call.kind is CallKind.NEW and call.short_name == "soapclient":
            found = streams.soap(call)
        else:
            found = streams.shell(call) if call.name in _SHELLS else None
        if found is not None:
            yield found


class _Streams:
    """The requests by streams of one file."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._model = knowledge.model
        self._origins = knowledge.origins
        self._made: dict[Node, Timeout] = {}

    def read(self, call: Call, name: str) -> Waiting | None:
        """Judge a function that opens an address or a file."""
        address = call.argument(0, "filename") or call.argument(0, "url")
        remote = self._is_remote(address) if address is not None else None
        if remote is None or (remote is Confidence.LIKELY and name in _ONLY_LITERAL):
            return None
        position = _READERS[name].context
        context = call.argument(position, "context") if position is not None else None
        timeout = self._timeout_of_context(context, call)
        if timeout is Timeout.SET or (timeout is Timeout.UNKNOWN and remote is Confidence.LIKELY):
            return None
        confidence = Confidence.LIKELY if timeout is Timeout.UNKNOWN else remote
        remedy = "`stream_context_create(['http' => ['timeout' => 10]])` as the context"
        if position is None:
            remedy = "`ini_set('default_socket_timeout', 10);` before it"
        return Waiting(call.node, call.short_name, timeout, remedy, confidence)

    def socket(self, call: Call) -> Waiting | None:
        """Judge a function that opens a socket."""
        host = self._model.text(call.argument(0)) or ""
        given = call.argument(_SOCKETS[call.name], "timeout")
        timeout = self._knowledge.timeout_of([given]) if given is not None else Timeout.NONE
        if timeout is Timeout.SET or self._knowledge.has_default or _LOCAL_SOCKET.match(host):
            return None
        if any(argument.is_spread for argument in call.arguments):
            return None
        remedy = "a number of seconds as the argument `timeout`"
        return Waiting(call.node, call.short_name, timeout, remedy, Confidence.CERTAIN)

    def soap(self, call: Call) -> Waiting | None:
        """Judge a client for SOAP: it has no option of its own for the time that an answer takes."""
        if self._knowledge.has_default:
            return None
        options = call.argument(1, "options")
        timeout = self._knowledge.timeout_among(options, _SOAP)
        context = self._knowledge.lists.lookup(options, frozenset({"stream_context"})).values
        if timeout is Timeout.SET or any(self._timeout_of_context(one, call) is not Timeout.NONE for one in context):
            return None
        confidence = Confidence.LIKELY if timeout is Timeout.UNKNOWN else Confidence.CERTAIN
        return Waiting(call.node, "SoapClient", timeout, "`'connection_timeout' => 10` to the options", confidence)

    def shell(self, call: Call) -> Waiting | None:
        """Judge a command that may be `curl` or `wget`."""
        parts = self._model.known_parts(call.argument(0, "command"))
        found = _SHELL_REQUEST.match(parts[0] or "") if parts else None
        if found is None or any(part and _SHELL_TIMEOUT.search(part) for part in parts):
            return None
        option = "--max-time 10" if found[1].lower() == "curl" else "--timeout=10"
        return Waiting(call.node, found[1], Timeout.NONE, f"`{option}`", Confidence.LIKELY)

    def _is_remote(self, address: Node) -> Confidence | None:
        """Whether an expression is an address of another server: certain, likely by its name, or None."""
        guess = None
        for origin in self._origins.of(self._beginning(address)):
            beginning = self._beginning(origin)
            for one in self._origins.of(beginning) if beginning is not origin else (origin,):
                text = self._model.known_parts(one)[0]
                if text is not None and _REMOTE.match(text):
                    return Confidence.CERTAIN
                if text is None and _names_address(one):
                    guess = Confidence.LIKELY
        if guess is None and self._model.known_parts(address)[0] is None and _names_address(bare(address)):
            return self._unless_local(address)
        return guess

    def _unless_local(self, address: Node) -> Confidence | None:
        """A variable that is called after an address is one, unless the file gives it something else."""
        known = [self._model.known_parts(one)[0] for one in self._origins.of(self._beginning(address))]
        return Confidence.LIKELY if any(text is None for text in known) else None

    def _beginning(self, node: Node) -> Node:
        """What a text begins with."""
        node = bare(node)
        for _ in range(_STEPS):
            call = self._model.call_nodes.get(node)
            if (node.kind == "binary_expression" and node.operator == ".") or node.kind == "encapsed_string":
                following = node.children[0] if node.children else None
            elif call is not None and call.name in {"sprintf", "vsprintf", "trim", "rtrim"}:
                following = call.argument(0)
            else:
                return node
            if following is None:
                return node
            node = bare(following)
        return node

    def _timeout_of_context(self, context: Node | None, call: Call) -> Timeout:
        if self._knowledge.has_default or self._default_context is Timeout.SET:
            return Timeout.SET
        if context is None:
            spread = any(argument.is_spread for argument in call.arguments)
            return Timeout.UNKNOWN if spread else Timeout.NONE
        if self._origins.place_of(context) in self._mended_contexts:
            return Timeout.SET
        found = {self._timeout_of_made(one) for one in self._origins.of(context)}
        weakest = (Timeout.NONE, Timeout.OFF, Timeout.UNKNOWN, Timeout.SET)
        return next((timeout for timeout in weakest if timeout in found), Timeout.UNKNOWN)

    def _timeout_of_made(self, context: Node) -> Timeout:
        """What the call that makes a context says, asked once."""
        if context not in self._made:
            self._made[context] = self._timeout_of_maker(context)
        return self._made[context]

    def _timeout_of_maker(self, context: Node) -> Timeout:
        call = self._model.call_nodes.get(context)
        if call is None:
            return Timeout.NONE if context.kind == "null" else Timeout.UNKNOWN
        if call.name not in {"stream_context_create", "stream_context_get_default"}:
            return Timeout.UNKNOWN
        return self._timeout_in(call.argument(0, "options"))

    def _timeout_in(self, options: Node | None) -> Timeout:
        """What the options of a context say: lists by wrapper."""
        if options is None:
            return Timeout.NONE
        found = self._knowledge.lists.lookup(options, _WRAPPERS)
        inner = {self._knowledge.timeout_among(value, _TIMEOUT) for value in found.values} | self._elements_of(options)
        if not found.is_complete and Timeout.SET not in inner:
            return Timeout.UNKNOWN
        strongest = (Timeout.SET, Timeout.UNKNOWN, Timeout.OFF)
        return next((timeout for timeout in strongest if timeout in inner), Timeout.NONE)

    def _elements_of(self, options: Node) -> set[Timeout]:
        """`$options['http']['timeout'] = 5`, whatever the wrapper."""
        place = self._origins.place_of(options)
        if place is None:
            return set()
        nested = self._origins.elements_of((place[0], f"{place[1]}[]"))
        values = [
            one.value for one in nested if one.key is not None and self._knowledge.lists.key(one.key) == "timeout"
        ]
        return {self._knowledge.timeout_of(values)} if values else set()

    @cached_property
    def _default_context(self) -> Timeout:
        """What the file sets for all streams without a context."""
        calls = self._model.calls_to(
            "stream_context_set_default", "stream_context_get_default", "libxml_set_streams_context"
        )
        for call in calls:
            value = call.argument(0)
            is_context = call.name.startswith("libxml")
            timeout = self._made_by_all(value) if is_context else self._timeout_in(value)
            if timeout is Timeout.SET:
                return timeout
        return Timeout.NONE

    def _made_by_all(self, context: Node | None) -> Timeout:
        found = {self._timeout_of_made(one) for one in self._origins.of(context)}
        return Timeout.SET if found == {Timeout.SET} else Timeout.NONE

    @cached_property
    def _mended_contexts(self) -> frozenset[Place]:
        """The contexts that get their timeout after they are made."""
        return frozenset(
            place
            for call in self._model.calls_to("stream_context_set_option", "stream_context_set_options")
            if call.arguments and (place := self._origins.place_of(call.arguments[0].value)) is not None
            if self._model.text(call.argument(2)) == "timeout" or self._timeout_in(call.argument(1)) is Timeout.SET
        )


def _names_address(node: Node) -> bool:
    """Whether the name of a variable, property, element, constant or method says that it holds an address."""
    if node.kind in {"binary_expression", "string", "encapsed_string", "array_creation_expression"}:
        return False
    text = node.text[-_LONGEST_NAME:]
    words = _WORD.findall(text.partition("(")[0] if node.kind.endswith("call_expression") else text)
    return bool(words and _ADDRESS_NAME.search(words[-1])) and not _FILE_NAME.search(words[-1])
