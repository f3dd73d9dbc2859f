"""Checks: which paths are known to be there at a place in the code, whatever the way that leads to it.

`facts` says what can be known, `presence` what a value says, `conditions` what tests say, `course` what statements make
of it within a function, and `beginnings` what all its callers make sure of; here all of it comes together.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from checker.languages.javascript import estree as js
from checker.languages.javascript.beginnings import Beginnings
from checker.languages.javascript.counting import is_looked_up
from checker.languages.javascript.course import Course
from checker.languages.javascript.definitions import FromExpression, Parameter, definitions
from checker.languages.javascript.facts import NO_LORE, NOTHING, TRIED, Facts, Held, Lore
from checker.languages.javascript.scopes import Binding
from checker.languages.javascript.value_kinds import COMPUTED, Global
from checker.languages.javascript.values import called, passed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Values

_LONGEST_WAY = 12
"""Variables, parameters and functions through which a value is followed."""
_PROMISING = "Promise.resolve"
"""A function that gives back a promise of its argument, which always is there."""
_MOST_PATHS = 8
_MOST_PARTS = 3
"""Incomplete answers about one variable, after which their sum counts as the answer."""

_Follow: TypeAlias = "Callable[[Guards, Any, int], Iterable[Path]]"


class Guards:
    """Answers whether a path is checked before a place in the code is reached."""

    def __init__(self, index: NodeIndex, values: Values, graph: CallGraph, lore: Lore = NO_LORE) -> None:
        """Ask about one file; `lore` is what is known without a look at it."""
        self.index = index
        self.values = values
        self.graph = graph
        self.lore = lore
        self.course = Course(index, values, graph, lore)
        self.conditions = self.course.conditions
        self.paths = self.conditions.paths
        self._beginnings = Beginnings(graph, self.course)
        self._unverified: dict[Node, tuple[Path, ...]] = {}
        self._variables: dict[Binding, tuple[Path, ...]] = {}
        self._parts: dict[Binding, list[tuple[Path, ...]]] = {}
        self._open: set[Node | Binding] = set()
        self._is_cut = False
        """Whether an answer was cut short because its question was still open; then it is not remembered."""

    def with_lore(self, lore: Lore) -> Guards:
        """Ask about the same file with other knowledge."""
        return Guards(self.index, self.values, self.graph, lore)

    def facts_at(self, node: Node) -> Facts:
        """What is known when a node is reached."""
        local = self.course.at(node)
        function = self._beginnings.function_around(node)
        return local if function is None else self._beginnings.of(function).both(local)

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

    def unverified_along(self, node: Node, keys: Sequence[str]) -> tuple[Path, ...]:
        """The same for what lies behind names from an expression on, as in patterns."""
        if not keys:
            return self.unverified(node)
        facts = self.facts_at(node)
        paths = () if TRIED in facts else self._along_keys(node, keys)
        return tuple(path for path in paths if path not in facts and not self.lore.is_sure(path))

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
        ways = definitions(binding)
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
            for argument in passed_at(call, parameter.index):
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
        name = self.values.name_of(node.callee)
        has_default = len(node.arguments) > 2 and name == "_.get"
        return () if has_default or name == _PROMISING else self._reached(node, depth)

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


def _is_default(definition: Definition) -> bool:
    """Whether a variable gets a value because it would get none otherwise."""
    return isinstance(definition, FromExpression) and isinstance(definition.expression.parent, js.AssignmentPattern)
