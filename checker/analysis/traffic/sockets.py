"""The connections by which servers send events, what runs on those events, and whether tabs agree who acts on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.sockets import (
    CONNECTION_EVENTS,
    COORDINATING_EVENTS,
    COORDINATING_MODULES,
    COORDINATING_PATHS,
    EVENT_PROPERTIES,
    LISTENING_METHODS,
    LOCK_KEY,
    SOCKET_CLASSES,
    SOCKET_FUNCTIONS,
    SOCKET_INSTANCES,
    SOCKET_MODULES,
)
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name
from checker.languages.javascript.value_kinds import Member, Object, Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.calls import Call, CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

_LOADERS = frozenset({"define", "require", "requirejs"})
_LOCKING = frozenset({"localStorage.getItem", "localStorage.setItem"})
_LONGEST_CHAIN = 12
"""Steps from a listener back to the connection: channels, subscriptions."""


class Listener(NamedTuple):
    """A function that runs on events of a connection."""

    socket: CallNode
    """What makes the connection."""
    place: Node
    """Where the function is registered: a call or an assignment."""
    function: js.Function


def listeners_in(model: ScriptModel, calls: LinkedCalls) -> Iterator[Listener]:
    """Every listener to news from a server, in no particular order."""
    for call, target in model.graph.calls.methods(LISTENING_METHODS):
        if not any(map(_is_about_connection, call.arguments[:1])):
            yield from _listening(model, calls, target, call.node, call.arguments)
    for key in EVENT_PROPERTIES:
        for target, handler in model.index.writes.get(key, ()):
            place = target.parent.parent if target.parent is not None else None
            if place is not None:
                yield from _listening(model, calls, target, place, [handler])
    for target, source in model.index.mixins:
        for given in (value for value in model.values.of(source) if isinstance(value, Object)):
            handlers = [handler for key in EVENT_PROPERTIES for handler in model.values.sources.of(given, key)]
            yield from _listening(model, calls, target, source, handlers)


def _is_about_connection(event: Node) -> bool:
    return isinstance(event, js.Literal) and event.value in CONNECTION_EVENTS


def _listening(
    model: ScriptModel, calls: LinkedCalls, owner: Node, place: Node, handlers: Sequence[Node]
) -> Iterator[Listener]:
    socket = _socket(model, model.values.of(owner))
    if socket is None:
        return
    for handler in handlers:
        given = [handler]
        if isinstance(handler, js.ObjectExpression):
            given = [member.value for member in handler.properties if isinstance(member, js.Property)]
        for expression in given:
            for function in calls.functions(expression):
                yield Listener(socket, place, function)


def _socket(model: ScriptModel, values: Sequence[Value]) -> CallNode | None:
    """The call that makes the connection that values are, or are made from: channels, subscriptions, builders."""
    waiting = list(values)
    for _ in range(_LONGEST_CHAIN):
        if not waiting:
            return None
        value = waiting.pop(0)
        if isinstance(value, Member):
            waiting.append(value.of)
        elif isinstance(value, Result):
            if _is_socket(model, value.call):
                return value.call
            callee, _ = called(value.call)
            if isinstance(callee, js.MemberExpression):
                waiting += model.values.of(callee.object)
    return None


def _is_socket(model: ScriptModel, call: CallNode) -> bool:
    """Whether a call opens a connection: by its name, or by the name of the module that it comes from."""
    for name in model.graph.names(call):
        is_class = name in SOCKET_CLASSES or name.rpartition(".")[2] in SOCKET_CLASSES
        if name in SOCKET_FUNCTIONS or (is_class and isinstance(call, js.NewExpression)):
            return True
        if name.partition(".")[0] in SOCKET_INSTANCES or SOCKET_MODULES.search(name.lower()):
            return True
    return False


def coordinates_tabs(model: ScriptModel) -> bool:
    """Whether a script uses a means by which tabs agree which of them acts."""
    return (
        any(use.path[: len(path)] == path for path in COORDINATING_PATHS for use in model.uses_of(path[0]))
        or bool(model.graph.calls.about(COORDINATING_EVENTS))
        or any(_asks_for_coordination(call) for call in model.graph.calls.named(_LOADERS))
        or _keeps_lock(model)
    )


def _asks_for_coordination(call: Call) -> bool:
    """Whether a loader is asked for a library that chooses one tab."""
    lists = [argument.elements for argument in call.arguments if isinstance(argument, js.ArrayExpression)]
    modules = (item.raw for items in lists for item in items if isinstance(item, js.Literal))
    return any(COORDINATING_MODULES.search(module) for module in modules)


def _keeps_lock(model: ScriptModel) -> bool:
    """Whether a script writes to the local storage which tab acts, and reads it."""
    done: set[str] = set()
    for call in model.graph.calls.named(_LOCKING):
        key = "".join(part or "" for part in model.texts.parts_of(call.arguments[0])) if call.arguments else ""
        if call.arguments and LOCK_KEY.search(key or last_name(call.arguments[0]) or ""):
            done.update(_LOCKING.intersection(call.names))
    return done == _LOCKING
