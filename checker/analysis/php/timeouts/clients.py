"""Clients for HTTP: Guzzle, and those of Symfony, Yii and the PHP League's OAuth.

Sources: their documentation. Guzzle waits for ever unless `timeout` says otherwise; Symfony and Yii take PHP's
`default_socket_timeout`, so with them a missing timeout is only likely a violation. Laravel's `Http` waits 30 seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.analysis.php.timeouts.waiting import Timeout, Waiting
from checker.finding import Confidence
from checker.languages.php.calls import CallKind
from checker.languages.php.node import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.analysis.php.timeouts.knowledge import Knowledge
    from checker.languages.php.calls import Call
    from checker.languages.php.node import Node


class _Library(NamedTuple):
    """How a library makes clients and sends requests."""

    makers: frozenset[str]
    """The calls that give a client, as Call.name spells them; the options are their first argument."""
    methods: Mapping[str, int]
    """Methods that send, with the position of their options."""
    keys: frozenset[str]
    """The options that end a request."""
    confidence: Confidence


_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_GUZZLE = _Library(
    frozenset({"new guzzlehttp\\client"}),
    {
        **dict.fromkeys(_VERBS, 1),
        **{f"{verb}async": 1 for verb in _VERBS},
        "request": 2,
        "requestasync": 2,
        "send": 1,
        "sendasync": 1,
    },
    frozenset({"timeout", "TIMEOUT"}),
    Confidence.CERTAIN,
)
_SYMFONY = _Library(
    frozenset(
        {
            "symfony\\component\\httpclient\\httpclient::create",
            "new symfony\\component\\httpclient\\curlhttpclient",
            "new symfony\\component\\httpclient\\nativehttpclient",
        }
    ),
    {"request": 2},
    frozenset({"timeout", "max_duration"}),
    Confidence.LIKELY,
)
_YII = _Library(
    frozenset({"new yii\\httpclient\\client"}),
    {"send": 0},
    frozenset({"timeout", "CURLOPT_TIMEOUT", "CURLOPT_TIMEOUT_MS"}),
    Confidence.LIKELY,
)
_OAUTH = _Library(
    frozenset({"->gethttpclient"}),
    {"request": 2, "requestasync": 2},
    frozenset({"timeout", "TIMEOUT"}),
    Confidence.LIKELY,
)
"""The providers of league/oauth2-client, amoCRM's among them, lend their client; it has a timeout if they got one."""
_LIBRARIES = (_GUZZLE, _SYMFONY, _YII, _OAUTH)
_CHAIN = 20
"""Calls of a chain that are looked at."""


def client_requests(knowledge: Knowledge) -> Iterator[Waiting]:
    """Find the requests by clients that have no timeout."""
    for library in _LIBRARIES:
        makers = {call.node: call for call in knowledge.model.calls_to(*library.makers)}
        if makers:
            yield from _Clients(knowledge, library, makers).requests()


class _Clients:
    """The clients of one library in one file."""

    def __init__(self, knowledge: Knowledge, library: _Library, makers: Mapping[Node, Call]) -> None:
        self._knowledge = knowledge
        self._library = library
        self._makers = makers

    def requests(self) -> Iterator[Waiting]:
        used: set[Node] = set()
        for call in self._knowledge.model.calls:
            if call.kind is not CallKind.METHOD or call.short_name not in self._library.methods:
                continue
            maker = self._maker(call)
            if maker is not None:
                used.add(maker.node)
                yield from self._judged(call, maker)
        for maker in self._makers.values() if self._library is not _OAUTH else ():
            if maker.node not in used and self._timeout_of_maker(maker) in {Timeout.NONE, Timeout.OFF}:
                yield self._waiting(maker, Timeout.NONE, Confidence.LIKELY)

    def _judged(self, call: Call, maker: Call) -> Iterator[Waiting]:
        own = self._timeout_of_request(call)
        general = self._timeout_of_maker(maker)
        if Timeout.SET in {own, general} and own is not Timeout.OFF:
            return
        is_doubtful = Timeout.UNKNOWN in {own, general} and own is not Timeout.OFF
        confidence = Confidence.LIKELY if is_doubtful else self._library.confidence
        timeout = Timeout.UNKNOWN if is_doubtful else max(own, general, key=lambda one: one is Timeout.OFF)
        yield self._waiting(call, timeout, confidence, maker.node)

    def _waiting(self, call: Call, timeout: Timeout, confidence: Confidence, made: Node | None = None) -> Waiting:
        name = call.callee.text if call.callee is not None else call.short_name
        shown = f"->{name}" if call.kind is CallKind.METHOD else f"new {name.lstrip(chr(92))}"
        return Waiting(call.node, shown, timeout, "`'timeout' => 10` to the options", confidence, made)

    def _maker(self, call: Call) -> Call | None:
        """The call that made the client which a method is called of, perhaps at the end of a chain."""
        receiver = call.receiver
        for _ in range(_CHAIN):
            if receiver is None:
                return None
            for origin in self._knowledge.origins.of(receiver):
                if origin in self._makers:
                    return self._makers[origin]
            inner = self._knowledge.model.call_nodes.get(bare(receiver))
            if self._library is not _YII or inner is None:
                return None
            receiver = inner.receiver
        return None

    def _timeout_of_request(self, call: Call) -> Timeout:
        if self._library is _YII:
            return self._timeout_of_chain(call)
        position = self._library.methods[call.short_name]
        if any(argument.is_spread for argument in call.arguments):
            return Timeout.UNKNOWN
        return self._knowledge.timeout_among(call.argument(position, "options"), self._library.keys)

    def _timeout_of_chain(self, call: Call) -> Timeout:
        """Yii takes options by methods of the request."""
        receiver = call.receiver
        for _ in range(_CHAIN):
            inner = self._knowledge.model.call_nodes.get(bare(receiver)) if receiver is not None else None
            if inner is None:
                return Timeout.NONE
            if inner.short_name in {"setoptions", "addoptions"}:
                return self._knowledge.timeout_among(inner.argument(0), self._library.keys)
            receiver = inner.receiver
        return Timeout.UNKNOWN

    def _timeout_of_maker(self, maker: Call) -> Timeout:
        if self._library is _YII and maker.arguments:
            return Timeout.SET if "timeout" in maker.node.text.lower() else Timeout.NONE
        return self._knowledge.timeout_among(maker.argument(0), self._library.keys)
