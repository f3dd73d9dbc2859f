"""Where the failures of a script's requests end, and which of them nobody tells the user about."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.callbacks import ACTION_METHODS, DROPPING_CALLBACKS
from checker.amocrm.requests import GLOBAL_FAILURE_EVENTS, INTERCEPTING_FUNCTIONS, SETTINGS_FUNCTIONS
from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import COMPLETION_PROPERTIES
from checker.languages.javascript.node_index import ancestors, enclosing_function
from checker.languages.javascript.rejections import ALWAYS_METHODS, Rejections
from checker.languages.javascript.value_kinds import Object
from checker.languages.javascript.values import called
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
        failures = (self._failure(request, ending, around) for ending in endings)
        return tuple(chain.from_iterable(map(self._in_callers, failures)))

    def _in_callers(self, failure: Failure) -> Sequence[Failure]:
        """A failure of which a function only says that nothing came: one for each caller, if any asks and tells."""
        caught = failure.ending.place
        function = enclosing_function(caught)
        if not failure.is_silent or function is None or not _gives_nothing(caught, function):
            return [failure]
        told = {entry.place: self._told_for_nothing(entry.place) for entry in self.calls.entries(function)}
        if not any(told.values()):
            return [failure]
        return [
            failure._replace(
                ending=failure.ending._replace(steps=(*failure.ending.steps, call)),
                telling=tuple(telling),
                is_silent=not telling,
            )
            for call, telling in told.items()
        ]

    def _told_for_nothing(self, call: Node) -> list[Node]:
        """What the caller shows the user if a call gives nothing: `if (!answer) { showError(); }`."""
        name = _kept_in(call)
        binding = self.calls.binding(name) if name is not None else None
        reads = sorted(
            (one.identifier for one in binding.references if one.role == "read") if binding is not None else (),
            key=lambda read: read.start,
        )
        first = next((read for read in reads if read.start >= call.end), None)
        run = _run_for_nothing(first) if first is not None else None
        return [run] if run is not None and self.notices.shows(run) else []

    def _failure(self, request: Request, ending: Ending, around: frozenset[Node]) -> Failure:
        telling = tuple(self._telling(ending, around))
        quiet = [handler for handler in ending.handlers if handler not in telling]
        is_lost = not ending.is_known or any(map(self.notices.hands_on, quiet))
        ends = tuple(handler for handler in quiet if not self._rejections.passes_on(handler))
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
        graph = self.model.graph
        listening = (call for call, _ in graph.calls.methods(GLOBAL_FAILURE_EVENTS))
        for call in (*listening, *graph.calls.about(GLOBAL_FAILURE_EVENTS), *graph.calls.named(INTERCEPTING_FUNCTIONS)):
            yield from call.arguments[-1:]
        for call in graph.calls.named(SETTINGS_FUNCTIONS):
            for value in chain.from_iterable(map(self.model.values.of, call.arguments[:1])):
                if isinstance(value, Object):
                    yield from self.model.values.sources.of(value, _ERROR_SETTING)
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
        if request.function.completes and len(request.arguments) > 1:
            yield request.arguments[-1]

    def _set(self, request: Request, keys: Iterable[str]) -> Iterator[Node]:
        for key in keys:
            for settings in request.settings:
                yield from self.model.values.sources.of(settings, key)

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
        for call, target in self.model.graph.calls.methods(["addEventListener"]) if sent else ():
            if len(call.arguments) > 1 and not sent.isdisjoint(self.model.values.of(target)):
                event, handler = call.arguments[:2]
                yield event.value if isinstance(event, js.Literal) else None, handler

    def _sent(self, request: Request) -> frozenset[object]:
        callee = called(request.node)[0] if isinstance(request.node, js.CallExpression) else None
        if request.name != "XMLHttpRequest.send" or not isinstance(callee, js.MemberExpression):
            return frozenset()
        return frozenset(self.model.values.of(callee.object))


_NOTHING = frozenset({"null", "undefined", "false"})
_EQUAL = frozenset({"==", "==="})


def _is_nothing(node: Node | None) -> bool:
    if isinstance(node, js.Literal):
        return node.raw in _NOTHING
    return node is None or (isinstance(node, js.Identifier) and node.name in _NOTHING)


def _gives_nothing(caught: Node, function: js.Function) -> bool:
    """Whether a `catch` ends with `return null` or its like."""
    body = caught.body if isinstance(caught, js.CatchClause) else None
    last = body.body[-1] if isinstance(body, js.BlockStatement) and body.body else None
    return isinstance(last, js.ReturnStatement) and enclosing_function(last) is function and _is_nothing(last.argument)


def _kept_in(call: Node) -> js.Identifier | None:
    """The variable that an answer is kept in."""
    value, parent = call, call.parent
    while isinstance(parent, js.AwaitExpression | js.ChainExpression):
        value, parent = parent, parent.parent
    target = None
    if isinstance(parent, js.VariableDeclarator):
        target = parent.id
    elif isinstance(parent, js.AssignmentExpression) and parent.right is value:
        target = parent.left
    return target if isinstance(target, js.Identifier) else None


def _run_for_nothing(name: js.Identifier) -> Node | None:
    """What runs if a variable holds nothing, where an `if` asks for it."""
    test: Node = name
    is_nothing = False
    parent = test.parent
    if isinstance(parent, js.UnaryExpression) and parent.operator == "!":
        test, is_nothing = parent, True
    elif isinstance(parent, js.BinaryExpression) and parent.operator in _EQUAL:
        other = parent.right if parent.left is name else parent.left
        test, is_nothing = parent, _is_nothing(other)
    while isinstance(test.parent, js.LogicalExpression) and test.parent.operator == ("||" if is_nothing else "&&"):
        test = test.parent
    asked = test.parent
    if not isinstance(asked, js.IfStatement) or asked.test is not test:
        return None
    return asked.consequent if is_nothing else asked.alternate
