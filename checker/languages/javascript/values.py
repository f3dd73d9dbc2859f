"""Where values come from: every expression followed to its possible origins, through aliases of all kinds.

The analysis asks backwards and only when asked: what an identifier holds is what its declarations and assignments
give it, what a member holds is what was written to that property of that object, what a parameter holds is what the
callers pass. Order in time is ignored, so a value with several possible origins keeps them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import (
    FromExpression,
    Imported,
    Parameter,
    definitions,
    property_key,
    static_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex

WINDOW_NAMES = frozenset({"window", "self", "globalThis", "top", "parent", "frames"})
"""Globals that are, or lead to, the window; what is read from them is a global itself."""
COMPUTED = "*"
"""The name of a property that is only known at run time."""

_DEEPEST = 40
"""Steps of one question; what lies farther away counts as unknown."""
_MOST_VALUES = 12
"""Origins of one expression that are kept."""
_MOST_STEPS = 2_000
"""Expressions that one question looks at."""
_NO_CUT = 1_000_000
_NO_POSITION = 1_000_000
"""Where the arguments of `.apply` begin: their positions are not known."""

INDIRECT_CALLS = frozenset({"call", "apply", "bind"})
_NICKNAMES: Mapping[str, str] = {"jquery": "$", "jQuery": "$", "underscore": "_", "lodash": "_"}
PASS_THROUGH = frozenset(
    {"$.proxy", "_.bind", "_.debounce", "_.throttle", "_.once", "_.partial", "_.defer", "Promise.resolve"}
)
"""Functions that give back their first argument, or a function that does what it does."""
MIXINS = frozenset({"$.extend", "_.extend", "_.assign", "_.defaults", "_.merge", "Object.assign"})
"""Functions that copy the properties of further arguments into the first, and return it."""


@dataclass(frozen=True, slots=True)
class Global:
    """Something reached from the window by a path; the window itself has the empty path."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """Something of a module that AMD or an import brings; `path` leads to it inside."""

    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the file itself defines."""

    node: js.Function


@dataclass(frozen=True, slots=True)
class Object:
    """An object that the file itself makes: a literal, an array, or an instance of a function or class."""

    node: Node


@dataclass(frozen=True, slots=True)
class Result:
    """What a call returns that the file does not define."""

    call: js.CallExpression | js.NewExpression


@dataclass(frozen=True, slots=True)
class Member:
    """A property of a value that is not known further, such as a parameter nobody passes or a call's result."""

    of: Value
    key: str


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function whose caller is not in the file: an event, a response, a callback's argument."""

    function: js.Function
    index: int


Value: TypeAlias = Global | Module | Function | Object | Result | Member | Argument
Callers: TypeAlias = Mapping[js.Function, Sequence[tuple[js.CallExpression | js.NewExpression, int]]]
"""The calls of each function, and how many arguments stand before its own (1 for `.call`)."""


