"""Follows the code of a PHP file as PHP would run it, all ways at once, to see where input ends."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.php.declarations import FunctionKind
from checker.languages.php.flow.arrivals import Arrival, Sink, is_harmless
from checker.languages.php.flow.calling import Calling
from checker.languages.php.flow.conditions import Conditions
from checker.languages.php.flow.expressions import Expressions
from checker.languages.php.flow.frames import Frame, Outcome, given_by_framework
from checker.languages.php.flow.places import Places
from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.statements import Statements
from checker.languages.php.flow.values import NOTHING, UNTRUSTED, Origin, Value, joined, relocated
from checker.languages.php.flow.vocabulary import REQUEST_NAMES, SUPERGLOBALS
from checker.languages.php.program import PhpProgram
from checker.languages.syntax import TooDeep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.php.calls import Call
    from checker.languages.php.declarations import Class, Function
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

MOST_STEPS = 150_000
"""Statements and expressions followed for one file; functions are followed anew for each call."""
MOST_STEPS_ELSEWHERE = 300_000
"""Steps in other files than the one that is followed, for all files of a back end together."""
DEEPEST_NESTING = 180
"""Levels of nested code, each of which takes up to four of Python's 1000 frames."""
DEEPEST_CALLS = 8
"""Functions that call each other, followed one inside the other."""
_ROOM_FOR_A_CALL = 110
MOST_INCLUDES = 20
LARGEST_INCLUDE = 60_000
"""Bytes of an included file that is followed."""


