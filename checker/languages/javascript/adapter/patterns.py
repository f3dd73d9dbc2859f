"""Assignments and their targets, concrete to ESTree; the grammar has kinds of its own for patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree
from checker.languages.javascript.adapter.expressions import elements, pair, shorthand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node as Part

    from checker.languages.javascript.adapter.conversion import Conversion, Converter


def _assignment(conversion: Conversion, part: Part) -> estree.Node:
    target, operator, value = conversion.parts(part)
    left, right = conversion.convert(target), conversion.convert(value)
    return estree.AssignmentExpression(part.start_byte, conversion.end(part), operator.type, left, right)


def _default(conversion: Conversion, part: Part) -> estree.Node:
    left, right = conversion.each(conversion.named(part))
    return estree.AssignmentPattern(part.start_byte, conversion.end(part), left, right)


def _shorthand_with_default(conversion: Conversion, part: Part) -> estree.Node:
    """`{name = value}` in a pattern."""
    name, default = conversion.named(part)
    right = conversion.convert(default)
    start, end = part.start_byte, conversion.end(part)
    value = estree.AssignmentPattern(start, end, conversion.identifier(name), right)
    key = conversion.identifier(name)
    return estree.Property(start, end, key, value, "init", method=False, shorthand=True, computed=False)


def _rest(conversion: Conversion, part: Part) -> estree.Node:
    argument = conversion.convert(conversion.named(part)[0])
    return estree.RestElement(part.start_byte, part.end_byte, argument)


def _array(conversion: Conversion, part: Part) -> estree.Node:
    return estree.ArrayPattern(part.start_byte, part.end_byte, elements(conversion, part))


def _object(conversion: Conversion, part: Part) -> estree.Node:
    properties = conversion.each(conversion.named(part))
    return estree.ObjectPattern(part.start_byte, part.end_byte, properties)


CONVERTERS: Mapping[str, Converter] = {
    "array_pattern": _array,
    "assignment_expression": _assignment,
    "assignment_pattern": _default,
    "augmented_assignment_expression": _assignment,
    "object_assignment_pattern": _shorthand_with_default,
    "object_pattern": _object,
    "pair_pattern": pair,
    "rest_pattern": _rest,
    "shorthand_property_identifier_pattern": shorthand,
}
