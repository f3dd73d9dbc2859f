"""Which functions a file itself calls or hands over, and how those come to run."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import Call, Calls
from checker.languages.javascript.definitions import last_name, member_key, property_key, property_read
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.value_kinds import Argument, Function, Global, Member, Module, Object, Result
from checker.languages.javascript.values import STATE_MACHINES, called, library_name
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Binding
    from checker.languages.javascript.value_kinds import Value
    from checker.languages.javascript.values import Values

ITERATION_METHODS = frozenset(
    {
        "forEach", "map", "filter", "some", "every", "reduce", "reduceRight", "find", "findIndex", "findLast",
        "findLastIndex", "flatMap",
        "each", "grep",
        "forIn", "forOwn", "forEachRight", "eachRight", "times", "mapValues", "mapKeys", "mapObject", "transform",
        "detect", "collect", "inject", "partition", "groupBy", "keyBy", "indexBy", "countBy", "sortBy",
        "eachSeries", "eachLimit", "eachOf", "eachOfSeries", "eachOfLimit", "forEachOf", "forEachSeries",
        "forEachLimit", "forEachOfSeries", "forEachOfLimit", "mapSeries", "mapLimit", "filterSeries", "timesSeries",
        "concatSeries",
    }
)  # fmt: skip
"""Methods of arrays, jQuery, underscore, lodash and async that call their function once for each item."""
_LIST_LIBRARIES = ("_.", "$.", "async.", "Array.", "Promise.", "Bluebird.", "R.")
"""Beginnings of names of iteration functions that get the list first and then the function."""
ITERATION_FUNCTIONS = frozenset({"Array.from", "pMap", "p-map", "async.queue", "async.cargo"})
REPEATING_FUNCTIONS = frozenset({"setInterval"})
DEFERRING_FUNCTIONS = frozenset(
    {
        "setTimeout",
        "requestAnimationFrame",
        "requestIdleCallback",
        "queueMicrotask",
        "setImmediate",
        "_.defer",
        "_.delay",
    }
)
"""Functions that run theirs once, later."""
COMPLETING_FUNCTIONS = frozenset(
    {"Promise", "$.Deferred", "$.get", "$.post", "$.getJSON", "$.getScript", "require", "requirejs"}
)
"""Functions that run theirs once: at once, or when they are done."""
COMPLETION_METHODS = frozenset(
    {"then", "catch", "finally", "done", "fail", "always", "progress", "pipe", "success", "error", "complete"}
)
"""Methods that run their function once when what they are called on has come to an end."""
COMPLETION_KEYS = (
    "success", "error", "complete", "done", "fail", "always", "callback", "onSuccess", "onError", "load", "init",
)  # fmt: skip
"""Properties of settings that are functions to run once, when what is set up has come to an end or is there."""
COMPLETION_PROPERTIES = ("onload", "onloadend", "onreadystatechange", "onerror", "ontimeout")
"""Properties of a request that get a function to run when it has come to an end."""
COMPLETION_EVENTS = frozenset({"load", "loadend", "readystatechange", "error", "timeout"})
PUSHING_METHODS = frozenset({"push", "unshift"})
"""Methods that put their arguments into an array."""
COLLECTING_METHODS = PUSHING_METHODS | {"queue"}
"""Methods that keep a function in a list, or in jQuery's queue, which is then worked through."""
COLLAPSING_FUNCTIONS = frozenset({"_.debounce", "_.throttle", "_.once", "$.debounce", "$.throttle"})
"""Functions whose result, called many times, runs the function it was made of once."""
JQUERY_NAMES = frozenset({"$", "jQuery", "jquery"})
"""What people call jQuery where they get it as a parameter."""


class Manner(Enum):
    """How a function comes to run at a place."""

    CALL = "call"
    """It is called by name."""
    CALLBACK = "callback"
    """It was passed to a function of the file, which calls its parameter."""
    ITEM = "item"
    """It is called once for each item."""
    INTERVAL = "interval"
    """It is called again and again."""
    LATER = "later"
    """It is called once, after a while."""
    COLLAPSED = "collapsed"
    """It is called once, after a while, however often this place is reached meanwhile."""
    COMPLETION = "completion"
    """It is called once something has come to an end."""


class Entry(Record):
    """One way in which a function comes to run: at a place in the code, in some manner."""

    place: Node
    manner: Manner
    passed_by: Mapping[js.Function, frozenset[CallNode]] = MappingProxyType({})
    """For a callback: the functions of the file that get it passed, and the calls that pass it."""
    given: Node | None = None
    """The argument that hands the function over, unless the function is written there itself."""


