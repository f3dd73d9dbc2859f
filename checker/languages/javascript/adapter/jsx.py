"""JSX, concrete to ESTree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node as Part

    from checker.languages.javascript.adapter.conversion import Conversion, Converter

_TEXT = frozenset(("jsx_text", "html_character_reference"))


def _element(conversion: Conversion, part: Part) -> estree.Node:
    opening, *content, closing = conversion.named(part)
    name, attributes = _opening(conversion, opening)
    children: list[estree.Node] = []
    end = opening.end_byte
    for child in [*content, closing]:
        if child.type in _TEXT:
            continue
        if child.start_byte > end:  # the grammar skips text of white space alone
            children.append(estree.JSXText(end, child.start_byte, conversion.text(end, child.start_byte)))
        end = child.end_byte
        if child is not closing:
            children.append(_child(conversion, child))
    return estree.JSXElement(part.start_byte, part.end_byte, name, attributes, children)


def _self_closing(conversion: Conversion, part: Part) -> estree.Node:
    name, attributes = _opening(conversion, part)
    return estree.JSXElement(part.start_byte, part.end_byte, name, attributes, [])


def _opening(conversion: Conversion, part: Part) -> tuple[estree.Node | None, list[estree.Node]]:
    parts = conversion.named(part)
    name = None
    if parts and parts[0].type not in {"jsx_attribute", "jsx_expression"}:
        name = _name(conversion, parts.pop(0))
    return name, [_attribute(conversion, child) for child in parts]


def _name(conversion: Conversion, part: Part) -> estree.Node:
    """Convert the name of a tag or an attribute."""
    start, end = part.start_byte, part.end_byte
    if part.type == "member_expression":
        outer, name = conversion.named(part)
        return estree.JSXMemberExpression(start, end, _name(conversion, outer), _name(conversion, name))
    if part.type == "jsx_namespace_name":
        namespace, name = conversion.named(part)
        return estree.JSXNamespacedName(start, end, _name(conversion, namespace), _name(conversion, name))
    return estree.JSXIdentifier(start, end, conversion.text(start, end))


def _attribute(conversion: Conversion, part: Part) -> estree.Node:
    """`name=value` or `{...argument}`."""
    if part.type == "jsx_expression":
        argument = _inside(conversion, part)
        if isinstance(argument, estree.SpreadElement):
            return estree.JSXSpreadAttribute(part.start_byte, part.end_byte, argument.argument)
        return estree.JSXExpressionContainer(part.start_byte, part.end_byte, argument)
    name, *values = conversion.named(part)
    value = conversion.convert(values[0]) if values else None
    return estree.JSXAttribute(part.start_byte, part.end_byte, _name(conversion, name), value)


def _child(conversion: Conversion, part: Part) -> estree.Node:
    child = conversion.convert(part)
    if isinstance(child, estree.JSXExpressionContainer) and isinstance(child.expression, estree.SpreadElement):
        return estree.JSXSpreadChild(child.start, child.end, child.expression.argument)
    return child


def _container(conversion: Conversion, part: Part) -> estree.Node:
    return estree.JSXExpressionContainer(part.start_byte, part.end_byte, _inside(conversion, part))


def _inside(conversion: Conversion, part: Part) -> estree.Node | None:
    inside = conversion.named(part)
    return conversion.convert(inside[0]) if inside else None


CONVERTERS: Mapping[str, Converter] = {
    "jsx_attribute": _attribute,
    "jsx_element": _element,
    "jsx_expression": _container,
    "jsx_self_closing_element": _self_closing,
}
