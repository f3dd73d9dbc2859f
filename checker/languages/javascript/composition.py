"""What a name or member is made of, for folding texts: its one value, and what is added to it later.

`html += '…'` adds to a string, `rows.push('…')` to an array. A name with several values is made of nothing that could
be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import (
    Element,
    FromExpression,
    Imported,
    Parameter,
    definitions,
    member_key,
)
from checker.languages.javascript.scopes import READ, UPDATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Binding, Reference
    from checker.languages.javascript.values import Callers, Values

_CHANGING_METHODS = frozenset({"pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"})

_MOST_ALTERNATIVES = 60
"""Expressions that one question looks at."""
_MOST_ALTERNATIVES_OF_ALL = 100_000
"""Expressions that all questions about a file look at."""


class _Unclear(Exception):
    """A name is changed in a way that cannot be followed."""


class _Growth(NamedTuple):
    """The first value of a name and what is added to it, in the order of the source."""

    start: Node
    additions: tuple[Node, ...]


class Composition:
    """Answers what names and members are made of: expressions, one behind the other, None for a gap."""

    def __init__(self, index: NodeIndex, values: Values, callers: Callers) -> None:
        self._index = index
        self._values = values
        self._callers = callers
        self._left = _MOST_ALTERNATIVES_OF_ALL
        self._growths: dict[Binding, _Growth | None] = {}

    def __call__(self, node: Node) -> Sequence[Node | None]:
        """What a name or member is made of where it is read; empty if that cannot be told."""
        if isinstance(node, js.MemberExpression):
            source = self._values.sources.only(node)
            return () if source is None else (source,)
        binding = self._index.bindings.get(node) if isinstance(node, js.Identifier) else None
        growth = self._growth(binding) if binding is not None else None
        if growth is None:
            return ()
        before = [addition for addition in growth.additions if addition.start < node.start]
        return _spaced(growth.start, before, is_open=len(before) < len(growth.additions))

    def whole(self, binding: Binding) -> Sequence[Node | None]:
        """All that a name is ever made of; empty if it does not grow or that cannot be told."""
        growth = self._growth(binding)
        return _spaced(growth.start, growth.additions) if growth is not None and growth.additions else ()

    def alternatives(self, node: Node) -> Iterator[Node]:
        """The expressions whose values an expression may have: both branches, all that a variable is ever given.

        An expression that cannot be followed further stands for itself.
        """
        waiting, seen = [node], {node}
        while waiting:
            current = waiting.pop()
            self._left -= 1
            is_over = self._left < 0 or len(seen) >= _MOST_ALTERNATIVES
            given = () if is_over else self._given(current)[:_MOST_ALTERNATIVES]
            further = [one for one in given if one not in seen]
            seen.update(further)
            waiting += reversed(further)
            if not further:
                yield current

    def _given(self, node: Node) -> Sequence[Node]:
        if isinstance(node, js.ConditionalExpression):
            return (node.consequent, node.alternate)
        if isinstance(node, js.LogicalExpression):
            return (node.left, node.right) if node.operator != "&&" else (node.right,)
        if isinstance(node, js.ChainExpression):
            return (node.expression,)
        if isinstance(node, js.AssignmentExpression) and node.operator == "=":
            return (node.right,)
        if isinstance(node, js.MemberExpression):
            return tuple(self._given_to_member(node))
        binding = self._index.bindings.get(node) if isinstance(node, js.Identifier) else None
        return () if binding is None else tuple(self._given_to(binding))

    def _given_to_member(self, member: js.MemberExpression) -> Iterator[Node]:
        source = self._values.sources.only(member)
        if source is not None:
            yield source
        elif self._values.key_of(member) is None:
            yield from self._values.sources.items_of(member.object)
        else:
            yield from self._values.sources.of_member(member)

    def _given_to(self, binding: Binding) -> Iterator[Node]:
        for definition in definitions(binding):
            if not isinstance(definition, Imported):
                for node in self._sources(definition):
                    yield from self._values.sources.taken_from(node, definition.path)

    def _sources(self, definition: FromExpression | Parameter | Element) -> Iterator[Node]:
        """What a name is given, one after the other: a value, arguments of calls, items of a list."""
        if isinstance(definition, FromExpression):
            yield definition.expression
        elif isinstance(definition, Element):
            yield from self._values.sources.items_of(definition.collection)
        else:
            for call, shift in self._callers.get(definition.function, ()):
                yield from call.arguments[definition.index + shift : definition.index + shift + 1]
            collection = self._values.collection_for(definition.function, definition.index)
            if collection is not None:
                yield from self._values.sources.items_of(collection)

    def _growth(self, binding: Binding) -> _Growth | None:
        if binding not in self._growths:
            self._growths[binding] = None
            self._growths[binding] = self._computed_growth(binding)
        return self._growths[binding]

    def _computed_growth(self, binding: Binding) -> _Growth | None:
        found = definitions(binding)
        start = self._expression(found[0]) if len(found) == 1 else None
        if start is None:
            return None
        try:
            is_array = isinstance(start, js.ArrayExpression)
            additions = [node for use in binding.references for node in _added(use, is_array=is_array)]
        except _Unclear:
            return None
        return _Growth(start, tuple(additions))

    def _expression(self, definition: Definition) -> Node | None:
        if isinstance(definition, FromExpression) and not definition.path:
            return definition.expression
        if isinstance(definition, Parameter) and not definition.path:
            return self._only_argument(definition)
        return None

    def _only_argument(self, parameter: Parameter) -> Node | None:
        """What a function gets that is called at one place only."""
        calls = self._callers.get(parameter.function, ())
        if len(calls) != 1:
            return None
        call, shift = calls[0]
        given = call.arguments[: parameter.index + shift + 1]
        is_plain = len(given) > parameter.index + shift and not any(isinstance(one, js.SpreadElement) for one in given)
        return given[-1] if is_plain else None


def _added(use: Reference, *, is_array: bool) -> Sequence[Node]:
    """What a use of a name adds to it."""
    node, parent = use.identifier, use.identifier.parent
    if use.role == UPDATE:
        if isinstance(parent, js.AssignmentExpression) and parent.operator == "+=":
            return (parent.right,)
        raise _Unclear
    if use.role != READ or not is_array or not isinstance(parent, js.MemberExpression) or parent.object is not node:
        return ()
    call, key = parent.parent, member_key(parent)
    if isinstance(call, js.CallExpression) and call.callee is parent and key in _CHANGING_METHODS | {"push"}:
        if key == "push":
            return call.arguments
        raise _Unclear
    if isinstance(call, js.AssignmentExpression) and call.left is parent:
        raise _Unclear
    return ()


def _spaced(start: Node, additions: Sequence[Node], *, is_open: bool = False) -> Sequence[Node | None]:
    """Put a gap before each addition that another way through the code may leave out, and behind the last."""
    block = _block(start)
    parts: list[Node | None] = [start]
    for addition in additions:
        parts += (addition,) if _block(addition) is block else (None, addition)
    return [*parts, None] if is_open else parts


def _block(node: Node) -> Node | None:
    """What the statement stands in that a node is the value of, or the call or assignment in it."""
    statement = node.parent
    while isinstance(statement, (js.CallExpression, js.AssignmentExpression, js.VariableDeclarator)):
        statement = statement.parent
    is_simple = isinstance(statement, (js.ExpressionStatement, js.VariableDeclaration))
    return statement.parent if is_simple and statement is not None else statement