class CallGraph:
    """The calls of a file."""

    def __init__(self, index: NodeIndex, values: Values, completing: frozenset[str] = frozenset()) -> None:
        """Look at one file; `completing` names further methods that run their functions once, when they are done."""
        self.index = index
        self._completing = COMPLETION_METHODS | completing
        self._values = values
        self._entries: dict[js.Function, tuple[Entry, ...]] = {}

    def binding(self, name: js.Identifier) -> Binding | None:
        """What a name means where it is used or declared; None for a global."""
        return self.index.meaning(name)

    @cached_property
    def calls(self) -> Calls:
        """Every call."""
        return Calls(map(self._call, self.index.calls))

    def _call(self, node: CallNode) -> Call:
        callee, shift = called(node)
        return Call(node, self.names_of(callee), node.arguments[shift:] if shift else node.arguments)

    def names(self, node: CallNode) -> tuple[str, ...]:
        """The names that the callee of a call may have, as `Call` describes them."""
        return self.names_of(called(node)[0])

    def names_of(self, callee: Node) -> tuple[str, ...]:
        """The names that a function may have where it is called or handed over."""
        if isinstance(callee, js.ChainExpression):
            callee = callee.expression
        names = [name for value in self._values.of(callee) if (name := value_name(value))]
        if isinstance(callee, js.MemberExpression) and (key := member_key(callee)) is not None:
            if self._is_jquery_parameter(callee.object):
                return (f"$.{key}",)
            if not names and not self._has_function(callee):
                names.append(f".{key}")
        elif isinstance(callee, js.Identifier) and self._is_jquery_parameter(callee):
            return ("$",)
        return tuple(dict.fromkeys(names))

    def _is_jquery_parameter(self, node: Node) -> bool:
        """Whether a name is jQuery's by convention: a parameter that nobody in the file passes."""
        if not isinstance(node, js.Identifier) or node.name not in JQUERY_NAMES:
            return False
        values = self._values.of(node)
        return bool(values) and all(isinstance(value, Argument) for value in values)

    @cached_property
    def callers(self) -> Mapping[Node, Sequence[CallNode]]:
        """The calls of each function that the file defines."""
        found: dict[Node, list[CallNode]] = {}
        for call, functions in self._called_functions.items():
            for function in functions:
                found.setdefault(function, []).append(call)
        return found

    def called_functions(self, call: CallNode) -> Sequence[js.Function]:
        """The functions of the file that a call may run, constructors of classes included."""
        return self._called_functions.get(call, ())

    @cached_property
    def _called_functions(self) -> Mapping[CallNode, Sequence[js.Function]]:
        found = {call: tuple(self._find_called(call)) for call in self.index.calls}
        return {call: functions for call, functions in found.items() if functions}

    def _find_called(self, call: CallNode) -> Iterator[js.Function]:
        callee, _ = called(call)
        for value in self._values.of(callee):
            if isinstance(value, Object) and isinstance(value.node, js.Class) and isinstance(call, js.NewExpression):
                yield from constructors(value.node)
            else:
                yield from self._functions_of(value)

    @cached_property
    def handed_over(self) -> Mapping[Node, Sequence[tuple[CallNode, Node]]]:
        """The calls that get a function as an argument, or inside an object among the arguments; and that argument."""
        found: dict[Node, list[tuple[CallNode, Node]]] = {}
        for call in self.index.calls:
            for argument in call.arguments:
                for function in self.given(argument):
                    found.setdefault(function, []).append((call, argument))
        return found

    def given(self, argument: Node) -> Iterator[js.Function]:
        """An argument itself, or the values in an object literal: the callbacks of `$.ajax({success: …})`."""
        if isinstance(argument, js.ObjectExpression):
            for member in argument.properties:
                if isinstance(member, js.Property):
                    yield from self.functions(member.value)
            return
        for value in self._values.of(argument):
            if not isinstance(value, Object):
                yield from self._functions_of(value)
            elif isinstance(value.node, js.ObjectExpression):
                for key in COMPLETION_KEYS:
                    for callback in self._values.member(value, key):
                        if isinstance(callback, Function):
                            yield callback.node

    @cached_property
    def _completion_handlers(self) -> Mapping[Node, Sequence[Node]]:
        """Where functions are assigned to `onload` and its like."""
        found: dict[Node, list[Node]] = {}
        for key in COMPLETION_PROPERTIES:
            for target, value in self.index.writes.get(key, ()):
                if target.parent is not None and target.parent.parent is not None:
                    for function in self.functions(value):
                        found.setdefault(function, []).append(target.parent.parent)
        return found

    def functions(self, node: Node) -> Iterator[js.Function]:
        """The functions of the file that an expression may hold."""
        for value in self._values.of(node):
            yield from self._functions_of(value)

    def _functions_of(self, value: Value) -> Iterable[js.Function]:
        if isinstance(value, Function):
            return (value.node,)
        return self.global_functions(value.path) if isinstance(value, Global) else ()

    def global_functions(self, path: tuple[str, ...]) -> Iterator[js.Function]:
        """The functions of the file that it puts under a path from the window: `window.acme = {send: function …}`."""
        for length in range(len(path), 0, -1):
            for given in self._given_to_globals.get(path[:length], ()):
                for value in self._values.along(self._values.of(given), path[length:]):
                    if isinstance(value, Function):
                        yield value.node

    @cached_property
    def _given_to_globals(self) -> Mapping[tuple[str, ...], Sequence[Node]]:
        """What the file assigns to globals, and to properties of globals, by their path from the window."""
        found: dict[tuple[str, ...], list[Node]] = {}
        for assignment in self.index.all(js.AssignmentExpression):
            target = assignment.left
            if isinstance(target, (js.MemberExpression, js.Identifier)):
                for value in self._values.of(target):
                    if isinstance(value, Global):
                        found.setdefault(value.path, []).append(assignment.right)
        return found

    @cached_property
    def pushed(self) -> Mapping[Value, Sequence[Node]]:
        """What is pushed into the arrays that the file makes."""
        found: dict[Value, list[Node]] = {}
        for call, target in self.calls.methods(PUSHING_METHODS):
            for owner in self._values.of(target):
                if isinstance(owner, Object):
                    found.setdefault(owner, []).extend(call.node.arguments)
        return found

    def _has_function(self, node: Node) -> bool:
        return next(self.functions(node), None) is not None

    def entries(self, function: js.Function) -> Sequence[Entry]:
        """How a function comes to run; not by events, which happen whether or not the place is reached again."""
        found = self._entries.get(function)
        if found is None:
            found = self._entries[function] = tuple(self._find_entries(function))
        return found

    def _find_entries(self, function: js.Function) -> Iterator[Entry]:
        handed = self.handed_over.get(function, ())
        if any(argument is function and self._collapses(call) for call, argument in handed):
            return
        machines = [call for call, argument in handed if argument is function and runs_state_machine(call)]
        if machines:
            yield from (Entry(call, Manner.COMPLETION) for call in machines)
            return
        passed_by = self._passed_by(handed)
        for call in self.callers.get(function, ()):
            if any(around in passed_by for around in ancestors(call)):
                yield Entry(call, Manner.CALLBACK, passed_by)
            else:
                yield Entry(call, Manner.CALL)
        for call, argument in handed:
            manner = self.manner(function, call, argument)
            if manner is not None:
                yield Entry(call, manner, given=None if function in (argument, *js.children(argument)) else argument)
        for place in self._completion_handlers.get(function, ()):
            yield Entry(place, Manner.COMPLETION)
        if self._is_made_for_item(function):
            yield Entry(function, Manner.LATER)

    def _is_made_for_item(self, function: js.Function) -> bool:
        """Whether a list of functions is made, one for each item: `items.map(item => () => send(item))`."""
        parent = function.parent
        maker = next((node for node in ancestors(function) if isinstance(node, js.Function)), None)
        is_returned = isinstance(parent, js.ReturnStatement) or parent is maker
        if maker is None or not is_returned or function in self.callers or function in self.handed_over:
            return False
        return any(entry.manner is Manner.ITEM for entry in self.entries(maker))

    def _passed_by(self, handed: Sequence[tuple[CallNode, Node]]) -> Mapping[js.Function, frozenset[CallNode]]:
        found: dict[js.Function, set[CallNode]] = {}
        for call, _ in handed:
            for receiver in self.called_functions(call):
                found.setdefault(receiver, set()).add(call)
        return {receiver: frozenset(calls) for receiver, calls in found.items()}

    def manner(self, function: js.Function, call: CallNode, argument: Node) -> Manner | None:
        """How a function that is handed over is run; None for events and for calls that are not known."""
        callee, _ = called(call)
        if self.called_functions(call):
            return None
        names = self.names(call)
        method = property_read(callee)
        is_argument = not isinstance(argument, js.ObjectExpression)
        if is_argument and (_iterates(call, method, argument, names) or not ITERATION_FUNCTIONS.isdisjoint(names)):
            return Manner.ITEM
        if is_argument and not REPEATING_FUNCTIONS.isdisjoint(names):
            return Manner.INTERVAL
        if is_argument and method in COLLECTING_METHODS:
            return Manner.LATER
        if is_argument and not DEFERRING_FUNCTIONS.isdisjoint(names):
            return Manner.COLLAPSED if self._is_debounced(call) else Manner.LATER
        completes = method in self._completing or not COMPLETING_FUNCTIONS.isdisjoint(names)
        if completes or self._is_in_settings(function, argument) or self._listens_for_completion(call, method):
            return Manner.COMPLETION
        return None

    def _collapses(self, call: CallNode) -> bool:
        return not COLLAPSING_FUNCTIONS.isdisjoint(self.names(call))

    def _is_debounced(self, timer: CallNode) -> bool:
        """Whether the function that starts a timer also stops the one before: then many calls count as one."""
        around = next((node for node in ancestors(timer) if isinstance(node, js.Function)), None)
        return around is not None and any(
            next((node for node in ancestors(stop) if isinstance(node, js.Function)), None) is around
            for stop in self.stopping_calls
        )

    @cached_property
    def stopping_calls(self) -> tuple[CallNode, ...]:
        """The calls that stop a timer."""
        return tuple(call.node for call in self.calls if not _STOPPING_FUNCTIONS.isdisjoint(call.names))

    def _is_in_settings(self, function: js.Function, argument: Node) -> bool:
        """Whether a function is one of a request's settings: `success` and its like."""
        if argument is function:
            return False
        if not isinstance(argument, js.ObjectExpression):
            return not any(given is function for given in self.functions(argument))
        return any(
            isinstance(member, js.Property)
            and property_key(member) in COMPLETION_KEYS
            and any(given is function for given in self.functions(member.value))
            for member in argument.properties
        )

    def _listens_for_completion(self, call: CallNode, method: str | None) -> bool:
        """Whether a call is `request.addEventListener('load', …)`."""
        if method != "addEventListener" or not isinstance(call.callee, js.MemberExpression):
            return False
        event = call.arguments[0]
        is_page = any(isinstance(value, Global) for value in self._values.of(call.callee.object))
        return not is_page and isinstance(event, js.Literal) and event.value in COMPLETION_EVENTS


