"""What decides how code goes on: the values that it compares, looks for in lists, and chooses by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.value_kinds import Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value

_COMPARISONS = frozenset({"==", "===", "!=", "!==", "<", ">", "<=", ">=", "in"})
_EMPTY = frozenset({"undefined", "null", "''", '""'})
_SEARCHING_METHODS = frozenset(
    {"includes", "indexOf", "lastIndexOf", "contains", "has", "inArray", "test", "match", "search", "startsWith"}
    | {"endsWith", "isBefore", "isAfter", "isSame", "isSameOrBefore", "isSameOrAfter", "diff", "localeCompare"}
)
"""Methods that look for their argument, or in what they are called on: of lists, texts, jQuery, underscore, moment."""
_CONVERSIONS = frozenset({"Date", "Number", "String", "parseInt", "parseFloat", "moment", "Date.parse", "moment.unix"})
_DEEPEST = 6


class Decision(NamedTuple):
    """A value, and the expression or statement that it decides in."""

    operand: Node
    node: Node
    """The comparison, call, lookup or test."""
    is_presence: bool = False
    """Whether the code only asks if the value counts as true."""


def decisions(model: ScriptModel) -> Iterator[Decision]:
    """Everything that decides; a comparison with an empty value is left out."""
    for comparison in model.index.all(js.BinaryExpression):
        operands = (comparison.left, comparison.right)
        if comparison.operator in _COMPARISONS and not any(map(_is_empty, operands)):
            yield from (Decision(operand, comparison) for operand in operands)
    for switch in model.index.all(js.SwitchStatement):
        yield Decision(switch.discriminant, switch.discriminant)
    for call, searched in model.graph.calls.methods(_SEARCHING_METHODS):
        yield from (Decision(operand, call.node) for operand in (searched, *call.node.arguments))
    for member in model.index.all(js.MemberExpression):
        if member.computed and not isinstance(member.property, js.Literal):
            yield Decision(member.property, member)
    yield from _tests(model)


def _tests(model: ScriptModel) -> Iterator[Decision]:
    for statement in model.index.all(js.IfStatement):
        yield from (Decision(part, part, is_presence=True) for part in _conditions(statement.test))
    for choice in model.index.all(js.ConditionalExpression):
        yield from (Decision(part, part, is_presence=True) for part in _conditions(choice.test))


def _conditions(test: Node) -> Iterator[Node]:
    waiting = [test]
    while waiting:
        node = waiting.pop()
        if isinstance(node, js.LogicalExpression):
            waiting += [node.right, node.left]
        elif isinstance(node, js.UnaryExpression) and node.operator == "!":
            waiting.append(node.argument)
        else:
            yield node


def _is_empty(node: Node) -> bool:
    if isinstance(node, js.UnaryExpression):
        return node.operator in {"typeof", "void"}
    return getattr(node, "raw", getattr(node, "name", None)) in _EMPTY


def origins(model: ScriptModel, node: Node) -> Iterator[Value]:
    """The values that an expression holds, and those that they were converted from: `x` of `new Date(x)`."""
    waiting = [(node, 0)]
    while waiting:
        inner, depth = waiting.pop()
        for value in model.values.of(inner):
            yield value
            if isinstance(value, Result) and depth < _DEEPEST:
                callee, _ = called(value.call)
                if isinstance(callee, js.MemberExpression):
                    waiting.append((callee.object, depth + 1))
                if not _CONVERSIONS.isdisjoint(model.graph.names(value.call)):
                    waiting += [(argument, depth + 1) for argument in value.call.arguments]
