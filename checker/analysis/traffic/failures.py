"""Where the failures of a script's requests end, and which of them nobody tells the user about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.callbacks import ACTION_METHODS, DROPPING_CALLBACKS
from checker.amocrm.requests import GLOBAL_FAILURE_EVENTS, INTERCEPTING_FUNCTIONS, SETTINGS_FUNCTIONS
from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import COMPLETION_PROPERTIES
from checker.languages.javascript.definitions import member_key, property_read
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.rejections import ALWAYS_METHODS, Rejections
from checker.languages.javascript.values import Object, called
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.analysis.traffic.notices import Notices
    from checker.analysis.traffic.requests import Request
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.rejections import Ending

_FAILURE_PROPERTIES = ("onerror", "ontimeout")
_FAILURE_EVENTS = frozenset({"error", "timeout"})
_ERROR_SETTING = "error"


class Failure(NamedTuple):
    """One way of a request's failure to its end."""

    request: Request
    ending: Ending
    telling: tuple[Node, ...]
    """The handlers on the way that show the user something."""
    quiet: tuple[Node, ...]
    """The other handlers on the way, but those that only make another promise fail."""
    is_silent: bool
    """Whether surely nothing on the way tells the user."""


class Failures(Record):
    """The failures of one script."""

    model: ScriptModel
    calls: LinkedCalls
    """The calls of this script and of those that it works with."""
    notices: Notices
    """What the handlers show."""

    @cached_property
    def _rejections(self) -> Rejections:
        return Rejections(self.calls, DROPPING_CALLBACKS | ACTION_METHODS)

    def of(self, request: Request) -> tuple[Failure, ...]:
        """Every way of a request's failure; none if the code cannot see that it failed."""
        if not request.function.answers or request.iteration is not None:
            return ()
        endings = self._rejections.endings(request.node, list(self._handlers(request)), list(self._always(request)))
        around = frozenset(node for node in ancestors(request.node) if isinstance(node, js.Function))
        return tuple(self._failure(request, ending, around) for ending in endings)

    def _failure(self, request: Request, ending: Ending, around: frozenset[Node]) -> Failure:
        telling = tuple(self._telling(ending, around))
        quiet = [handler for handler in ending.handlers if handler not in telling]
        is_lost = not ending.is_known or any(map(self.notices.hands_on, quiet))
        ends = tuple(handler for handler in quiet if next(self._rejections.failed_by(handler), None) is None)
        return Failure(request, ending, telling, ends, is_silent=not telling and not is_lost)

    def _telling(self, ending: Ending, around: frozenset[Node]) -> Iterator[Node]:
        yield from (handler for handler in ending.handlers if self.notices.tells(handler, around))
        for handler in ending.always:
            if self.notices.tells(handler, around) and self.notices.looks_at_outcome(handler):
                yield handler

    @cached_property
    def general_handlers(self) -> tuple[Node, ...]:
        """The handlers for the failures of all requests that show the user something."""
        return tuple(handler for handler in self._general() if self.notices.tells(handler))

    def _general(self) -> Iterator[Node]:
        for call in self.model.graph.calls:
            method = property_read(call.node.callee)
            event = call.arguments[0] if call.arguments else None
            is_event = isinstance(event, js.Literal) and event.value in GLOBAL_FAILURE_EVENTS
            if method in GLOBAL_FAILURE_EVENTS or is_event or not INTERCEPTING_FUNCTIONS.isdisjoint(call.names):
                yield from call.arguments[-1:]
            elif not SETTINGS_FUNCTIONS.isdisjoint(call.names):
                for value in self.model.values.of(event) if event is not None else ():
                    if isinstance(value, Object):
                        yield from self.model.values.sources(value, _ERROR_SETTING)
        for event_name in GLOBAL_FAILURE_EVENTS:
            yield from (handler for _, handler in self.model.index.writes.get(f"on{event_name}", ()))

    def _handlers(self, request: Request) -> Iterator[Node]:
        """The handlers that a request gets as it is made and that run only after a failure."""
        position = request.function.failure
        if position is not None and position < len(request.arguments):
            yield request.arguments[position]
        yield from self._set(request, [key for key in request.function.failure_settings if key not in ALWAYS_METHODS])
        yield from self._assigned(request, _FAILURE_PROPERTIES)
        yield from (handler for event, handler in self._listening(request) if event in _FAILURE_EVENTS)

    def _always(self, request: Request) -> Iterator[Node]:
        """The handlers that a request gets as it is made and that run in any case."""
        yield from self._set(request, [key for key in request.function.failure_settings if key in ALWAYS_METHODS])
        yield from self._assigned(request, [key for key in COMPLETION_PROPERTIES if key not in _FAILURE_PROPERTIES])
        yield from (handler for event, handler in self._listening(request) if event not in _FAILURE_EVENTS)

    def _set(self, request: Request, keys: Iterable[str]) -> Iterator[Node]:
        for key in keys:
            for settings in request.settings:
                yield from self.model.values.sources(settings, key)

    def _assigned(self, request: Request, keys: Iterable[str]) -> Iterator[Node]:
        """Functions that are assigned to properties of the XMLHttpRequest that is sent."""
        sent = self._sent(request)
        for key in keys if sent else ():
            for target, handler in self.model.index.writes.get(key, ()):
                if not sent.isdisjoint(self.model.values.of(target)):
                    yield handler

    def _listening(self, request: Request) -> Iterator[tuple[object, Node]]:
        """Events of the XMLHttpRequest that is sent, and functions that listen to them."""
        sent = self._sent(request)
        for call in self.model.graph.calls if sent else ():
            callee = call.node.callee
            if not isinstance(callee, js.MemberExpression) or member_key(callee) != "addEventListener":
                continue
            if len(call.arguments) > 1 and not sent.isdisjoint(self.model.values.of(callee.object)):
                event, handler = call.arguments[:2]
                yield event.value if isinstance(event, js.Literal) else None, handler

    def _sent(self, request: Request) -> frozenset[object]:
        callee = called(request.node)[0] if isinstance(request.node, js.CallExpression) else None
        if request.name != "XMLHttpRequest.send" or not isinstance(callee, js.MemberExpression):
            return frozenset()
        return frozenset(self.model.values.of(callee.object))
