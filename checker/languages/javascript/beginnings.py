"""What is known when a function begins: a check counts if it is made on every way that leads there."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import ITERATION_METHODS
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.facts import NOTHING, THIS, TRIED, Facts, both, either
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.scopes import Binding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.course import Course
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path, State

_MOST_FUNCTIONS = 3_000
"""Functions that are looked at together because they lead to one another; of more nothing is known."""
_GOING_THROUGH = frozenset(
    {"$.each", "$.map", "_.each", "_.forEach", "_.map", "_.filter", "_.find", "_.some", "_.every"}
)
"""Functions of libraries that do nothing with `undefined`."""
_END = 1 << 62
"""Behind the last byte of every file."""


class _Way(NamedTuple):
    """One way into a function: what is known at the place, and the function that the place is in."""

    facts: Facts
    function: js.Function | None


class _Ways(NamedTuple):
    """All ways into a function: the place that makes it, and those that run it."""

    creation: _Way
    calls: Sequence[_Way]

    @property
    def all(self) -> Sequence[_Way]:
        return (self.creation, *self.calls)


class Beginnings:
    """Answers what the makers and callers of a function make sure of before it runs."""

    def __init__(self, graph: CallGraph, course: Course) -> None:
        self._graph = graph
        self._course = course
        self._states: dict[js.Function, Facts] = {}
        self._functions: dict[Node, js.Function | None] = {}

    def function_around(self, node: Node) -> js.Function | None:
        """The nearest function around a node; however deep the code, each node is climbed over once."""
        way = [node]
        function: js.Function | None = None
        for ancestor in ancestors(node):
            if isinstance(ancestor, js.Function):
                function = ancestor
                break
            if ancestor in self._functions:
                function = self._functions[ancestor]
                break
            way.append(ancestor)
        self._functions.update(dict.fromkeys(way, function))
        return function

    def of(self, function: js.Function) -> Facts:
        """What is known when a function begins."""
        if function not in self._states:
            self._solve(function)
        return self._states[function]

    def _solve(self, function: js.Function) -> None:
        """Find what holds at the beginning of a function and of those that lead to it: first all, then ever less."""
        ways = self._leading_to(function)
        dependents = _dependents(ways)
        states: dict[js.Function, State] = dict.fromkeys(ways)
        pending = deque(ways)
        waiting = set(ways)
        while pending:
            reached = pending.popleft()
            waiting.discard(reached)
            state = self._combined(reached, ways[reached], states)
            if state == states[reached]:
                continue
            states[reached] = state
            for dependent in dependents.get(reached, ()):
                if dependent not in waiting:
                    waiting.add(dependent)
                    pending.append(dependent)
        for reached, state in states.items():
            self._states[reached] = NOTHING if state is None else state

    def _leading_to(self, function: js.Function) -> Mapping[js.Function, _Ways]:
        """The ways into a function and into all functions that these come from."""
        found: dict[js.Function, _Ways] = {}
        stack = [function]
        while stack:
            reached = stack.pop()
            if reached in found or reached in self._states:
                continue
            if len(found) >= _MOST_FUNCTIONS:
                self._states[reached] = NOTHING
                continue
            ways = found[reached] = _Ways(self._creation(reached), tuple(self._calls(reached)))
            stack += [way.function for way in ways.all if way.function is not None]
        return found

    def _combined(self, function: js.Function, ways: _Ways, states: Mapping[js.Function, State]) -> State:
        """What is known where a function is made, and on each of the ways that call it."""
        called_with: State = None if ways.calls else NOTHING
        for way in ways.calls:
            called_with = either(called_with, self._along(way, states))
            if called_with is not None and not called_with.known:
                break
        around = self._along(ways.creation, states)
        if around is not None:
            around = around.where(lambda path: path != TRIED and self._is_lasting(path, function))
        if called_with is not None:
            called_with = called_with.where(lambda path: self._is_seen(path, function))
        return both(around, called_with)

    def _along(self, way: _Way, states: Mapping[js.Function, State]) -> State:
        if way.function is None:
            return way.facts
        entry = states[way.function] if way.function in states else self._states[way.function]
        return both(entry, way.facts)

    def _creation(self, function: js.Function) -> _Way:
        """What is known where a function is made; a declaration is, before the block around it begins."""
        is_declaration = isinstance(function, js.FunctionDeclaration) and function.parent is not None
        place = function.parent if is_declaration else function
        assert place is not None
        return _Way(self._course.at(place), self.function_around(function))

    def _calls(self, function: js.Function) -> Iterator[_Way]:
        """The places from which a function is run, or handed over to be run."""
        callers = self._graph.callers.get(function, ())
        for call in callers:
            is_left_alone = function.async_ and not isinstance(call.parent, js.AwaitExpression)
            yield self._way(call, runs_here=not is_left_alone)
        for call, _ in self._graph.handed_over.get(function, ()):
            if not self._is_called_by_receiver(call, callers):
                way = self._way(call, runs_here=_is_iteration(call))
                yield way._replace(facts=way.facts.both(self._gone_through(call)))

    def _gone_through(self, call: CallNode) -> Facts:
        """What a library makes sure of that runs a function for each item: of nothing, there is no item."""
        if _GOING_THROUGH.isdisjoint(self._graph.names(call)) or not call.arguments:
            return NOTHING
        return self._course.conditions.when(call.arguments[0], 0, outcome=True) or NOTHING

    def _way(self, place: Node, *, runs_here: bool) -> _Way:
        facts = self._course.at(place)
        if not runs_here:
            facts = facts.where(lambda path: path != TRIED and self._is_lasting(path, place))
        return _Way(facts, self.function_around(place))

    def _is_called_by_receiver(self, call: CallNode, callers: Sequence[CallNode]) -> bool:
        """Whether a function is handed to one of the file's own that calls it: those calls count then."""
        receivers = set(self._graph.called_functions(call))
        return any(not receivers.isdisjoint(_functions_around(caller)) for caller in callers) if receivers else False

    def _is_lasting(self, path: Path, place: Node) -> bool:
        """Whether a fact from where a function is made or handed over still holds when the function runs later."""
        root = path[0]
        if isinstance(root, Binding):
            return not self._course.changes(root, place.start, _END)
        return root != THIS or isinstance(place, js.ArrowFunctionExpression)

    def _is_seen(self, path: Path, function: js.Function) -> bool:
        """Whether a fact from where a function is called is about something that it shares with its caller."""
        root = path[0]
        if isinstance(root, Binding):
            around = root.scope.node
            is_outer = around.start <= function.start and function.end <= around.end and around is not function
            return is_outer and not self._course.changes(root, function.start, function.end)
        return root != THIS


def _dependents(ways: Mapping[js.Function, _Ways]) -> Mapping[js.Function, Sequence[js.Function]]:
    """The functions to which a way leads from each function."""
    found: dict[js.Function, list[js.Function]] = {}
    for reached, ways_there in ways.items():
        for way in ways_there.all:
            if way.function is not None:
                found.setdefault(way.function, []).append(reached)
    return found


def _is_iteration(call: CallNode) -> bool:
    """Whether a call runs the function that it gets before it returns, once for each item."""
    return isinstance(call.callee, js.MemberExpression) and member_key(call.callee) in ITERATION_METHODS


def _functions_around(node: Node) -> Iterator[js.Function]:
    return (ancestor for ancestor in ancestors(node) if isinstance(ancestor, js.Function))
