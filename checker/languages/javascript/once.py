"""Code that a function runs only the first time: `if (loaded) return; loaded = true; …`, `cache = cache || load()`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.flow import leaves
from checker.languages.javascript.node_index import ancestors, enclosing_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding

_MOST_CHECKS = 12
"""Statements at the beginning of a block among which such a check is looked for."""
_FALSY = frozenset({"false", "null", "0", "''", '""'})


class Guard(Enum):
    """How soon a place in a function is not reached any more."""

    NONE = "none"
    """It is reached each time."""
    AT_ONCE = "at once"
    """The first call that reaches it makes sure that no other does."""
    BY_ANSWER = "by answer"
    """Something that the first call starts makes sure of that when it has come to an end."""


class OnceGuards:
    """Answers whether code runs only the first time that its function does."""

    def __init__(self, binding: Callable[[js.Identifier], Binding | None]) -> None:
        """Ask `binding` what a name means."""
        self._binding = binding

    def guard(self, place: Node, function: js.Function) -> Guard:
        """How a place in a function is guarded by what the function itself remembers outside."""
        guards = {self._remembered(name, place, function) for name in _names_that_skip(place, function)}
        return next((guard for guard in (Guard.AT_ONCE, Guard.BY_ANSWER) if guard in guards), Guard.NONE)

    def _remembered(self, name: Node, place: Node, function: js.Function) -> Guard:
        """How soon a function gives a value to a name of the code around it; not at all if it also takes it away."""
        meaning = self._outer(name, function)
        if meaning is None:
            return Guard.NONE
        writes = [
            node
            for node in js.walk(function.body)
            if isinstance(node, js.AssignmentExpression) and self._outer(node.left, function) == meaning
        ]
        if not writes or not all(_is_lasting(write, place) for write in writes):
            return Guard.NONE
        at_once = any(enclosing_function(write) is function for write in writes)
        return Guard.AT_ONCE if at_once else Guard.BY_ANSWER

    def _outer(self, name: Node, function: js.Function) -> tuple[object, ...] | None:
        """What a name means if it lives longer than a call of the function; a property by the name before it."""
        if isinstance(name, js.Identifier):
            binding = self._binding(name)
            declarations = binding.declarations if binding is not None else ()
            is_inner = any(function in ancestors(declaration) for declaration in declarations)
            return None if is_inner else (binding or name.name,)
        if isinstance(name, js.MemberExpression) and not name.computed:
            owner = ("this",) if isinstance(name.object, js.ThisExpression) else self._outer(name.object, function)
            return None if owner is None else (*owner, member_key(name))
        return None


def _names_that_skip(place: Node, function: js.Function) -> Iterator[Node]:
    """The names and properties that make a function skip a place when they have a value."""
    child, parent = place, place.parent
    while parent is not None and child is not function:
        if isinstance(parent, (js.IfStatement, js.ConditionalExpression)) and child is not parent.test:
            yield from _with_value(parent.test) if child is parent.alternate else _without_value(parent.test)
        elif isinstance(parent, js.LogicalExpression) and child is parent.right:
            yield from _without_value(parent.left) if parent.operator == "&&" else _with_value(parent.left)
        elif isinstance(parent, js.AssignmentExpression) and parent.operator in {"||=", "??="}:
            yield parent.left
        elif isinstance(parent, js.BlockStatement):
            for statement in _first_checks(parent):
                if statement.start < child.start:
                    yield from _with_value(statement.test)
        child, parent = parent, parent.parent


def _first_checks(block: js.BlockStatement) -> Iterator[js.IfStatement]:
    """The checks at the beginning of a block that leave its function."""
    for statement in block.body[:_MOST_CHECKS]:
        if isinstance(statement, js.IfStatement) and leaves(statement.consequent, by_break=False):
            yield statement


def _with_value(test: Node) -> Iterator[Node]:
    """The names of which one value is enough for a test to come out true: `a`, `a || b`, `a !== null`."""
    if isinstance(test, js.LogicalExpression) and test.operator == "||":
        yield from _with_value(test.left)
        yield from _with_value(test.right)
    elif isinstance(test, js.UnaryExpression) and test.operator == "!":
        yield from _without_value(test.argument)
    elif isinstance(test, js.BinaryExpression) and test.operator in {"!=", "!=="} and _is_nothing(test.right):
        yield test.left.argument if isinstance(test.left, js.UnaryExpression) else test.left
    elif isinstance(test, (js.Identifier, js.MemberExpression)):
        yield test


def _without_value(test: Node) -> Iterator[Node]:
    """The names that must have no value for a test to come out true: `!a`, `!a && b`, `a === null`."""
    if isinstance(test, js.LogicalExpression) and test.operator == "&&":
        yield from _without_value(test.left)
        yield from _without_value(test.right)
    elif isinstance(test, js.UnaryExpression) and test.operator == "!":
        yield from _with_value(test.argument)
    elif isinstance(test, js.BinaryExpression) and test.operator in {"==", "==="} and _is_nothing(test.right):
        yield test.left.argument if isinstance(test.left, js.UnaryExpression) else test.left


def _is_nothing(node: Node) -> bool:
    """Whether an expression is `null`, `undefined` or `'undefined'`."""
    if isinstance(node, js.Identifier):
        return node.name == "undefined"
    return isinstance(node, js.Literal) and (node.raw == "null" or node.value == "undefined")


def _is_lasting(write: js.AssignmentExpression, place: Node) -> bool:
    """Whether an assignment gives a name a value for good: a constant, a whole answer, or what the place makes."""
    value = write.right
    if isinstance(value, js.Literal):
        return value.raw not in _FALSY
    if isinstance(value, js.Identifier):
        return value.name != "undefined"
    return isinstance(value, (js.ObjectExpression, js.ArrayExpression)) or write in ancestors(place)
