"""What values are made of: the expressions that go into others, through names, properties, calls and texts.

The question goes backwards from a value, for instance from what a request sends. Tests and comparisons are not
followed: they decide, but nothing of them is in the value.
"""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import Element, FromExpression, Parameter, definitions, member_key
from checker.languages.javascript.scopes import UPDATE
from checker.languages.javascript.value_kinds import Object
from checker.languages.javascript.values import called, passed_at
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Binding, Reference
    from checker.languages.javascript.values import Values

_MOST_NODES = 3_000
"""Expressions that one question looks at."""
_ADDING_METHODS = frozenset({"push", "unshift", "append", "set", "add", "put"})
"""Methods that put their arguments into what they are called on: of arrays, `FormData`, `Map` and their like."""
_MIXING_METHODS = frozenset({"assign", "extend", "defaults", "merge"})

_Step: TypeAlias = "Callable[..., Iterable[Node]]"


class Ingredients(Record):
    """Answers what goes into a value."""

    index: NodeIndex
    values: Values
    graph: CallGraph

    def of(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Every expression that goes into the values of some expressions, themselves included, the nearest first."""
        waiting = deque(nodes)
        seen: set[Node] = set()
        while waiting and len(seen) < _MOST_NODES:
            node = waiting.popleft()
            if node in seen:
                continue
            seen.add(node)
            yield node
            step = self._STEPS.get(type(node))
            waiting.extend(step(self, node) if step is not None else parts_of(node))

    def _name(self, node: js.Identifier) -> Iterator[Node]:
        binding = self.index.bindings.get(node)
        if binding is not None:
            for definition in definitions(binding):
                yield from self._defined(definition)
            yield from self._added(binding)

    def _defined(self, definition: Definition) -> Iterator[Node]:
        if isinstance(definition, FromExpression):
            yield from self.values.sources.taken_from(definition.expression, definition.path)
        elif isinstance(definition, Parameter):
            for call in self.graph.callers.get(definition.function, ()):
                for argument in passed_at(call, definition.index):
                    yield from self.values.sources.taken_from(argument, definition.path)
        elif isinstance(definition, Element):
            yield definition.collection

    def _added(self, binding: Binding) -> Iterator[Node]:
        for reference in binding.references:
            yield from _added_by(reference)

    def _member(self, node: js.MemberExpression) -> Iterable[Node]:
        return self.values.sources.of_member(node)

    def _call(self, node: CallNode) -> Iterator[Node]:
        """What the file's own functions return; of others, what they are given and what they are called on."""
        callee, _ = called(node)
        functions = tuple(self.graph.functions(callee))
        for function in functions:
            yield from self.index.returns.get(function, ())
        if not functions:
            yield from node.arguments
            if isinstance(callee, js.MemberExpression):
                yield callee.object

    def _object(self, node: js.ObjectExpression) -> Iterator[Node]:
        for member in node.properties:
            if isinstance(member, js.Property):
                yield member.value
            elif isinstance(member, js.SpreadElement):
                yield member.argument
        yield from self._given_later.get(node, ())

    @cached_property
    def _given_later(self) -> Mapping[Node, Sequence[Node]]:
        """What is assigned to properties of the file's objects where they do not stand in the literal."""
        found: dict[Node, list[Node]] = {}
        for pairs in self.index.writes.values():
            for target, value in pairs:
                for owner in self.values.of(target):
                    if isinstance(owner, Object) and isinstance(owner.node, js.ObjectExpression):
                        found.setdefault(owner.node, []).append(value)
        return found

    def _either(self, node: js.LogicalExpression) -> Iterable[Node]:
        return (node.left, node.right)

    def _inside(self, node: Node) -> Iterable[Node]:
        return js.children(node)

    _STEPS: ClassVar[Mapping[type[Any], _Step]] = {
        js.Identifier: _name,
        js.MemberExpression: _member,
        js.CallExpression: _call,
        js.NewExpression: _call,
        js.ObjectExpression: _object,
        js.LogicalExpression: _either,
        js.TaggedTemplateExpression: _inside,
    }


def parts_of(node: Node) -> Iterable[Node]:
    """The expressions whose values an expression passes on or puts together, whoever asks: `+`, `?:`, arrays, texts."""
    parts = _PARTS.get(type(node))
    return parts(node) if parts is not None else ()


_PARTS: Mapping[type[Any], Callable[[Any], Iterable[Node]]] = {
    js.ArrayExpression: lambda node: filter(None, node.elements),
    js.BinaryExpression: lambda node: (node.left, node.right) if node.operator == "+" else (),
    js.ConditionalExpression: lambda node: (node.consequent, node.alternate),
    js.AssignmentExpression: lambda node: (node.right,),
    js.SequenceExpression: lambda node: (node.expressions[-1],),
    js.TemplateLiteral: js.children,
    js.AwaitExpression: js.children,
    js.ChainExpression: js.children,
    js.SpreadElement: js.children,
}


def _added_by(reference: Reference) -> Iterable[Node]:
    """What a use of a name puts into it: `x += y`, `x.push(y)`, `x.key = y`, `Object.assign(x, y)`."""
    node, parent = reference.identifier, reference.identifier.parent
    if reference.role == UPDATE and isinstance(parent, js.AssignmentExpression):
        return (parent.right,)
    if isinstance(parent, js.CallExpression) and node in parent.arguments:
        is_mixin = isinstance(parent.callee, js.MemberExpression) and member_key(parent.callee) in _MIXING_METHODS
        return parent.arguments[parent.arguments.index(node) + 1 :] if is_mixin else ()
    member: Node = node
    while isinstance(member.parent, js.MemberExpression) and member.parent.object is member:
        member = member.parent
    use = member.parent
    if member is node:
        return ()
    if isinstance(use, js.AssignmentExpression) and use.left is member:
        return (use.right,)
    if isinstance(use, js.CallExpression) and use.callee is member and isinstance(member, js.MemberExpression):
        return use.arguments if member_key(member) in _ADDING_METHODS else ()
    return ()
