"""Follows calls: the file's own functions from inside, PHP's and the frameworks' by what the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.calls import CallKind
from checker.languages.php.declarations import FunctionKind
from checker.languages.php.flow import endings
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.expressions import is_application
from checker.languages.php.flow.frames import Outcome, given_by_framework
from checker.languages.php.flow.results import MAPPED, filters_nothing, read_from_request, result_of
from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.values import (
    ANY,
    NOTHING,
    UNTRUSTED,
    Checked,
    Origin,
    Value,
    collected,
    composed,
    element,
    joined,
    with_element,
    without_wholes,
)
from checker.languages.php.flow.vocabulary import (
    BINDING,
    BODY,
    CONTENT_TESTS,
    CONTEXTS,
    HEADER_READERS,
    LOGGING,
    PRESENCE_TESTS,
    REQUEST_CLASSES,
    REQUEST_CLEAN_READERS,
    REQUEST_GETTERS,
    REQUEST_MAKERS,
    REQUEST_PRESENCE,
    REQUEST_READERS,
    TYPE_TESTS,
    WRITING,
    sounds_like_check,
    sounds_like_cleaning,
)
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from checker.languages.php.calls import Call
    from checker.languages.php.declarations import Function
    from checker.languages.php.flow.interpreter import Interpreter
    from checker.languages.php.node import Node

_OVER_ELEMENTS = frozenset({"array_map", "array_walk", "array_walk_recursive", "array_filter", "array_reduce", "usort"})
_WALKING = frozenset({"array_walk", "array_walk_recursive"})
_LOOKED_FOR = UNTRUSTED._replace(checked=Checked.PRESENCE)
_TESTS = CONTENT_TESTS | PRESENCE_TESTS | TYPE_TESTS
_BY_REFERENCE_RESULT = {"parse_str": 1, "mb_parse_str": 1}


class Calling:
    """The calls of one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._all = interpreter

    def call(self, node: Node, state: State) -> Outcome:
        """Follow a call; `state` becomes what is known behind it."""
        with self._all.deeper():
            call = self._all.call_at(node)
            return self._call(call, state) if call is not None else _settled(NOTHING, state)

    def _call(self, call: Call, state: State) -> Outcome:
        special = self._special(call, state)
        if special is not None:
            return _settled(special, state)
        receiver = self._receiver(call, state)
        given = [self._all.value(argument.value, state) for argument in call.arguments]
        if receiver.is_request and call.kind is CallKind.METHOD:
            return self._request_call(call, given, state)
        function, this = self._own(call, receiver, state)
        if function is not None and self._all.can_follow(function):
            return self._follow(call, function, given, this, state)
        if function is not None:
            return _settled(NOTHING, state)
        other = self._elsewhere(call, receiver, given)
        if other is not None:
            this = state.variables.get("this", NOTHING) if _is_this(call.receiver) else receiver
            return self._follow(call, other, given, this, state)
        return _settled(self._foreign(call, receiver, given, state), state)

    def _receiver(self, call: Call, state: State) -> Value:
        if call.receiver is None or call.receiver.kind in {"name", "qualified_name", "relative_scope"}:
            return NOTHING
        return self._all.value(call.receiver, state)

    # PHP's own constructs

    def _special(self, call: Call, state: State) -> Value | None:
        if call.kind is not CallKind.FUNCTION:
            return None
        if call.name == "exit":
            for argument in call.arguments:
                self._all.arrive(self._all.value(argument.value, state), Sink.OUTPUT, call.node, state, "exit")
            state.is_dead = True
            return NOTHING
        if call.name == "compact":
            return self._compact(call, state)
        if call.name == "extract":
            return self._extract(call, state)
        if call.name in _BY_REFERENCE_RESULT:
            return self._parsed_text(call, state)
        return None

    def _compact(self, call: Call, state: State) -> Value:
        found = NOTHING
        for argument in call.arguments:
            name = self._all.model_of(argument.value).text(argument.value)
            if name is not None and name in state.variables:
                found = with_element(found, (name,), state.variables[name])
        return found

    def _extract(self, call: Call, state: State) -> Value:
        source = call.argument(0)
        value = self._all.value(source, state) if source is not None else NOTHING
        self._all.arrive(value, Sink.VARIABLES, call.node, state, "extract")
        for name, item in value.items.items():
            state.variables[name] = item
        if value.taints:
            state.variables["*"] = state.trusted(value)
        return NOTHING

    def _parsed_text(self, call: Call, state: State) -> Value:
        source, target = call.argument(0), call.argument(1)
        value = self._all.value(source, state) if source is not None else NOTHING
        if target is not None:
            self._all.assign(target, Value(value.taints), state)
        elif value.taints:
            state.variables["*"] = state.trusted(value)
        return NOTHING

    # The file's own functions

    def _own(self, call: Call, receiver: Value, state: State) -> tuple[Function | None, Value]:
        """The function of this file that is called, and what its `$this` holds."""
        if call.kind is CallKind.FUNCTION:
            if call.name in self._all.functions:
                return self._all.functions[call.name], NOTHING
            held = self._all.value(call.callee, state) if call.callee is not None and not call.name else NOTHING
            return self._closure(held), state.variables.get("this", NOTHING)
        return self._method(call, receiver, state)

    def _method(self, call: Call, receiver: Value, state: State) -> tuple[Function | None, Value]:
        if receiver.is_request:
            return None, NOTHING
        if call.kind is CallKind.NEW:
            made = [
                one
                for one in self._all.methods.get("__construct", ())
                if one.owner is not None and one.owner.name.lower() == call.short_name
            ]
            return (made[0] if made else None), NOTHING
        named = [one for one in self._all.methods.get(call.short_name, ()) if one.body is not None]
        own = self._all.frame.owner
        inside = _is_this(call.receiver)
        if inside and own is not None:
            named = [one for one in named if one.owner is own] or named
        elif call.kind is CallKind.STATIC and call.receiver is not None:
            written = call.receiver.text.rpartition("\\")[2].lower()
            named = [one for one in named if one.owner is not None and one.owner.name.lower() == written]
        this = state.variables.get("this", NOTHING) if inside else receiver
        return (named[0] if len(named) == 1 or (named and inside) else None), this

    def _follow(self, call: Call, function: Function, given: list[Value], this: Value, state: State) -> Outcome:
        inner = State(self._variables(call, function, given, state), dict(state.checks))
        if call.kind is not CallKind.FUNCTION or this is not NOTHING:
            own = joined(self._properties(function), this) if this is not NOTHING else self._properties(function)
            inner.variables["this"] = joined(own, inner.variables.get("this", NOTHING))
            self._all.count(inner.variables["this"])
        outcome = self._enter(call, function, inner)
        made = merge([outcome.truthy, outcome.falsy]).variables.get("this", NOTHING)
        truthy = _returned(outcome.truthy, state, call, function)
        falsy = _returned(outcome.falsy, state, call, function)
        state.become(merge([truthy, falsy]))
        return Outcome(made if call.kind is CallKind.NEW else outcome.value, truthy, falsy)

    def _enter(self, call: Call, function: Function, inner: State) -> Outcome:
        """Follow a function from its beginning, also one of another file: a closure may come from anywhere."""
        if not self._all.is_foreign(function.node):
            return self._all.follow(function, inner)
        with self._all.outside(call.node, _shown(call)):
            return self._all.brought_home(self._all.follow(function, inner), call.node)

    def _properties(self, function: Function) -> Value:
        return self._all.properties_of(function.owner) if function.owner is not None else NOTHING

    def _variables(self, call: Call, function: Function, given: list[Value], state: State) -> dict[str, Value]:
        """What the function sees at its beginning."""
        inner = {name: value for name, value in state.variables.items() if name.startswith(("_", "::"))}
        if function.kind in {FunctionKind.CLOSURE, FunctionKind.ARROW}:
            inner.update(self._captured(function, state))
        for index, parameter in enumerate(function.parameters):
            value = _argument(call, index, parameter.name, given)
            if parameter.is_variadic:
                value = collected(given[index:])
            elif value is None and parameter.default is not None:
                value = self._all.value(parameter.default, State())
            elif value is None:
                value = given_by_framework(parameter, function.parameters)
            is_typed = parameter.type.strip("?").lower() in {"int", "float", "bool"}
            inner[parameter.name] = NOTHING if is_typed else state.trusted(value)
            if parameter.is_property:
                inner["this"] = with_element(inner.get("this", NOTHING), (parameter.name,), inner[parameter.name])
        return inner

    def _captured(self, function: Function, state: State) -> dict[str, Value]:
        if function.node.kind == "arrow_function":
            return dict(state.variables)
        clause = function.node.of_kind("anonymous_function_use_clause")
        names = [variable_name(bare(child)) for child in clause.children] if clause is not None else []
        return {name: state.variables[name] for name in (*names, "this") if name in state.variables}

    def _closure(self, value: Value) -> Function | None:
        return self._all.closure_at(value.closure) if value.closure is not None else None

    def _elsewhere(self, call: Call, receiver: Value, given: list[Value]) -> Function | None:
        """The function of another file that is called, if the tables do not know better and input is at stake."""
        name = call.short_name
        is_test = sounds_like_check(name) or sounds_like_cleaning(name)
        if not name or name in _TESTS | LOGGING | BINDING or (is_test and collected(given).taints):
            return None
        function = self._all.program.called(call)
        if function is None or not self._all.can_follow(function):
            return None
        if result_of(call, receiver, given) is not None or endings.endings(call, given) is not None:
            return None
        brings_input = any(value.is_request or value.all_taints() for value in (receiver, *given))
        return function if brings_input or self._all.program.reads_input(function.node) else None

    # Everything else

    def _foreign(self, call: Call, receiver: Value, given: list[Value], state: State) -> Value:
        self._run_closures(call, given, state)
        made = self._source(call, given)
        if made is not None:
            return made
        if not call.short_name or call.name.startswith("::"):
            self._dispatched(call, receiver, state)
        ends = endings.endings(call, given)
        for value, sink in ends or ():
            self._all.arrive(value, sink, call.node, state, _shown(call))
        known = result_of(call, receiver, given)
        if known is not None:
            return known
        return self._unknown(call, receiver, given, state, is_ending=ends is not None)

    def _source(self, call: Call, given: list[Value]) -> Value | None:
        """Input that a call reads, or the framework's object that does."""
        name = call.short_name
        if call.kind is CallKind.FUNCTION:
            if name in {"file_get_contents", "fopen"} and given and given[0].text.lower() == BODY:
                return Value({Origin((BODY,), call.node): UNTRUSTED})
            if name == "filter_input" and filters_nothing(call):
                return Value({Origin(("filter_input", *(one.text for one in given[1:2])), call.node): _LOOKED_FOR})
            if name in HEADER_READERS:
                return Value({Origin(("headers",), call.node): UNTRUSTED})
            if name == "request":
                return read_from_request(call, given) if given else Value(is_request=True)
        if call.kind is CallKind.STATIC and _class_of(call) in REQUEST_CLASSES and name in REQUEST_READERS:
            return read_from_request(call, given)
        if call.kind is CallKind.STATIC and _class_of(call) in REQUEST_CLASSES and name in REQUEST_MAKERS:
            return Value(is_request=True)
        if name in REQUEST_GETTERS and not given and call.receiver is not None and self._is_context(call.receiver):
            return Value(is_request=True)
        return None

    def _is_context(self, node: Node) -> bool:
        """Tell whether an expression is the application, or one of the objects that know the request at hand."""
        called = self._all.call_at(bare(node))
        return is_application(node) or (called is not None and called.short_name in CONTEXTS | {"requeststack"})

    def _request_call(self, call: Call, given: list[Value], state: State) -> Outcome:
        """Follow a call of a method of the framework's request."""
        name = call.short_name
        truthy = state.copy()
        if name in REQUEST_PRESENCE:
            for value in given:
                for key in value.choices or ({value.text} if value.is_constant else {ANY}):
                    truthy.note(("request", key), Checked.PRESENCE)
        elif name.startswith("validate"):
            state.note(("request",), Checked.CONTENT)
        elif given and "/" in given[0].text:
            return _settled(NOTHING, state)  # an address: this is a client that sends requests
        elif name in REQUEST_READERS and name not in REQUEST_CLEAN_READERS:
            value = read_from_request(call, given)
            truthy.note_all(value, Checked.PRESENCE)
            return Outcome(value, truthy, state.copy())
        return Outcome(NOTHING, truthy if name in REQUEST_PRESENCE else state.copy(), state.copy())

    def _dispatched(self, call: Call, receiver: Value, state: State) -> None:
        """A function, method or class whose name the code computes."""
        value = receiver if call.kind is CallKind.STATIC else NOTHING
        if not call.name.startswith("::") and call.callee is not None:
            value = composed([value, self._all.value(call.callee, state)])
        self._all.arrive(value, Sink.CALL, call.node, state, "call")

    def _unknown(self, call: Call, receiver: Value, given: list[Value], state: State, *, is_ending: bool) -> Value:
        """A call into code that is not in the file."""
        name = call.short_name
        if call.kind is CallKind.FUNCTION and name in _TESTS:
            return NOTHING
        keeps = name.startswith("set") or (call.kind is CallKind.NEW and not sounds_like_check(name))
        if not keeps and (sounds_like_check(name) or sounds_like_cleaning(name)):
            for value in given:
                state.note_all(value, Checked.CONTENT)
                if value.is_request:
                    state.note(("request",), Checked.CONTENT)
            return NOTHING
        if call.kind is CallKind.METHOD and receiver.all_taints() and not given:
            if WRITING.search(name):
                self._all.arrive(Value(receiver.all_taints()), Sink.STORE, call.node, state, _shown(call))
            return NOTHING
        if is_ending or not name or name in LOGGING | BINDING:
            return NOTHING
        writes = bool(WRITING.search(name))
        for value in given:
            used = value if writes else without_wholes(value)
            self._all.arrive(used, Sink.STORE if writes else Sink.USE, call.node, state, _shown(call))
        return NOTHING

    def _run_closures(self, call: Call, given: list[Value], state: State) -> None:
        """Follow the functions that a call is given, as it may call them."""
        others = [value for value in given if value.closure is None]
        for index, value in enumerate(given):
            function = self._closure(value)
            if function is None or not self._all.can_follow(function):
                continue
            over = call.short_name in _OVER_ELEMENTS and others
            item = element(collected(others[:1]) if not others[0].items else others[0], ANY, None) if over else None
            inner = State(self._captured(function, state), dict(state.checks))
            for parameter in function.parameters:
                inner.variables[parameter.name] = (
                    item if item is not None else given_by_framework(parameter, function.parameters)
                )
            outcome = self._enter(call, function, inner)
            if item is not None and call.short_name in _WALKING and function.parameters[:1]:
                end = merge([outcome.truthy, outcome.falsy]).variables.get(function.parameters[0].name, item)
                if function.parameters[0].is_reference:
                    self._all.replace_elements(call.arguments[0].value, end, state)
            if item is not None and call.short_name in {"array_map", "array_reduce"}:
                given[index] = Value(closure=value.closure, items={MAPPED: outcome.value})


