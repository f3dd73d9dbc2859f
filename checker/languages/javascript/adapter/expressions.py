"""Expressions, concrete to ESTree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from checker.languages.javascript import estree
from checker.languages.javascript.adapter.conversion import Conversion, Converter, kinds, unparsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node as Part

_HTML_COMMENT = b"<!--"
"""A comment, but after an expression the grammar reads `<`, `!` and `--`."""
_LOGICAL = frozenset(("&&", "||", "??"))
_LINKS = kinds("member_expression", "subscript_expression", "call_expression")
_IMPORT = kinds("import")
_KEYWORDS = kinds("identifier") | _IMPORT
_ARROW = kinds("arrow_function")
_ARGUMENTS = kinds("arguments")
_TEMPLATE = kinds("template_string")
_PARENTHESES = kinds("parenthesized_expression")
_OPTIONAL = kinds("optional_chain")


def _identifier(conversion: Conversion, part: Part) -> estree.Node:
    """Convert a name; a missing one is the invention of the parser."""
    name = conversion.identifier(part)
    return name if name.name else estree.Unparsed(name.start, name.end, [])


def _private_identifier(conversion: Conversion, part: Part) -> estree.Node:
    name = conversion.identifier(part)
    return estree.PrivateIdentifier(name.start, name.end, name.name[1:])


def _literal(conversion: Conversion, part: Part) -> estree.Node:
    start, end = part.start_byte, part.end_byte
    return estree.Literal(start, end, conversion.text(start, end))


def _this(_: Conversion, part: Part) -> estree.Node:
    return estree.ThisExpression(part.start_byte, part.end_byte)


def _super(_: Conversion, part: Part) -> estree.Node:
    return estree.Super(part.start_byte, part.end_byte)


def _unwrapped(conversion: Conversion, part: Part) -> Part:
    """Take the parentheses off a part, however many there are."""
    while part.kind_id in _PARENTHESES:
        inside = conversion.named(part)
        if not inside:
            break
        part = inside[0]
    return part


def _parenthesized(conversion: Conversion, part: Part) -> estree.Node:
    inside = _unwrapped(conversion, part)
    return unparsed(conversion, part) if inside.kind_id in _PARENTHESES else conversion.convert(inside)


def elements(conversion: Conversion, part: Part) -> list[estree.Node | None]:
    """Convert the elements of an array or an array pattern, with None for each hole."""
    found: list[estree.Node | None] = []
    expected = True
    for child in conversion.parts(part):
        if child.is_named:
            found.append(conversion.convert(child))
            expected = False
        elif child.type == ",":
            if expected:
                found.append(None)
            expected = True
    return found


def _array(conversion: Conversion, part: Part) -> estree.Node:
    return estree.ArrayExpression(part.start_byte, part.end_byte, elements(conversion, part))


def _object(conversion: Conversion, part: Part) -> estree.Node:
    members = conversion.each(conversion.named(part))
    return estree.ObjectExpression(part.start_byte, part.end_byte, members)


def property_key(conversion: Conversion, part: Part) -> tuple[estree.Node, bool]:
    """Convert the key of an object or class member; the second value says that it is computed."""
    if part.type == "computed_property_name":
        return conversion.convert(conversion.named(part)[0]), True
    return conversion.convert(part), False


def pair(conversion: Conversion, part: Part) -> estree.Node:
    """`key: value` in an object or an object pattern."""
    key_part, value_part = conversion.named(part)
    key, computed = property_key(conversion, key_part)
    value = conversion.convert(value_part)
    return estree.Property(
        part.start_byte,
        conversion.end(part),
        key,
        value,
        "init",
        method=False,
        shorthand=False,
        computed=computed,
    )


def shorthand(conversion: Conversion, part: Part) -> estree.Node:
    """`{name}`."""
    return estree.Property(
        part.start_byte,
        part.end_byte,
        conversion.identifier(part),
        conversion.identifier(part),
        "init",
        method=False,
        shorthand=True,
        computed=False,
    )


def _spread(conversion: Conversion, part: Part) -> estree.Node:
    argument = conversion.convert(conversion.named(part)[0])
    return estree.SpreadElement(part.start_byte, conversion.end(part), argument)


def _unary(conversion: Conversion, part: Part) -> estree.Node:
    operator, argument_part = conversion.parts(part)
    argument = conversion.convert(argument_part)
    return estree.UnaryExpression(part.start_byte, conversion.end(part), operator.type, argument)


def _update(conversion: Conversion, part: Part) -> estree.Node:
    first, second = conversion.parts(part)
    prefix = not first.is_named
    operator, argument = (first, second) if prefix else (second, first)
    return estree.UpdateExpression(part.start_byte, part.end_byte, operator.type, prefix, conversion.convert(argument))


def _operand(conversion: Conversion, part: Part) -> estree.Node:
    """Convert what an operator stands after; that is no arrow function, after which a statement ends instead."""
    if part.kind_id in _ARROW:
        conversion.doubts.append(part.start_byte)
    return conversion.convert(part)


def _binary(conversion: Conversion, part: Part) -> estree.Node:
    """Left-deep chains (`a + b + ...`) are as long as code generators make them: no recursion on the left."""
    pending: list[tuple[Part, Part, Part]] = []
    left_part = part
    binary = part.kind_id
    while left_part.kind_id == binary:
        left, operator, right = conversion.parts(left_part)
        pending.append((left_part, operator, right))
        left_part = left
    result = _operand(conversion, left_part)
    start = left_part.start_byte
    while pending:
        whole, operator_part, right = pending.pop()
        if conversion.code.startswith(_HTML_COMMENT, operator_part.start_byte):
            conversion.doubts.append(operator_part.start_byte)
        right_node = conversion.convert(right)
        operator_name = operator_part.type
        node_type = estree.LogicalExpression if operator_name in _LOGICAL else estree.BinaryExpression
        result = node_type(start, conversion.end(whole), operator_name, result, right_node)
    return result


def _ternary(conversion: Conversion, part: Part) -> estree.Node:
    test_part, *rest = conversion.named(part)
    test = _operand(conversion, test_part)
    consequent, alternate = conversion.each(rest)
    return estree.ConditionalExpression(part.start_byte, conversion.end(part), test, consequent, alternate)


def _sequence(conversion: Conversion, part: Part) -> estree.Node:
    """Convert `a, b, c`, which may come nested to the right, one level for each comma."""
    expressions: list[estree.Node] = []
    pending = [part]
    while pending:
        current = pending.pop()
        if current.kind_id == part.kind_id:
            pending += reversed(conversion.named(current))
        else:
            expressions.append(conversion.convert(current))
    return estree.SequenceExpression(part.start_byte, conversion.end(part), expressions)


def _await(conversion: Conversion, part: Part) -> estree.Node:
    if not conversion.in_async:
        conversion.doubts.append(part.start_byte)
    argument = conversion.convert(conversion.named(part)[0])
    return estree.AwaitExpression(part.start_byte, conversion.end(part), argument)


def _yield(conversion: Conversion, part: Part) -> estree.Node:
    if not conversion.in_generator:
        conversion.doubts.append(part.start_byte)
    parts = conversion.parts(part)
    argument = conversion.convert(parts[-1]) if parts[-1].is_named else None
    delegate = len(parts) > 1 and parts[1].type == "*"
    return estree.YieldExpression(part.start_byte, conversion.end(part), argument, delegate)


def _new(conversion: Conversion, part: Part) -> estree.Node:
    callee_part, *rest = conversion.named(part)
    callee = conversion.convert(callee_part)
    arguments = conversion.each(conversion.named(rest[0])) if rest else []
    return estree.NewExpression(part.start_byte, conversion.end(part), callee, arguments)


def _meta_property(conversion: Conversion, part: Part) -> estree.Node:
    meta, _, name = conversion.parts(part)
    conversion.is_module |= meta.type == "import"
    return estree.MetaProperty(part.start_byte, part.end_byte, conversion.identifier(meta), conversion.identifier(name))


def _template(conversion: Conversion, part: Part) -> estree.TemplateLiteral:
    quasis: list[estree.TemplateElement] = []
    expressions: list[estree.Node] = []
    start = part.start_byte + 1
    for child in conversion.named(part):
        if child.type == "template_substitution":
            end = child.start_byte
            quasis.append(estree.TemplateElement(start, end, conversion.text(start, end), tail=False))
            expressions += conversion.each(conversion.named(child)[:1])
            start = child.end_byte
    end = max(start, part.end_byte - 1)
    quasis.append(estree.TemplateElement(start, end, conversion.text(start, end), tail=True))
    return estree.TemplateLiteral(part.start_byte, part.end_byte, quasis, expressions)


Link: TypeAlias = "tuple[Part, list[Part]]"
"""One member, call or tagged template of a chain, and its parts; the first of them is the chain before it."""


def _chain(conversion: Conversion, part: Part) -> estree.Node:
    """Convert a chain of members, calls and tagged templates, from its first object outwards."""
    links: list[Link] = []
    first = part
    while first.kind_id in _LINKS:
        parts = conversion.parts(first)
        links.append((first, parts))
        first = parts[0]
    if first.kind_id in _KEYWORDS and conversion.identifier(first).name in {"await", "import"}:
        return _keyword_chain(conversion, first, links)
    return _linked(conversion, _operand(conversion, first), first.start_byte, links)


def _keyword_chain(conversion: Conversion, keyword: Part, links: list[Link]) -> estree.Node:
    """Mend a chain whose first object is a keyword that takes the first link as its operand.

    `import(x)` is an expression of its own. Where `await` applies to something in brackets or to a template,
    as in `await (f)(x)`, the grammar reads a call, a member or a tagged template of an identifier `await`.
    """
    whole, (_, *rest) = links[-1]
    operand = rest[0]
    if keyword.kind_id in _IMPORT and operand.kind_id in _ARGUMENTS:
        links.pop()
        imported = _import(conversion, whole, operand)
        return _linked(conversion, imported, imported.start, links)
    if conversion.in_async and operand.type in {"[", "arguments", "template_string"}:
        links.pop()
        argument = _linked(conversion, _awaited(conversion, whole, rest), operand.start_byte, links)
        return estree.AwaitExpression(keyword.start_byte, argument.end, argument)
    return _linked(conversion, conversion.identifier(keyword), keyword.start_byte, links)


def _awaited(conversion: Conversion, whole: Part, rest: list[Part]) -> estree.Node:
    """Read the first link of a chain after `await` as what it is: an array, a template or a parenthesis."""
    first = rest[0]
    if first.type == "[":
        index = conversion.convert(rest[1])
        items = index.expressions if isinstance(index, estree.SequenceExpression) else [index]
        return estree.ArrayExpression(first.start_byte, whole.end_byte, [*items])
    if first.type == "template_string":
        return conversion.convert(first)
    inside = conversion.each(conversion.named(first))
    if len(inside) == 1:
        return inside[0]
    if not inside:
        return estree.Unparsed(first.start_byte, first.end_byte, [])
    return estree.SequenceExpression(inside[0].start, inside[-1].end, inside)


def _import(conversion: Conversion, whole: Part, arguments: Part) -> estree.Node:
    source, *rest = conversion.each(conversion.named(arguments)) or [unparsed(conversion, arguments)]
    return estree.ImportExpression(whole.start_byte, whole.end_byte, source, rest[0] if rest else None)


def _linked(conversion: Conversion, result: estree.Node, start: int, links: list[Link]) -> estree.Node:
    """Build the links, given outermost first, around the first object."""
    is_optional = False
    for whole, parts in reversed(links):
        optional = parts[1].kind_id in _OPTIONAL
        is_optional |= optional
        last = parts[-1]
        end = whole.end_byte
        if last.kind_id in _ARGUMENTS:
            arguments = conversion.each(conversion.named(last))
            result = estree.CallExpression(start, end, result, arguments, optional)
        elif last.kind_id in _TEMPLATE:
            result = estree.TaggedTemplateExpression(start, end, result, _template(conversion, last))
        else:
            computed = not last.is_named
            member = conversion.convert(parts[-2] if computed else last)
            result = estree.MemberExpression(start, end, result, member, computed, optional)
    return estree.ChainExpression(start, result.end, result) if is_optional else result


CONVERTERS: Mapping[str, Converter] = {
    "array": _array,
    "await_expression": _await,
    "binary_expression": _binary,
    "call_expression": _chain,
    "false": _literal,
    "identifier": _identifier,
    "import": _identifier,
    "member_expression": _chain,
    "meta_property": _meta_property,
    "new_expression": _new,
    "null": _literal,
    "number": _literal,
    "object": _object,
    "pair": pair,
    "parenthesized_expression": _parenthesized,
    "private_property_identifier": _private_identifier,
    "property_identifier": _identifier,
    "regex": _literal,
    "sequence_expression": _sequence,
    "shorthand_property_identifier": shorthand,
    "spread_element": _spread,
    "statement_identifier": _identifier,
    "string": _literal,
    "subscript_expression": _chain,
    "super": _super,
    "template_string": _template,
    "ternary_expression": _ternary,
    "this": _this,
    "true": _literal,
    "unary_expression": _unary,
    "undefined": _identifier,
    "update_expression": _update,
    "yield_expression": _yield,
}
