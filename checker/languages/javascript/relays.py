"""Functions that run because others tell them: on events that the scripts send to themselves, as callbacks they keep.

A bus (`bus.trigger('call', data)` and `bus.on('call', show)`) is followed by the names of the events, whatever it is
made of. Of callbacks that a script keeps in a list or a map it is not known which runs when, so each of them may.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import Manner
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.node_index import enclosing_function
from checker.languages.javascript.value_kinds import Global, Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

_SENDING_METHODS = frozenset(
    {"trigger", "triggerHandler", "emit", "$emit", "fire", "publish", "dispatchEvent", "notify"}
)
_LISTENING_METHODS = frozenset(
    {"on", "once", "one", "bind", "$on", "addEventListener", "addListener", "subscribe", "listenTo", "listen"}
)
_KEEPING_METHODS = frozenset({"push", "unshift", "set", "add"})
"""Methods that put a function into a list, a map or a set."""
_BROWSER_EVENTS = frozenset(
    {
        "click", "dblclick", "mousedown", "mouseup", "mouseenter", "mouseleave", "mouseover", "mouseout", "mousemove",
        "keydown", "keyup", "keypress", "input", "change", "submit", "reset", "focus", "blur", "focusin", "focusout",
        "scroll", "resize", "load", "unload", "beforeunload", "error", "message", "open", "close", "storage", "select",
        "paste", "copy", "cut", "drag", "drop", "dragstart", "dragend", "touchstart", "touchend", "wheel", "ready",
    }
)  # fmt: skip
"""Events that the browser sends for many reasons."""


class _Event(NamedTuple):
    """What a call sends."""

    name: str
    """As far as it is known."""
    is_whole: bool
    """Whether that is all of the name."""
    bus: frozenset[Value]
    """What sends it, if nothing of the name is known."""


class _Listener(NamedTuple):
    """A call that registers functions for an event of a name."""

    event: str
    functions: tuple[js.Function, ...]
    bus: frozenset[Value]
    """What the event is expected of, as far as it is known."""


class Relays:
    """Answers which functions run because others send events or call what they keep."""

    def __init__(self, calls: LinkedCalls, models: Sequence[ScriptModel]) -> None:
        self._calls = calls
        self._models = models

    def run_by(self, functions: Iterable[js.Function]) -> Iterator[js.Function]:
        """The functions that some functions have run, without those that they call."""
        calls = [call for function in functions for call in self._by_function.get(function, ())]
        sent = dict.fromkeys(event for call in calls if (event := self._sent_by(call)) is not None)
        keeping = dict.fromkeys(self._calls.model_of(call) for call in calls if self._calls_kept(call))
        yield from chain.from_iterable(map(self._listening_to, sent))
        yield from chain.from_iterable(self._kept.get(model, ()) for model in keeping)

    @cached_property
    def _by_function(self) -> Mapping[Node | None, Sequence[CallNode]]:
        found: dict[Node | None, list[CallNode]] = {}
        for model in self._models:
            for call in model.index.calls:
                found.setdefault(enclosing_function(call), []).append(call)
        return found

    def _sent_by(self, call: CallNode) -> _Event | None:
        """The event that a call sends."""
        if _method(call) not in _SENDING_METHODS or not call.arguments:
            return None
        name, is_whole = self._event(call.arguments[0])
        return _Event(name, is_whole, self._bus(call) if not name else frozenset())

    def _listening_to(self, event: _Event) -> Iterator[js.Function]:
        """The functions that listen to an event."""
        name, is_whole, bus = event
        for listener in self._listeners if name not in _BROWSER_EVENTS else ():
            is_likely = bool(name) and not is_whole and listener.event.startswith(name)
            if (name and listener.event == name) or is_likely or not bus.isdisjoint(listener.bus):
                yield from listener.functions

    def _bus(self, call: CallNode) -> frozenset[Value]:
        """What sends or expects an event; the page itself is none."""
        callee, _ = called(call)
        values = self._calls.values_of(callee.object) if isinstance(callee, js.MemberExpression) else ()
        return frozenset(value for value in values if not isinstance(value, Global))

    def _event(self, node: Node) -> tuple[str, bool]:
        """The name of an event without its namespace, as far as it is known, and whether that is all of it."""
        model = self._calls.model_of(node)
        made = [value.call.arguments[:1] for value in model.values.of(node) if isinstance(value, Result)]
        parts = model.texts.parts_of(made[0][0] if made and made[0] else node)
        name = (parts[0] or "").strip().partition(".")[0]
        return name, len(parts) == 1

    @cached_property
    def _listeners(self) -> Sequence[_Listener]:
        return [listener for model in self._models for call in model.index.calls for listener in self._listening(call)]

    def _listening(self, call: CallNode) -> Iterator[_Listener]:
        method = _method(call)
        if method not in _LISTENING_METHODS or len(call.arguments) < 2:
            return
        position = 1 if method == "listenTo" else 0
        parts = self._calls.model_of(call).texts.parts_of(call.arguments[position])
        functions = [one for argument in call.arguments[position + 1 :] for one in self._calls.functions(argument)]
        for event in (parts[0] or "").split() if len(parts) == 1 and functions else ():
            yield _Listener(event.partition(".")[0], tuple(functions), self._bus(call))

    def _calls_kept(self, call: CallNode) -> bool:
        """Whether a call runs something that was kept: the item of a list, what a map has, a property by its name."""
        callee, _ = called(call)
        if isinstance(call, js.NewExpression) or any(self._calls.called_functions(call)):
            return False
        if isinstance(callee, js.MemberExpression):
            return callee.computed and member_key(callee) is None
        return isinstance(callee, js.Identifier) and self._calls.binding(callee) is not None

    @cached_property
    def _kept(self) -> Mapping[ScriptModel, Collection[js.Function]]:
        """The functions that each script gets passed to keep them."""
        found: dict[ScriptModel, list[js.Function]] = {}
        for model in self._models:
            for function in _functions_of(model):
                for index, parameter in enumerate(function.params):
                    if isinstance(parameter, js.Identifier) and self._is_kept(parameter):
                        found.setdefault(model, []).extend(self._passed(function, index))
        return found

    def _is_kept(self, parameter: js.Identifier) -> bool:
        binding = self._calls.binding(parameter)
        return binding is not None and any(_is_put_away(reference.identifier) for reference in binding.references)

    def _passed(self, function: js.Function, index: int) -> Iterator[js.Function]:
        for entry in self._calls.entries(function):
            if entry.manner is Manner.CALL and isinstance(entry.place, js.CallExpression | js.NewExpression):
                for argument in entry.place.arguments[index : index + 1]:
                    yield from self._calls.functions(argument)


def _method(call: CallNode) -> str | None:
    callee, _ = called(call)
    return member_key(callee) if isinstance(callee, js.MemberExpression) else None


def _functions_of(model: ScriptModel) -> Iterator[js.Function]:
    for kind in (js.FunctionDeclaration, js.FunctionExpression, js.ArrowFunctionExpression):
        yield from model.index.all(kind)


def _is_put_away(name: js.Identifier) -> bool:
    """Whether a name is there to be put into a list, a map or a property by a computed name."""
    parent = name.parent
    if isinstance(parent, js.CallExpression) and name in parent.arguments:
        return _method(parent) in _KEEPING_METHODS
    if isinstance(parent, js.AssignmentExpression) and parent.right is name:
        return isinstance(parent.left, js.MemberExpression) and parent.left.computed
    return isinstance(parent, js.ArrayExpression)