def _iterates(call: CallNode, method: str | None, argument: Node, names: Sequence[str]) -> bool:
    """Whether a function is called for each item: it comes first, or behind the list that a library works on."""
    of_libraries = [name.rpartition(".")[2] for name in names if name.startswith(_LIST_LIBRARIES)]
    if not ITERATION_METHODS.isdisjoint(of_libraries):
        return True
    return method in ITERATION_METHODS and argument in call.arguments[called(call)[1] :][:1]


_STOPPING_FUNCTIONS = frozenset({"clearInterval", "clearTimeout", "cancelAnimationFrame"})


def runs_state_machine(call: CallNode) -> bool:
    """Whether a call is a helper of TypeScript that runs what was an async function."""
    name = call.callee.name if isinstance(call.callee, js.Identifier) else ""
    return name in STATE_MACHINES


def constructors(node: js.Class) -> Iterator[js.Function]:
    """The constructor of a class, if it has one."""
    if isinstance(node.body, js.ClassBody):
        for member in node.body.body:
            if isinstance(member, js.MethodDefinition) and member.kind == "constructor":
                assert isinstance(member.value, js.Function)
                yield member.value


def value_name(value: Value) -> str | None:
    """The dotted name of a value as `Call` describes it."""
    if isinstance(value, Global):
        return ".".join((library_name(value.path[0]), *value.path[1:])) if value.path else None
    if isinstance(value, Module):
        return ".".join((library_name(value.name), *value.path))
    if isinstance(value, Member):
        return f"{_name_of_owner(value.of)}.{value.key}"
    return None


def _name_of_owner(owner: Value) -> str:
    """How a value was made: `XMLHttpRequest` for `new XMLHttpRequest`; empty if that is not known."""
    if not isinstance(owner, Result):
        return ""
    callee, _ = called(owner.call)
    if not isinstance(callee, (js.Identifier, js.MemberExpression)) or isinstance(owner.call, js.CallExpression):
        return ""
    return last_name(callee) or ""
