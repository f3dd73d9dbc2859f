"""The rule `unchecked-message-origin`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.value_kinds import COMPUTED, Argument, Function, Global, Member, Object, Result
from checker.languages.javascript.values import passed_at
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.source import Stretch
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checker.analysis.code.program import Program
    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value
    from checker.widget.script import Script


@rule("unchecked-message-origin", clause="general.3", stage=Stage.MODERATION)
def unchecked_message_origin(widget: Widget) -> Iterator[Finding]:
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
    if not any(b"message" in script.code for script in widget.scripts):
        return
    events = _Events(widget.program)
    for script in widget.scripts:
        if b"message" in script.code:
            with suppress(TooDeep, TooSlow):
                yield from _unchecked(widget.program, script, events)


def _unchecked(program: Program, script: Script, events: _Events) -> Iterator[Finding]:
    for listener in _listeners(script.model, program.calls):
        data = events.unchecked_data(tuple(listener.handlers))
        if data is not None:
            yield script.finding(
                listener.place,
                "this `message` listener takes data from any page; look at the sender first: "
                "if ({event}.origin !== 'https://…') {{ return; }}",
                confidence=Confidence.LIKELY,
                related=(Related("the data is used here", program.script_of(data).place(data)),),
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
_MOST_HANDED_ON = 50
"""Functions of other scripts that an event is followed to."""
_MOST_USES = 50
"""Uses that are looked at of a variable."""


def _listeners(model: ScriptModel, linked: LinkedCalls) -> Iterator[_Listener]:
    for call in model.graph.calls:
        handlers = list(_handlers(linked, _given(model, call)))
        if handlers:
            yield _Listener(Stretch(call.start, call.node.callee.end), handlers)
    for target, value in model.index.writes.get("onmessage", ()):
        if Global(()) in model.values.of(target):
            yield _Listener(Stretch(target.start, value.start), list(_handlers(linked, [value])))
    for assignment in model.index.all(js.AssignmentExpression):
        left = assignment.left
        if isinstance(left, js.Identifier) and left.name == "onmessage" and model.index.bindings.get(left) is None:
            yield _Listener(Stretch(left.start, left.end), list(_handlers(linked, [assignment.right])))


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
                yield from model.values.sources.of(value, "message")


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


def _handlers(linked: LinkedCalls, nodes: Iterable[Node]) -> Iterator[js.Function]:
    for node in nodes:
        yield from linked.functions(node)
        values = linked.model_of(node).values
        for value in values.of(node):
            for method in values.member(value, "handleEvent") if isinstance(value, Object) else ():
                if isinstance(method, Function):
                    yield method.node


class _Events:
    """Where `data`, `origin` and `source` of events are read, be it in a function that a handler hands its event to."""

    def __init__(self, program: Program) -> None:
        self._linked = program.calls
        self._models = [script.model for script in program.scripts]
        self._reads: dict[Value, list[_Read]] = {}
        self._unchecked: dict[tuple[js.Function, ...], Node | None] = {}
        for model in self._models:
            for member in model.index.all(js.MemberExpression):
                if (key := member_key(member)) in _KEYS:
                    self._add(member.object, (member, str(key)))
            for pattern in model.index.all(js.ObjectPattern):
                self._add_pattern(model, pattern)

    def unchecked_data(self, handlers: tuple[js.Function, ...]) -> Node | None:
        """Where the data is read of the events that these functions get, if nothing there looks at the sender."""
        if handlers not in self._unchecked:
            reads = list(self._reads_by(handlers))
            data = next((node for node, key in reads if key == "data"), None)
            self._unchecked[handlers] = None if any(self._is_check(node, key) for node, key in reads) else data
        return self._unchecked[handlers]

    def _reads_by(self, handlers: Iterable[js.Function]) -> Iterator[_Read]:
        """What is read of the events that these functions get, also by functions of other scripts that they call."""
        events = dict.fromkeys(Argument(function, 0) for function in handlers)
        waiting = list(events)
        while waiting and len(events) < _MOST_HANDED_ON:
            further = [event for event in self._handed_on.get(waiting.pop(), ()) if event not in events]
            events.update(dict.fromkeys(further))
            waiting += further
        for event in events:
            yield from self._reads.get(event, ())

    @cached_property
    def _handed_on(self) -> Mapping[Value, Sequence[Argument]]:
        """What functions of other scripts get as what a function gets."""
        found: dict[Value, list[Argument]] = {}
        for model in self._models if len(self._models) > 1 else ():
            for call in model.index.calls:
                others = [one for one in self._linked.called_functions(call) if self._linked.model_of(one) is not model]
                for position, argument in enumerate(call.arguments if others else ()):
                    for value in model.values.of(argument):
                        found.setdefault(value, []).extend(Argument(function, position) for function in others)
        return found

    def _add(self, owner: Node, read: _Read) -> None:
        for value in self._linked.values_of(owner):
            event = value.of if isinstance(value, Member) and value.key == "originalEvent" else value
            self._reads.setdefault(event, []).append(read)

    def _add_pattern(self, model: ScriptModel, pattern: js.ObjectPattern) -> None:
        parent = pattern.parent
        taken = [entry for entry in pattern.properties if isinstance(entry, js.Property)]
        for entry in taken:
            if (key := property_key(entry)) not in _KEYS:
                continue
            if isinstance(parent, js.Function) and parent.params[0] is pattern:
                self._reads.setdefault(Argument(parent, 0), []).append((entry, str(key)))
                for call in model.graph.callers.get(parent, ()):
                    for event in passed_at(call, 0):
                        self._add(event, (entry, str(key)))
            elif isinstance(parent, js.VariableDeclarator) and parent.init is not None:
                self._add(parent.init, (entry, str(key)))

    def _is_check(self, node: Node, key: str) -> bool:
        """Whether reading something of the event may serve to find out who sent it."""
        if key == "source":
            return any(map(_is_asked_about, self._uses(node)))
        callee = node.parent.callee if isinstance(node.parent, js.CallExpression) else None
        is_reply = isinstance(callee, js.MemberExpression) and member_key(callee) in _REPLIES
        return key == "origin" and not is_reply

    def _uses(self, read: Node) -> Sequence[Node]:
        """Where something of the event is used: at once, or wherever the variable is that keeps it."""
        name = read.value if isinstance(read, js.Property) else getattr(read.parent, "id", None)
        binding = self._linked.binding(name) if isinstance(name, js.Identifier) else None
        return [read] if binding is None else [one.identifier for one in binding.references[:_MOST_USES]]


def _is_asked_about(source: Node) -> bool:
    """Whether a window is compared, or a condition asks a function about it: `!isMine(event.source)`."""
    parent = source.parent
    if isinstance(parent, js.CallExpression) and source in parent.arguments:
        around = parent.parent
        is_condition = isinstance(around, js.IfStatement | js.ConditionalExpression) and around.test is parent
        return is_condition or isinstance(around, js.UnaryExpression | js.LogicalExpression | js.BinaryExpression)
    return isinstance(parent, js.BinaryExpression) and parent.operator in _COMPARISONS


def _event_name(handlers: Sequence[js.Function]) -> str:
    """What the handler calls the event."""
    for function in handlers:
        first = next(iter(function.params), None)
        if isinstance(first, js.Identifier):
            return first.name
    return "event"