def _settled(value: Value, state: State) -> Outcome:
    return Outcome(value, state.copy(), state.copy())


def _returned(inner: State, caller: State, call: Call, function: Function) -> State:
    """Turn what is known where a function ends into what its caller knows."""
    after = State({**caller.variables}, inner.checks)
    after.is_dead = inner.is_dead
    if inner.is_dead:
        return after
    for name, value in inner.variables.items():
        if name.startswith(("_", "::")):
            after.variables[name] = value
    for index, parameter in enumerate(function.parameters):
        target = call.argument(index, parameter.name) if parameter.is_reference else None
        written = variable_name(bare(target)) if target is not None else None
        if written is not None and parameter.name in inner.variables:
            after.variables[written] = inner.variables[parameter.name]
    this = inner.variables.get("this")
    if this is not None and this.items and call.kind is CallKind.METHOD and call.receiver is not None:
        owner = variable_name(bare(call.receiver))
        if owner is not None:
            after.variables[owner] = this
    return after


def _is_this(receiver: Node | None) -> bool:
    return receiver is not None and receiver.text.lower() in {"$this", "self", "static", "parent"}


def _class_of(call: Call) -> str:
    return call.name.rpartition("::")[0].rpartition("\\")[2]


def _argument(call: Call, index: int, name: str, given: list[Value]) -> Value | None:
    wanted = call.argument(index, name)
    for argument, value in zip(call.arguments, given, strict=True):
        if argument.value is wanted:
            return value
    return None


def _shown(call: Call) -> str:
    """The call as a message shows it."""
    if call.kind is CallKind.NEW:
        return f"new {call.callee.text}" if call.callee is not None else "new"
    return call.callee.text if call.callee is not None else call.name
