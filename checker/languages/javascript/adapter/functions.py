"""Functions and classes, concrete to ESTree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree
from checker.languages.javascript.adapter.expressions import property_key
from checker.languages.javascript.adapter.statements import block, braced, with_directives

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node as Part

    from checker.languages.javascript.adapter.conversion import Conversion, Converter


def function(
    conversion: Conversion,
    part: Part,
    node_type: type[estree.FunctionDeclaration | estree.FunctionExpression],
) -> estree.Node:
    """Convert a function with the keyword `function`."""
    parts = conversion.parts(part)
    words = _words(parts)
    *names, parameters, body_part = [child for child in parts if child.is_named]
    name = conversion.identifier(names[0]) if names else None
    params, body = _inside(conversion, parameters, body_part, words)
    return node_type(part.start_byte, body.end, name, params, body, "*" in words, "async" in words)


def _declaration(conversion: Conversion, part: Part) -> estree.Node:
    return function(conversion, part, estree.FunctionDeclaration)


def _expression(conversion: Conversion, part: Part) -> estree.Node:
    return function(conversion, part, estree.FunctionExpression)


def _arrow(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    words = _words(parts)
    parameters, body_part = [child for child in parts if child.is_named]
    params, body = _inside(conversion, parameters, body_part, words)
    is_block = isinstance(body, estree.BlockStatement)
    end = body.end if is_block else conversion.end(part)
    return estree.ArrowFunctionExpression(
        part.start_byte,
        end,
        None,
        params,
        body,
        generator=False,
        async_="async" in words,
        expression=not is_block,
    )


def _words(parts: Iterable[Part]) -> set[str]:
    return {part.type for part in parts if not part.is_named}


def _inside(
    conversion: Conversion, parameters: Part, body: Part, words: set[str]
) -> tuple[list[estree.Node], estree.Node]:
    """Convert the parameters and the body of a function; its words say what is a keyword there."""
    outside = conversion.in_function, conversion.in_async, conversion.in_generator
    conversion.in_function, conversion.in_async, conversion.in_generator = True, "async" in words, "*" in words
    is_list = parameters.type == "formal_parameters"
    params = conversion.each(conversion.named(parameters) if is_list else [parameters])
    converted = _body(conversion, body)
    conversion.in_function, conversion.in_async, conversion.in_generator = outside
    return params, converted


def _body(conversion: Conversion, part: Part) -> estree.Node:
    body = None if part.type == "statement_block" else braced(conversion, part)
    if body is None:
        body = conversion.convert(part)
    if isinstance(body, estree.BlockStatement):
        with_directives(body.body)
    return body


def _method_function(
    conversion: Conversion, parameters: Part, body_part: Part, words: set[str]
) -> estree.FunctionExpression:
    params, body = _inside(conversion, parameters, body_part, words)
    start = parameters.start_byte
    return estree.FunctionExpression(start, body.end, None, params, body, "*" in words, "async" in words)


def _accessor(words: set[str]) -> str | None:
    if words & {"get", "static get"}:
        return "get"
    return "set" if "set" in words else None


def _object_method(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    words = _words(parts)
    *_, key_part, parameters, body_part = [child for child in parts if child.is_named]
    key, computed = property_key(conversion, key_part)
    value = _method_function(conversion, parameters, body_part, words)
    kind = _accessor(words)
    return estree.Property(
        part.start_byte,
        value.end,
        key,
        value,
        kind or "init",
        method=kind is None,
        shorthand=False,
        computed=computed,
    )


def _class_method(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    words = _words(parts)
    *decorator_parts, key_part, parameters, body_part = [child for child in parts if child.is_named]
    decorators = conversion.each(decorator_parts)
    key, computed = property_key(conversion, key_part)
    value = _method_function(conversion, parameters, body_part, words)
    static = bool(words & {"static", "static get"})
    kind = _accessor(words) or "method"
    if kind == "method" and not (static or computed) and _name(key) == "constructor":
        kind = "constructor"
    return estree.MethodDefinition(part.start_byte, value.end, decorators, key, value, kind, static, computed)


def _name(key: estree.Node) -> object:
    if isinstance(key, estree.Identifier):
        return key.name
    return key.value if isinstance(key, estree.Literal) else None


def _field(conversion: Conversion, part: Part) -> estree.Node:
    parts = conversion.parts(part)
    words = _words(parts)
    named = [child for child in parts if child.is_named]
    value = conversion.convert(named.pop()) if "=" in words else None
    *decorator_parts, key_part = named
    decorators = conversion.each(decorator_parts)
    key, computed = property_key(conversion, key_part)
    end = conversion.end(part)
    return estree.PropertyDefinition(part.start_byte, end, decorators, key, value, "static" in words, computed)


def _static_block(conversion: Conversion, part: Part) -> estree.Node:
    inner = block(conversion, conversion.named(part)[-1])
    return estree.StaticBlock(part.start_byte, inner.end, inner.body)


def class_(
    conversion: Conversion,
    part: Part,
    node_type: type[estree.ClassDeclaration | estree.ClassExpression],
    outer_decorators: Iterable[estree.Node] = (),
) -> estree.Node:
    """Convert a class; `outer_decorators` are those before an `export` around it."""
    *heads, body_part = conversion.named(part)
    by_type = {head.type: head for head in heads}
    decorators = [*outer_decorators, *conversion.each(head for head in heads if head.type == "decorator")]
    name = conversion.identifier(by_type["identifier"]) if "identifier" in by_type else None
    heritage = conversion.named(by_type["class_heritage"]) if "class_heritage" in by_type else []
    super_class = conversion.convert(heritage[0]) if heritage else None
    body = _class_body(conversion, body_part)
    return node_type(part.start_byte, body.end, decorators, name, super_class, body)


def _class_declaration(conversion: Conversion, part: Part) -> estree.Node:
    return class_(conversion, part, estree.ClassDeclaration)


def _class_expression(conversion: Conversion, part: Part) -> estree.Node:
    return class_(conversion, part, estree.ClassExpression)


def _class_body(conversion: Conversion, part: Part) -> estree.Node:
    members: list[estree.Node] = []
    after_field = False
    for child in conversion.parts(part):
        if child.is_named:
            is_method = child.type == "method_definition"
            member = _class_method(conversion, child) if is_method else conversion.convert(child)
            if after_field and _is_modified(member, members[-1]):
                members.pop()
            members.append(member)
        elif after_field and child.type == ";":
            members[-1].end = child.end_byte
        after_field = child.type == "field_definition"
    return estree.ClassBody(part.start_byte, part.end_byte, members)


def _is_modified(member: estree.Node, before: estree.Node) -> bool:
    """Tell whether the field before, on a line of its own, is the modifier of a member, and apply it then."""
    name = before.key if isinstance(before, estree.PropertyDefinition) else None
    if not isinstance(name, estree.Identifier) or (name.start, name.end) != (before.start, before.end):
        return False
    if name.name == "static" and isinstance(member, (estree.MethodDefinition, estree.PropertyDefinition)):
        member.static = True
    elif name.name in {"get", "set"} and isinstance(member, estree.MethodDefinition):
        member.kind = name.name
    else:
        return False
    member.start = before.start
    return True


def _decorator(conversion: Conversion, part: Part) -> estree.Node:
    expression = conversion.convert(conversion.named(part)[0])
    return estree.Decorator(part.start_byte, part.end_byte, expression)


CONVERTERS: Mapping[str, Converter] = {
    "arrow_function": _arrow,
    "class": _class_expression,
    "class_body": _class_body,
    "class_declaration": _class_declaration,
    "class_static_block": _static_block,
    "decorator": _decorator,
    "field_definition": _field,
    "function_declaration": _declaration,
    "function_expression": _expression,
    "generator_function": _expression,
    "generator_function_declaration": _declaration,
    "method_definition": _object_method,
}