class Interpreter:
    """One run over one file: `run` it, then read `arrivals`."""

    def __init__(self, model: PhpModel, program: PhpProgram | None = None) -> None:
        self.model = model
        self.program = program or PhpProgram()
        self._door: tuple[Node, str] | None = None
        """The call by which the way left the file, and how it is written."""
        self._included = {model.root}
        self.arrivals: dict[tuple[Origin, Sink], Arrival] = {}
        self.is_exhausted = False
        """Whether the code was too much to follow to its end."""
        self.is_cut_off = False
        """Whether the code was too much to follow it into other files."""
        self.is_all_seen = True
        self.top = State()
        self.frame = Frame(None, None)
        self._followed: set[Node] = set()
        self._properties: dict[Node, Value] = {}
        self._active: list[Node] = []
        self._steps = 0
        self._depth = 0
        self._statements = Statements(self)
        self._expressions = Expressions(self)
        self._conditions = Conditions(self)
        self._places = Places(self)
        self._calling = Calling(self)

    def run(self) -> None:
        """Follow the top of the file, then the functions that nothing in the file calls, then the rest."""
        self._statements.run(self.model.root, self.top)
        for functions in (self._entries(), self._entries(), self._left_over()):
            for function in functions:
                self._follow_entry(function)

    def _entries(self) -> Iterator[Function]:
        called = {call.short_name for call in self.model.calls}
        ordered = sorted(self.model.functions, key=lambda one: one.name.lower() != "__construct")
        for function in ordered:
            is_named = function.kind in {FunctionKind.FUNCTION, FunctionKind.METHOD}
            if is_named and (function.name.lower() not in called or function.name.lower() == "__construct"):
                yield function

    def _left_over(self) -> Iterator[Function]:
        for function in self.model.functions:
            if function.node not in self._followed:
                yield function

    def _follow_entry(self, function: Function) -> None:
        self.is_all_seen = False
        owner = self._owners.get(function.node)
        this = self._properties.get(owner.node, NOTHING) if owner is not None else NOTHING
        state = State({"this": this})
        for parameter in function.parameters:
            state.variables[parameter.name] = given_by_framework(parameter, function.parameters)
        self.follow(function, state)

    @cached_property
    def _owners(self) -> Mapping[Node, Class]:
        """The class around each function, also around a closure in a method."""
        found: dict[Node, Class] = {}
        for function in self.model.functions:
            if function.owner is not None:
                found[function.node] = function.owner
            elif function.node.function in found:
                found[function.node] = found[function.node.function]
        return found

    def can_follow(self, function: Function) -> bool:
        """Tell whether there is room to follow a call: no recursion, not too deep."""
        room = len(self._active) < DEEPEST_CALLS and self._depth < _ROOM_FOR_A_CALL and not self.is_exhausted
        if self.is_foreign(function.node) and not self._may_go_elsewhere:
            return False
        return room and function.node not in self._active and function.body is not None

    def follow(self, function: Function, state: State) -> Outcome:
        """Follow a function from a state that holds its parameters; its `this` is kept for the class."""
        self._followed.add(function.node)
        outer, self.frame = self.frame, Frame(function.node, self._owners.get(function.node, function.owner))
        self._active.append(function.node)
        try:
            self._body(function, state)
        finally:
            self._active.pop()
            frame, self.frame = self.frame, outer
        self._keep(frame)
        return Outcome(frame.result, merge(frame.truthy), merge(frame.falsy))

    def _body(self, function: Function, state: State) -> None:
        body = function.body
        if body is None:
            return
        if function.kind is FunctionKind.ARROW:
            value = state.trusted(self.value(body, state))
            self.frame.leave(value, state, state)
            return
        self._statements.run(body, state)
        if not state.is_dead:
            self.frame.leave(NOTHING, state.copy(), state)

    def _keep(self, frame: Frame) -> None:
        end = frame.end
        this = end.variables.get("this")
        if frame.owner is not None and this is not None and this.items:
            kept = end.trusted(this)
            before = self._properties.get(frame.owner.node)
            self._properties[frame.owner.node] = joined(before, kept) if before is not None else kept

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count a level of nesting and a step. Raises TooDeep for code that nobody nests by hand."""
        self._steps += 1
        self.program.steps_elsewhere += self._door is not None
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise TooDeep("the code is nested too deeply to be followed")
        try:
            yield
        finally:
            self._depth -= 1

    def count(self, value: Value) -> None:
        """Count what it costs to hand over or to join a value: for each entry in it about as much as a step."""
        self._steps += value.size

    @property
    def is_out_of_steps(self) -> bool:
        """Whether no more code is to be followed."""
        if self._steps > MOST_STEPS:
            self.is_exhausted = True
        return self.is_exhausted

    def value(self, node: Node, state: State) -> Value:
        """Follow an expression; returns what it may hold."""
        return self._expressions.value(node, state)

    def assume(self, node: Node, state: State) -> tuple[State, State]:
        """Follow a condition; returns what is known where it holds and where it does not."""
        return self._conditions.assume(node, state)

    def is_condition(self, node: Node) -> bool:
        """Tell whether an expression is made to be a condition."""
        return self._conditions.is_condition(node)

    def call(self, node: Node, state: State) -> Outcome:
        """Follow a call."""
        return self._calling.call(node, state)

    def assign(self, target: Node, value: Value, state: State) -> None:
        """Follow an assignment."""
        self._places.assign(target, value, state)

    def write(self, target: Node, keys: tuple[str, ...], value: Value, state: State) -> None:
        """Follow an assignment to an element of something."""
        self._places.write(target, keys, value, state)

    def replace_elements(self, target: Node, value: Value, state: State) -> None:
        """Follow a loop that writes to the elements of something by reference."""
        self._places.replace_elements(target, value, state)

    def key(self, node: Node | None, state: State) -> str:
        """The key that a subscript names."""
        return self._places.key(node, state)

    def variable(self, name: str, node: Node, state: State) -> Value:
        """What a variable holds."""
        held = state.variables.get(name)
        if held is not None and len(self._included) > 1 and self._door is None:
            return relocated(held, lambda place: node if self.is_foreign(place) else place)
        if held is not None:
            return held
        if name in SUPERGLOBALS:
            return Value({Origin((f"${name}",), node): UNTRUSTED})
        if name == "this" or "*" not in state.variables:
            return Value(is_request=name.lower() in REQUEST_NAMES)
        return Value(
            {Origin((*origin.path, name), node): trust for origin, trust in state.variables["*"].taints.items()}
        )

    def arrive(self, value: Value, sink: Sink, place: Node, state: State, by: str) -> None:
        """Note that a value ends somewhere, for the input in it that is not checked enough."""
        if self._door is not None:
            place, by = self._door
        for origin, trust in value.all_taints().items():
            known = state.trust(origin, trust)
            if is_harmless(known, sink) or state.is_dead or self.is_foreign(origin.place):
                continue
            key = (origin, sink)
            if key not in self.arrivals or known.checked < self.arrivals[key].trust.checked:
                self.arrivals[key] = Arrival(origin, known, sink, place, by, value.text, self.is_all_seen)

    def properties_of(self, owner: Class) -> Value:
        """What the methods followed so far left in the properties of a class."""
        return self._properties.get(owner.node, NOTHING)

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """The file's own functions by lower-case name."""
        return {one.name.lower(): one for one in self.model.functions if one.kind is FunctionKind.FUNCTION}

    @cached_property
    def methods(self) -> Mapping[str, Sequence[Function]]:
        """The file's own methods by lower-case name."""
        found: dict[str, list[Function]] = {}
        for one in self.model.functions:
            if one.kind is FunctionKind.METHOD:
                found.setdefault(one.name.lower(), []).append(one)
        return found

    def closure_at(self, node: Node) -> Function | None:
        """The closure or arrow function that a node is."""
        return self.model_of(node).function_nodes.get(node)

    # Other files

    def model_of(self, node: Node) -> PhpModel:
        """The model of the file that a node stands in."""
        return self.program.model_of(node) or self.model

    def call_at(self, node: Node) -> Call | None:
        """The call that a node is."""
        return self.model_of(node).call_nodes.get(node)

    def is_foreign(self, node: Node) -> bool:
        """Tell whether a node stands in another file."""
        return node.code is not self.model.root.code

    @contextmanager
    def outside(self, call: Node, name: str) -> Iterator[None]:
        """Follow a call into another file: what ends there ends, for this file, in the call."""
        outer = self._door
        self._door = outer or (call, name)
        try:
            yield
        finally:
            self._door = outer

    @property
    def _may_go_elsewhere(self) -> bool:
        """Whether other files may still be followed; each file may lead to all others."""
        if self.program.steps_elsewhere > MOST_STEPS_ELSEWHERE:
            self.is_cut_off = True
        return not self.is_cut_off

    def can_include(self, model: PhpModel, state: State) -> bool:
        """Tell whether to follow an included file: it reads input or may use some, and is no list of texts."""
        is_open = model.root not in self._included and len(self._included) < MOST_INCLUDES and not self.is_exhausted
        is_small = len(model.root.code) < LARGEST_INCLUDE
        if not is_open or not is_small:
            return False
        is_worth_it = self.program.reads_input(model.root) or any(one.all_taints() for one in state.variables.values())
        return is_worth_it and self._may_go_elsewhere

    def include(self, model: PhpModel, node: Node, state: State) -> Value:
        """Follow the top of another file; returns what it returns."""
        self._included.add(model.root)
        outer, self.frame = self.frame, Frame(self.frame.function, self.frame.owner)
        try:
            with self.outside(node, node.text):
                self._statements.run(model.root, state)
        finally:
            frame, self.frame = self.frame, outer
        if frame.truthy or frame.falsy:
            state.become(merge([state, *frame.truthy, *frame.falsy]))
        return frame.result

    def brought_home(self, outcome: Outcome, call: Node) -> Outcome:
        """What a call into another file gives: input that is read there is read, for this file, by the call."""

        def home(value: Value) -> Value:
            return relocated(value, lambda place: call if self.is_foreign(place) else place)

        for state in (outcome.truthy, outcome.falsy):
            state.variables = {name: home(value) for name, value in state.variables.items()}
        return outcome._replace(value=home(outcome.value)._replace(condition=None))
