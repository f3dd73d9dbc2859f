"""The rule `unchecked-message-origin`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.values import (
    COMPUTED,
    Argument,
    Function,
    Global,
    Member,
    Object,
    Result,
    passed_at,
)
from checker.rules.rule import rule
from checker.widget.script import Script
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.values import Value


@rule("unchecked-message-origin", clause="general.3", stage=Stage.MODERATION)
def unchecked_message_origin(script: Script) -> Iterator[Finding]:
    """A `message` listener that uses what it gets without checking where it comes from.

    Why: any page that has amoCRM in a frame or opened it, and any frame in it, may send messages. Without a look at
    `event.origin` (or a comparison of `event.source` with the window of your own frame) each of them can drive the
    widget.

    Bad:
        window.addEventListener('message', function (event) { save(event.data); });

    Good:
        window.addEventListener('message', function (event) {
          if (event.origin !== 'https://widget.example.com') { return; }
          save(event.data);
        });
    """
    if b"message" not in script.code:
        return
    events = _Events(script.model)
    for listener in _listeners(script.model):
        reads = events.reads(listener.handlers)
        data = next((node for node, key in reads if key == "data"), None)
        if data is not None and not any(_is_check(node, key) for node, key in reads):
            yield script.finding(
                listener.place,
                "this `message` listener takes data from any page; look at the sender first: "
                "if ({event}.origin !== 'https://…') {{ return; }}",
                confidence=Confidence.LIKELY,
                related=(Related("the data is used here", script.place(data)),),
                event=_event_name(listener.handlers),
            )


_Read: TypeAlias = "tuple[Node, str]"
"""Where a property of an event is read, and which."""


class _Listener(NamedTuple):
    place: Stretch
    handlers: Sequence[js.Function]


_LISTEN = frozenset({"addEventListener", "attachEvent", COMPUTED})
"""Functions of the window, also one that is chosen at run time: `window[eventMethod]`."""
_EVENTS = frozenset({("message",), ("onmessage",)})
_JQUERY_LISTEN = frozenset({"on", "one", "bind"})
_REPLIES = frozenset({"postMessage", "log", "info", "warn", "debug", "error"})
"""Methods that take an origin without looking at it."""
_COMPARISONS = frozenset({"===", "!==", "==", "!="})
_KEYS = frozenset({"data", "origin", "source"})


def _listeners(model: ScriptModel) -> Iterator[_Listener]:
    for call in model.graph.calls:
        handlers = list(_handlers(model, _given(model, call)))
        if handlers:
            yield _Listener(Stretch(call.start, call.node.callee.end), handlers)
    for target, value in model.index.writes.get("onmessage", ()):
        if Global(()) in model.values.of(target):
            yield _Listener(Stretch(target.start, value.start), list(_handlers(model, [value])))
    for assignment in model.index.all(js.AssignmentExpression):
        left = assignment.left
        if isinstance(left, js.Identifier) and left.name == "onmessage" and model.index.bindings.get(left) is None:
            yield _Listener(Stretch(left.start, left.end), list(_handlers(model, [assignment.right])))


def _given(model: ScriptModel, call: Call) -> Iterator[Node]:
    """The expressions that a call makes listeners of the window's `message` event."""
    if len(call.arguments) > 1 and _LISTEN.intersection(call.names):
        if any(parts in _EVENTS for parts in model.possible_texts(call.arguments[0])):
            yield call.arguments[1]
    elif call.arguments and _is_on_window(model, call):
        events = (model.texts.text_of(call.arguments[0]) or "").split()
        if any(event.partition(".")[0] == "message" for event in events):
            yield call.arguments[-1]
        for value in model.values.of(call.arguments[0]):
            if isinstance(value, Object):
                yield from model.values.sources(value, "message")


def _is_on_window(model: ScriptModel, call: Call) -> bool:
    """Whether a call is `$(window).on(…)`."""
    callee = call.node.callee
    if not isinstance(callee, js.MemberExpression) or member_key(callee) not in _JQUERY_LISTEN:
        return False
    return any(
        isinstance(value, Result)
        and "$" in model.graph.names(value.call)
        and any(Global(()) in model.values.of(argument) for argument in value.call.arguments)
        for value in model.values.of(callee.object)
    )


def _handlers(model: ScriptModel, nodes: Iterable[Node]) -> Iterator[js.Function]:
    for node in nodes:
        for value in model.values.of(node):
            if isinstance(value, Function):
                yield value.node
            elif isinstance(value, Object):
                for method in model.values.member(value, "handleEvent"):
                    if isinstance(method, Function):
                        yield method.node


class _Events:
    """Where `data`, `origin` and `source` of events are read, be it in a function that a handler hands its event to."""

    def __init__(self, model: ScriptModel) -> None:
        self._model = model
        self._reads: dict[Value, list[_Read]] = {}
        for member in model.index.all(js.MemberExpression):
            if (key := member_key(member)) in _KEYS:
                self._add(member.object, (member, str(key)))
        for pattern in model.index.all(js.ObjectPattern):
            self._add_pattern(pattern)

    def reads(self, handlers: Sequence[js.Function]) -> list[_Read]:
        """What is read of the events that these functions get."""
        return [read for function in handlers for read in self._reads.get(Argument(function, 0), ())]

    def _add(self, owner: Node, read: _Read) -> None:
        for value in self._model.values.of(owner):
            event = value.of if isinstance(value, Member) and value.key == "originalEvent" else value
            self._reads.setdefault(event, []).append(read)

    def _add_pattern(self, pattern: js.ObjectPattern) -> None:
        parent = pattern.parent
        taken = [entry for entry in pattern.properties if isinstance(entry, js.Property)]
        for entry in taken:
            if (key := property_key(entry)) not in _KEYS:
                continue
            if isinstance(parent, js.Function) and parent.params[0] is pattern:
                self._reads.setdefault(Argument(parent, 0), []).append((entry, str(key)))
                for call in self._model.graph.callers.get(parent, ()):
                    for event in passed_at(call, 0):
                        self._add(event, (entry, str(key)))
            elif isinstance(parent, js.VariableDeclarator) and parent.init is not None:
                self._add(parent.init, (entry, str(key)))


def _is_check(node: Node, key: str) -> bool:
    """Whether reading something of the event may serve to find out who sent it."""
    parent = node.parent
    if key == "source":
        return isinstance(parent, js.BinaryExpression) and parent.operator in _COMPARISONS
    if key != "origin":
        return False
    callee = parent.callee if isinstance(parent, js.CallExpression) else None
    return not (isinstance(callee, js.MemberExpression) and member_key(callee) in _REPLIES)


def _event_name(handlers: Sequence[js.Function]) -> str:
    """What the handler calls the event."""
    for function in handlers:
        first = next(iter(function.params), None)
        if isinstance(first, js.Identifier):
            return first.name
    return "event"