class Values:
    """Answers what an expression may hold."""

    def __init__(self, index: NodeIndex, callers: Callers) -> None:
        """Ask about the nodes of `index`; `callers` says who passes arguments to which function."""
        self._index = index
        self._callers = callers
        self._known: dict[Node, tuple[Value, ...]] = {}
        self._asked: dict[Node, int] = {}
        self._lowest_cut = _NO_CUT
        self._steps = 0

    def of(self, node: Node) -> tuple[Value, ...]:
        """Every origin that the value of an expression may have; empty if nothing is known."""
        known = self._known.get(node)
        if known is not None:
            return known
        resolve = self._RESOLVERS.get(type(node))
        return () if resolve is None else self._resolved(node, resolve)

    def _resolved(self, node: Node, resolve: Callable[[Values, Any], Iterable[Value]]) -> tuple[Value, ...]:
        """Resolve and remember; an answer that was cut short by a question still open is not remembered."""
        depth = len(self._asked)
        if depth == 0:
            self._lowest_cut, self._steps = _NO_CUT, 0
        self._steps += 1
        if node in self._asked or depth > _DEEPEST or self._steps > _MOST_STEPS:
            self._lowest_cut = min(self._lowest_cut, self._asked.get(node, 0))
            return ()
        self._asked[node] = depth
        found = tuple(islice(dict.fromkeys(resolve(self, node)), _MOST_VALUES))
        del self._asked[node]
        if self._lowest_cut >= depth:
            self._known[node] = found
            self._lowest_cut = _NO_CUT
        return found

    def member(self, value: Value, key: str) -> tuple[Value, ...]:
        """What a property of a value may hold."""
        if isinstance(value, Global):
            is_window = not value.path and key in WINDOW_NAMES
            return (value,) if is_window else (Global((*value.path, key)),)
        if isinstance(value, Module):
            return (Module(value.name, (*value.path, key)),)
        if isinstance(value, Function) and key == "prototype":
            return (Object(value.node),)
        if isinstance(value, Object | Function):
            return tuple(self._written(value, key)) or (Member(value, key),)
        return (Member(value, key),)

    def along(self, values: Iterable[Value], path: Iterable[str]) -> tuple[Value, ...]:
        """Follow a path of property names from each of the values."""
        found = tuple(values)
        for key in path:
            found = tuple(member for value in found for member in self.member(value, key))[:_MOST_VALUES]
        return found

    def _identifier(self, node: js.Identifier) -> Iterator[Value]:
        if node not in self._index.bindings:
            return
        binding = self._index.bindings[node]
        if binding is None:
            yield Global(() if node.name in WINDOW_NAMES else (node.name,))
            return
        for definition in definitions(binding):
            yield from self._defined(definition)

    def _defined(self, definition: Definition) -> tuple[Value, ...]:
        if isinstance(definition, FromExpression):
            return self.along(self.of(definition.expression), definition.path)
        if isinstance(definition, Imported):
            return (Module(definition.module, definition.path),)
        if isinstance(definition, Parameter):
            return self.along(self._passed(definition.function, definition.index), definition.path)
        return self.along(self.of(definition.collection), [COMPUTED])

    def _passed(self, function: js.Function, index: int) -> Iterator[Value]:
        module = self._index.amd_dependency(function, index)
        if module is not None:
            yield Module(module)
            return
        calls = self._callers.get(function, ())
        if not calls:
            yield Argument(function, index)
        for call, shift in calls:
            if index + shift < len(call.arguments):
                yield from self.of(call.arguments[index + shift])

    def _written(self, owner: Object | Function, key: str) -> Iterator[Value]:
        """What the file itself puts into a property of an object that it makes."""
        yield from self._own_properties(owner.node, key)
        for target, value in self._index.writes.get(key, ()):
            if owner in self.of(target):
                yield from self.of(value)
        for target, source in self._index.mixins:
            if owner in self.of(target):
                yield from self._found_in(source, key)
        if isinstance(owner, Object) and isinstance(owner.node, js.Function):
            for target, prototype in self._index.writes.get("prototype", ()):
                if Function(owner.node) in self.of(target):
                    yield from self._found_in(prototype, key)

    def _found_in(self, source: Node, key: str) -> Iterator[Value]:
        """A property of another object, but only if that object really has it."""
        for value in self.of(source):
            if isinstance(value, Object):
                yield from self._written(value, key)
            elif isinstance(value, Global | Module):
                yield from self.member(value, key)

    def _own_properties(self, node: Node, key: str) -> Iterator[Value]:
        if isinstance(node, js.ArrayExpression):
            for index, element in enumerate(node.elements):
                if element is not None and key in {COMPUTED, str(index)}:
                    yield from self.of(element)
        elif isinstance(node, js.ObjectExpression):
            yield from self._properties(node.properties, key)
        elif isinstance(node, js.Class) and isinstance(node.body, js.ClassBody):
            yield from self._properties(node.body.body, key)
            if node.super_class is not None:
                yield from self._found_in(node.super_class, key)

    def _properties(self, members: Iterable[Node], key: str) -> Iterator[Value]:
        for member in members:
            if isinstance(member, js.SpreadElement):
                yield from self._found_in(member.argument, key)
            elif not isinstance(member, js.Property | js.MethodDefinition | js.PropertyDefinition):
                continue
            elif member.value is not None and key in {COMPUTED, property_key(member)}:
                is_getter = getattr(member, "kind", "") == "get"
                yield from self._returned(member.value) if is_getter else self.of(member.value)

    def _member_expression(self, node: js.MemberExpression) -> tuple[Value, ...]:
        key = static_key(node.property, computed=node.computed)
        return self.along(self.of(node.object), [COMPUTED if key is None else key])

    def _this(self, node: js.ThisExpression) -> Iterator[Value]:
        function = self._index.function_of_this(node)
        if function is not None:
            yield from self._receivers(function)

    def _receivers(self, function: Node) -> Iterator[Value]:
        """The objects that a function is a method of; a constructor or a lone function makes one of its own."""
        owner = function.parent
        if isinstance(owner, js.MethodDefinition | js.PropertyDefinition) and owner.parent is not None:
            yield Object(owner.parent.parent or owner.parent)
        elif isinstance(owner, js.Property) and owner.parent is not None:
            yield Object(owner.parent)
        elif isinstance(owner, js.AssignmentExpression) and isinstance(owner.left, js.MemberExpression):
            yield from self.of(owner.left.object)
        elif isinstance(owner, js.MemberExpression) and isinstance(owner.parent, js.CallExpression):
            yield from self._bound_receivers(owner, owner.parent)
        elif not isinstance(function, js.StaticBlock):
            yield Object(function)

    def _bound_receivers(self, method: js.MemberExpression, call: js.CallExpression) -> Iterator[Value]:
        if static_key(method.property, computed=method.computed) in INDIRECT_CALLS and call.arguments:
            yield from self.of(call.arguments[0])

    def _call(self, node: js.CallExpression) -> Iterator[Value]:
        special = self._known_function(node)
        if special is not None:
            yield from special
            return
        callee, _ = called(node)
        functions = self.of(callee)
        returned = False
        for value in functions:
            if isinstance(value, Function):
                returned = True
                yield from self._returned(value.node)
        if not returned:
            yield Result(node)

    def _known_function(self, node: js.CallExpression) -> Iterable[Value] | None:
        """The result of functions whose meaning is known: `bind`, `require`, `Object.assign`, `_.get` and such."""
        callee = node.callee
        if isinstance(callee, js.MemberExpression) and static_key(callee.property, computed=False) == "bind":
            return self.of(callee.object)
        if not node.arguments:
            return None
        name = self.name_of(callee)
        first = node.arguments[0]
        if name == "require" and isinstance(first, js.Literal) and isinstance(first.value, str):
            return (Module(first.value),)
        if name in PASS_THROUGH:
            return self.of(first)
        if name in MIXINS:
            is_deep = isinstance(first, js.Literal) and len(node.arguments) > 1
            return self.of(node.arguments[1] if is_deep else first)
        if name == "_.get" and len(node.arguments) > 1:
            path = node.arguments[1]
            if isinstance(path, js.Literal) and isinstance(path.value, str):
                return self.along(self.of(first), path.value.split("."))
        return None

    def name_of(self, node: Node) -> str | None:
        """The dotted name of a global or of a well-known module's function, such as `_.get` or `$.extend`."""
        for value in self.of(node):
            if isinstance(value, Global) and value.path:
                return ".".join((_NICKNAMES.get(value.path[0], value.path[0]), *value.path[1:]))
            if isinstance(value, Module) and value.name in _NICKNAMES:
                return ".".join((_NICKNAMES[value.name], *value.path))
        return None

    def _returned(self, function: Node) -> Iterator[Value]:
        for expression in self._index.returns.get(function, ()):
            yield from self.of(expression)

    def _new(self, node: js.NewExpression) -> Iterator[Value]:
        for value in self.of(node.callee):
            if isinstance(value, Function):
                yield Object(value.node)
            elif isinstance(value, Object):
                yield value
            else:
                yield Result(node)

    def _logical(self, node: js.LogicalExpression) -> Iterator[Value]:
        if node.operator != "&&":
            yield from self.of(node.left)
        yield from self.of(node.right)

    def _conditional(self, node: js.ConditionalExpression) -> Iterator[Value]:
        yield from self.of(node.consequent)
        yield from self.of(node.alternate)

    def _sequence(self, node: js.SequenceExpression) -> tuple[Value, ...]:
        return self.of(node.expressions[-1])

    def _assignment(self, node: js.AssignmentExpression) -> tuple[Value, ...]:
        return self.of(node.right)

    def _inside(self, node: js.ChainExpression) -> tuple[Value, ...]:
        return self.of(node.expression)

    def _awaited(self, node: js.AwaitExpression) -> tuple[Value, ...]:
        return self.of(node.argument)

    def _function(self, node: js.Function) -> tuple[Value, ...]:
        return (Function(node),)

    def _object(self, node: Node) -> tuple[Value, ...]:
        return (Object(node),)

    _RESOLVERS: ClassVar[Mapping[type[Node], Callable[[Values, Any], Iterable[Value]]]] = {
        js.Identifier: _identifier,
        js.MemberExpression: _member_expression,
        js.ThisExpression: _this,
        js.CallExpression: _call,
        js.NewExpression: _new,
        js.LogicalExpression: _logical,
        js.ConditionalExpression: _conditional,
        js.SequenceExpression: _sequence,
        js.AssignmentExpression: _assignment,
        js.ChainExpression: _inside,
        js.AwaitExpression: _awaited,
        js.FunctionDeclaration: _function,
        js.FunctionExpression: _function,
        js.ArrowFunctionExpression: _function,
        js.ObjectExpression: _object,
        js.ArrayExpression: _object,
        js.ClassDeclaration: _object,
        js.ClassExpression: _object,
    }


def called(call: js.CallExpression | js.NewExpression) -> tuple[Node, int]:
    """The function that a call runs, seen through `.call` and `.apply`, and how many arguments stand before its own."""
    callee = call.callee
    if isinstance(callee, js.ChainExpression):
        callee = callee.expression
    if isinstance(callee, js.MemberExpression) and isinstance(call, js.CallExpression):
        key = static_key(callee.property, computed=callee.computed)
        if key == "call":
            return callee.object, 1
        if key == "apply":
            return callee.object, _NO_POSITION
    return callee, 0


def find_callers(index: NodeIndex) -> Callers:
    """Find the calls of each function that the file defines; parameters are not followed for this."""
    values = Values(index, {})
    callers: dict[js.Function, list[tuple[js.CallExpression | js.NewExpression, int]]] = {}
    for call in index.calls:
        callee, shift = called(call)
        for value in values.of(callee):
            if isinstance(value, Function):
                callers.setdefault(value.node, []).append((call, shift))
    return callers
