"""Checks: which paths are known to be there at a place in the code, whatever the way that leads to it.

`facts` says what can be known, `conditions` what tests say, `course` what statements make of it within a function; here
functions come together: a check counts if every caller makes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias, cast

from checker.languages.javascript import estree as js
from checker.languages.javascript.calls import ITERATION_METHODS
from checker.languages.javascript.counting import is_looked_up
from checker.languages.javascript.course import Course
from checker.languages.javascript.definitions import FromExpression, Parameter, definitions, member_key
from checker.languages.javascript.facts import NO_LORE, NOTHING, THIS, TRIED, Facts, Held, Lore, both, either
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.scopes import Binding
from checker.languages.javascript.values import COMPUTED, Global, called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.calls import CallGraph, CallNode
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path, State
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Values

_MOST_FUNCTIONS = 3_000
"""Functions that are looked at together because they lead to one another; of more nothing is known."""
_LONGEST_WAY = 12
"""Variables, parameters and functions through which a value is followed."""
_MOST_PATHS = 8
_MOST_PARTS = 3
"""Incomplete answers about one variable, after which their sum counts as the answer."""

_Follow: TypeAlias = "Callable[[Guards, Any, int], Iterable[Path]]"


class _Way(NamedTuple):
    """One way into a function: what is known at the place, and the function that the place is in."""

    facts: Facts
    function: js.Function | None


@dataclass
class Guards:
    """Answers whether a path is checked before a place in the code is reached."""

    index: NodeIndex
    values: Values
    graph: CallGraph
    lore: Lore = NO_LORE
    _entries: dict[js.Function, Facts] = field(default_factory=dict, init=False)
    _unverified: dict[Node, tuple[Path, ...]] = field(default_factory=dict, init=False)
    _functions: dict[Node, js.Function | None] = field(default_factory=dict, init=False)
    _variables: dict[Binding, tuple[Path, ...]] = field(default_factory=dict, init=False)
    _parts: dict[Binding, list[tuple[Path, ...]]] = field(default_factory=dict, init=False)
    _open: set[Node | Binding] = field(default_factory=set, init=False)
    _is_cut: bool = field(default=False, init=False)
    """Whether an answer was cut short because its question was still open; then it is not remembered."""

    def __post_init__(self) -> None:
        self.course = Course(self.index, self.values, self.graph, self.lore)
        self.conditions = self.course.conditions
        self.paths = self.conditions.paths

    def facts_at(self, node: Node) -> Facts:
        """What is known when a node is reached."""
        local = self.course.at(node)
        function = self._function_around(node)
        return local if function is None else self._entry(function).both(local)

    def is_checked(self, node: Node, path: Path) -> bool:
        """Whether on every way to a node a path was found to be there, or a failure is caught."""
        facts = self.facts_at(node)
        return path in facts or TRIED in facts or self.lore.is_sure(path)

    def held_at(self, name: js.Identifier) -> frozenset[Node] | None:
        """The expressions of which a variable holds one where it is read; None if it may hold anything else."""
        expressions = frozenset(one.expression for one in self._held(name))
        return None if None in expressions or not expressions else cast("frozenset[Node]", expressions)

    def _held(self, name: js.Identifier) -> frozenset[Held]:
        binding = self.index.meaning(name)
        return self.course.at(name).held.get(binding, frozenset()) if binding is not None else frozenset()

    def unverified(self, node: Node) -> tuple[Path, ...]:
        """The window's paths that an expression may stand for without a check: reading on from it may fail."""
        if TRIED in self.facts_at(node):
            return ()
        return tuple(sorted(self._doubtful(node, 0), key=lambda path: (len(path), str(path))))

    def _function_around(self, node: Node) -> js.Function | None:
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

    def unverified_along(self, node: Node, keys: Sequence[str]) -> tuple[Path, ...]:
        """The same for what lies behind names from an expression on, as in patterns."""
        if not keys:
            return self.unverified(node)
        facts = self.facts_at(node)
        paths = () if TRIED in facts else self._along_keys(node, keys)
        return tuple(path for path in paths if path not in facts and not self.lore.is_sure(path))

    # -- What holds when a function begins

    def _entry(self, function: js.Function) -> Facts:
        if function not in self._entries:
            self._solve(function)
        return self._entries[function]

    def _solve(self, function: js.Function) -> None:
        """Find what holds at the beginning of a function and of those that lead to it: first all, then ever less."""
        ways = self._leading_to(function)
        dependents: dict[js.Function, list[js.Function]] = {}
        for reached, (creation, calls) in ways.items():
            for way in (creation, *calls):
                if way.function in ways and way.function is not None:
                    dependents.setdefault(way.function, []).append(reached)
        states: dict[js.Function, State] = dict.fromkeys(ways)
        pending = deque(ways)
        waiting = set(ways)
        while pending:
            reached = pending.popleft()
            waiting.discard(reached)
            state = self._combined(reached, *ways[reached], states)
            if state == states[reached]:
                continue
            states[reached] = state
            for dependent in dependents.get(reached, ()):
                if dependent not in waiting:
                    waiting.add(dependent)
                    pending.append(dependent)
        for reached, state in states.items():
            self._entries[reached] = NOTHING if state is None else state

    def _leading_to(self, function: js.Function) -> Mapping[js.Function, tuple[_Way, Sequence[_Way]]]:
        found: dict[js.Function, tuple[_Way, Sequence[_Way]]] = {}
        stack = [function]
        while stack:
            reached = stack.pop()
            if reached in found or reached in self._entries:
                continue
            if len(found) >= _MOST_FUNCTIONS:
                self._entries[reached] = NOTHING
                continue
            creation, calls = self._creation(reached), tuple(self._calls(reached))
            found[reached] = creation, calls
            stack += [way.function for way in (creation, *calls) if way.function is not None]
        return found

    def _combined(
        self,
        function: js.Function,
        creation: _Way,
        calls: Sequence[_Way],
        states: Mapping[js.Function, State],
    ) -> State:
        called_with: State = None if calls else NOTHING
        for way in calls:
            called_with = either(called_with, self._along(way, states))
            if called_with is not None and not called_with.known:
                break
        around = self._along(creation, states)
        if around is not None:
            around = around.where(lambda path: path != TRIED and self._is_lasting(path, function))
        if called_with is not None:
            called_with = called_with.where(lambda path: self._is_seen(path, function))
        return both(around, called_with)

    def _along(self, way: _Way, states: Mapping[js.Function, State]) -> State:
        if way.function is None:
            return way.facts
        entry = states[way.function] if way.function in states else self._entries[way.function]
        return both(entry, way.facts)

    def _creation(self, function: js.Function) -> _Way:
        """What is known where a function is made; a declaration is, before the block around it begins."""
        is_declaration = isinstance(function, js.FunctionDeclaration) and function.parent is not None
        place = function.parent if is_declaration else function
        assert place is not None
        return _Way(self.course.at(place), self._function_around(function))

    def _calls(self, function: js.Function) -> Iterator[_Way]:
        """The places from which a function is run, or handed over to be run."""
        callers = self.graph.callers.get(function, ())
        for call in callers:
            is_left_alone = function.async_ and not isinstance(call.parent, js.AwaitExpression)
            yield self._way(call, runs_here=not is_left_alone)
        for call, _ in self.graph.handed_over.get(function, ()):
            if not self._is_called_by_receiver(call, callers):
                yield self._way(call, runs_here=_is_iteration(call))

    def _way(self, place: Node, *, runs_here: bool) -> _Way:
        facts = self.course.at(place)
        if not runs_here:
            facts = facts.where(lambda path: path != TRIED and self._is_lasting(path, place))
        return _Way(facts, self._function_around(place))

    def _is_called_by_receiver(self, call: CallNode, callers: Sequence[CallNode]) -> bool:
        """Whether a function is handed to one of the file's own that calls it: those calls count then."""
        receivers = set(self.graph.called_functions(call))
        return any(not receivers.isdisjoint(_functions_around(caller)) for caller in callers) if receivers else False

    def _is_lasting(self, path: Path, place: Node) -> bool:
        """Whether a fact from where a function is made or handed over still holds when the function runs later."""
        root = path[0]
        if isinstance(root, Binding):
            return not self.course.changes(root, place.start, _END)
        return root != THIS or isinstance(place, js.ArrowFunctionExpression)

    def _is_seen(self, path: Path, function: js.Function) -> bool:
        """Whether a fact from where a function is called is about something that it shares with its caller."""
        root = path[0]
        if isinstance(root, Binding):
            around = root.scope.node
            is_outer = around.start <= function.start and function.end <= around.end and around is not function
            return is_outer and not self.course.changes(root, function.start, function.end)
        return root != THIS

    # -- What an expression may stand for unchecked

    def _doubtful(self, node: Node, depth: int) -> tuple[Path, ...]:
        if node in self._unverified:
            return self._unverified[node]
        if node in self._open or depth > _LONGEST_WAY:
            self._is_cut = True
            return ()
        was_cut, self._is_cut = self._is_cut, False
        self._open.add(node)
        follow = self._FOLLOWED.get(type(node), Guards._reached)
        found = dict.fromkeys(follow(self, node, depth + 1))
        facts = self.facts_at(node) if found else NOTHING
        if found and any(subject in facts for subject in self.paths.subjects(node)):
            found = {}
        doubtful = [path for path in found if path not in facts and not self.lore.is_sure(path)]
        self._open.discard(node)
        answer = tuple(doubtful[:_MOST_PATHS])
        if not self._is_cut or depth == 0:
            self._unverified[node] = answer
        self._is_cut = (self._is_cut or was_cut) and depth > 0
        return answer

    def _reached(self, node: Node, _depth: int) -> Iterable[Path]:
        paths = self.paths.of_expression(node)
        if not any(path[-1] == COMPUTED for path in paths):
            return paths
        if isinstance(node, js.MemberExpression) and is_looked_up(node, self.index, self.graph):
            return paths
        return [path for path in paths if path[-1] != COMPUTED]

    def _nothing(self, _node: Node, _depth: int) -> Iterable[Path]:
        return ()

    def _of_name(self, node: js.Identifier, depth: int) -> Iterator[Path]:
        binding = self.index.meaning(node)
        if binding is None:
            yield from self._reached(node, depth)
            return
        held = self._held(node)
        if held:
            for expression, is_checked in held:
                if expression is not None and not is_checked:
                    yield from self._doubtful(expression, depth)
        else:
            yield from self._of_variable(binding, depth)

    def _of_variable(self, binding: Binding, depth: int) -> tuple[Path, ...]:
        """What a variable may be at any time.

        While that is being asked, what depends on it is known in part only: it is asked for again, but not for ever.
        """
        if binding in self._open:
            self._is_cut = True
            return ()
        if binding in self._variables:
            return self._variables[binding]
        was_cut, self._is_cut = self._is_cut, False
        self._open.add(binding)
        ways = tuple(definitions(binding))
        if any(isinstance(identifier.parent, js.AssignmentPattern) for identifier in binding.declarations):
            ways = tuple(filter(_is_default, ways))
        parts = self._parts.setdefault(binding, [])
        parts.append(tuple(dict.fromkeys(path for way in ways for path in self._of_definition(way, depth))))
        self._open.discard(binding)
        is_outermost = not any(isinstance(other, Binding) for other in self._open)
        if is_outermost or not self._is_cut or len(parts) == _MOST_PARTS:
            self._variables[binding] = tuple(dict.fromkeys(chain(*parts)))
        self._is_cut = (self._is_cut and not is_outermost) or was_cut
        return parts[-1]

    def _of_definition(self, definition: Definition, depth: int) -> Iterator[Path]:
        if isinstance(definition, FromExpression):
            if definition.path:
                yield from self._along_keys(definition.expression, definition.path)
            else:
                yield from self._doubtful(definition.expression, depth)
        elif isinstance(definition, Parameter):
            yield from self._of_arguments(definition, depth)

    def _of_arguments(self, parameter: Parameter, depth: int) -> Iterator[Path]:
        for call in self.graph.callers.get(parameter.function, ()):
            _, shift = called(call)
            for argument in call.arguments[parameter.index + shift : parameter.index + shift + 1]:
                if parameter.path:
                    yield from self._along_keys(argument, parameter.path)
                else:
                    yield from self._doubtful(argument, depth)

    def _along_keys(self, node: Node, keys: Sequence[str]) -> Iterator[Path]:
        for value in self.values.along(self.values.of(node), keys):
            path = self.paths.of_value(value)
            if path:
                yield path

    def _of_member(self, node: js.MemberExpression, depth: int) -> Iterable[Path]:
        if any(isinstance(value, Global) for value in self.values.of(node.object)):
            return self._reached(node, depth)
        sources = self.conditions.stored(node)
        if not sources:
            return self._reached(node, depth)
        return [path for source in sources[:_MOST_PATHS] for path in self._doubtful(source, depth)]

    def _of_call(self, node: js.CallExpression, depth: int) -> Iterable[Path]:
        functions = tuple(self.graph.functions(called(node)[0]))
        if functions:
            returned = [expression for function in functions for expression in self.index.returns.get(function, ())]
            return [path for expression in returned[:_MOST_PATHS] for path in self._doubtful(expression, depth)]
        has_default = len(node.arguments) > 2 and self.values.name_of(node.callee) == "_.get"
        return () if has_default else self._reached(node, depth)

    def _of_logic(self, node: js.LogicalExpression, depth: int) -> Iterable[Path]:
        right = self._doubtful(node.right, depth)
        return (*self._doubtful(node.left, depth), *right) if node.operator == "&&" else right

    def _of_choice(self, node: js.ConditionalExpression, depth: int) -> Iterable[Path]:
        return (*self._doubtful(node.consequent, depth), *self._doubtful(node.alternate, depth))

    def _of_assignment(self, node: js.AssignmentExpression, depth: int) -> Iterable[Path]:
        return self._doubtful(node.right, depth)

    def _of_last(self, node: js.SequenceExpression, depth: int) -> Iterable[Path]:
        return self._doubtful(node.expressions[-1], depth)

    def _of_inner(self, node: js.ChainExpression, depth: int) -> Iterable[Path]:
        return self._doubtful(node.expression, depth)

    def _of_awaited(self, node: js.AwaitExpression, depth: int) -> Iterable[Path]:
        return self._doubtful(node.argument, depth)

    _FOLLOWED: ClassVar[Mapping[type[Node], _Follow]] = {
        js.Identifier: _of_name,
        js.MemberExpression: _of_member,
        js.CallExpression: _of_call,
        js.LogicalExpression: _of_logic,
        js.ConditionalExpression: _of_choice,
        js.AssignmentExpression: _of_assignment,
        js.SequenceExpression: _of_last,
        js.ChainExpression: _of_inner,
        js.AwaitExpression: _of_awaited,
        js.NewExpression: _nothing,
    }


_END = 1 << 62


def _is_default(definition: Definition) -> bool:
    """Whether a variable gets a value because it would get none otherwise."""
    return isinstance(definition, FromExpression) and isinstance(definition.expression.parent, js.AssignmentPattern)


def _is_iteration(call: CallNode) -> bool:
    """Whether a call runs the function that it gets before it returns, once for each item."""
    return isinstance(call.callee, js.MemberExpression) and member_key(call.callee) in ITERATION_METHODS


def _functions_around(node: Node) -> Iterator[js.Function]:
    return (ancestor for ancestor in ancestors(node) if isinstance(ancestor, js.Function))
