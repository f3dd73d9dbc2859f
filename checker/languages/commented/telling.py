"""What tells JavaScript from prose that parses: `note: this`, `lead / contact`, `init()` are none, `init(lead);` is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.javascript.estree import Node

_KEY = regex(r"[A-Za-z_$][\w$]*\Z", re.ASCII)


def are_statements(nodes: Sequence[Node], text: str) -> bool:
    """Whether the first of some statements is more than words."""
    return bool(nodes) and _is_telling(nodes[0], ends=text.endswith(";") or len(nodes) > 1)


def are_whole_statements(nodes: Sequence[Node], text: str) -> bool:
    """Whether no statement that is left of a cut piece of code is a mere word."""
    has_word = any(character.isalnum() for character in text)
    return has_word and all(
        not isinstance(node, js.ExpressionStatement) or _is_telling(node, ends=text.endswith(";")) for node in nodes
    )


def are_methods(nodes: Sequence[Node], text: str) -> bool:
    """Whether there are methods of a class; `text` need not be asked."""
    del text
    return any(isinstance(node, js.MethodDefinition) for node in nodes)


def is_chain(nodes: Sequence[Node], text: str) -> bool:
    """Whether there is a call on the result of another one."""
    del nodes
    return "(" in text


def are_members(nodes: Sequence[Node], text: str) -> bool:
    """Whether there is a member of an object that is no caption with a word behind it."""
    ends = text.endswith(",") or len(nodes) > 1
    return any(isinstance(node, js.Property) and _is_telling_member(node, ends=ends) for node in nodes)


def are_items(nodes: Sequence[Node], text: str) -> bool:
    """Whether there are parts of a list, of a sum of texts, or of a condition."""
    del text
    return bool(nodes) and all(_is_item(node) for node in nodes)


def _is_item(node: Node) -> bool:
    if isinstance(node, js.Literal):
        return node.raw[:1] in {"'", '"'}
    if isinstance(node, js.BinaryExpression):
        return any(isinstance(side, js.Literal | js.TemplateLiteral | js.CallExpression) for side in js.walk(node))
    return isinstance(node, js.TemplateLiteral | js.ObjectExpression) or _has_weight(node, ends=True)


def _is_telling_member(node: js.Property, *, ends: bool) -> bool:
    if node.method or node.kind != "init":
        return True
    if node.shorthand or not _is_key(node.key):
        return False
    value = node.value
    if isinstance(value, js.Literal):
        return ends or value.raw[:1] in {"'", '"'} or isinstance(node.key, js.Literal)
    if isinstance(value, js.Identifier):
        is_itself = isinstance(node.key, js.Identifier) and node.key.name == value.name
        return (ends or is_itself) and value.name.isascii()
    if isinstance(value, js.ObjectExpression | js.ArrayExpression | js.TemplateLiteral | js.Function):
        return True
    return ends or _has_weight(value, ends=False)


def _is_key(key: Node) -> bool:
    if isinstance(key, js.Identifier):
        return _KEY.match(key.name) is not None
    return True


def _is_telling(node: Node, *, ends: bool) -> bool:
    """Whether a statement is more than words; `ends` says that it ends with a semicolon, as no sentence does."""
    if isinstance(node, js.ExpressionStatement):
        return _has_weight(node.expression, ends=ends)
    if isinstance(node, js.LabeledStatement | js.EmptyStatement):
        return False
    if isinstance(node, js.BlockStatement):
        return any(_is_telling(statement, ends=True) for statement in node.body)
    if isinstance(node, js.VariableDeclaration):
        return ends or any(isinstance(one, js.VariableDeclarator) and one.init for one in node.declarations)
    if isinstance(node, js.SwitchCase) and node.test is None:
        return any(_is_telling(statement, ends=False) for statement in node.consequent)
    if isinstance(node, js.BreakStatement | js.ContinueStatement | js.DebuggerStatement):
        return ends or isinstance(node, js.DebuggerStatement)
    if isinstance(node, js.ReturnStatement | js.ThrowStatement):
        return ends or (node.argument is not None and not _is_word(node.argument))
    return True


def _has_weight(node: Node, *, ends: bool) -> bool:
    """Whether an expression does something."""
    if isinstance(node, js.ChainExpression):
        return _has_weight(node.expression, ends=ends)
    if isinstance(node, js.CallExpression):
        return _calls(node, ends=ends)
    if isinstance(node, js.AssignmentExpression):
        return ends or not (_is_word(node.left) and _is_word(node.right))
    if isinstance(node, js.UpdateExpression):
        return ends or not node.prefix or isinstance(node.argument, js.MemberExpression)
    if isinstance(node, js.ArrowFunctionExpression):
        return not node.expression or _has_weight(node.body, ends=ends)
    if isinstance(node, js.UnaryExpression):
        return node.operator in {"!", "delete", "void"} and (ends or not _is_word(node.argument))
    if isinstance(node, js.NewExpression | js.AwaitExpression | js.YieldExpression):
        return ends or _has_weight_inside(node)
    if isinstance(node, js.MemberExpression):
        return ends or (node.computed and _has_weight_inside(node))
    if isinstance(node, js.LogicalExpression | js.ConditionalExpression | js.SequenceExpression | js.BinaryExpression):
        return _has_weight_in_parts(node)
    return isinstance(node, js.FunctionExpression | js.ClassExpression | js.ImportExpression | js.JSXElement)


def _has_weight_in_parts(node: Node) -> bool:
    """Whether a part of an operation does something; `ready && show()` does."""
    if isinstance(node, js.LogicalExpression) and isinstance(node.right, js.CallExpression):
        return _has_weight(node.right, ends=True)
    return any(_has_weight(child, ends=False) for child in js.children(node))


def _has_weight_inside(node: Node) -> bool:
    if isinstance(node, js.NewExpression):
        return bool(node.arguments)
    if isinstance(node, js.AwaitExpression) and isinstance(node.argument, js.CallExpression):
        return True
    return any(_has_weight(child, ends=False) for child in js.children(node))


def _calls(node: js.CallExpression, *, ends: bool) -> bool:
    callee = node.callee
    if isinstance(callee, js.Identifier):
        return callee.name.isascii() and (ends or bool(node.arguments))
    return True


def _is_word(node: Node) -> bool:
    if isinstance(node, js.Literal):
        return node.raw[:1] not in {"'", '"'} and node.raw not in {"true", "false", "null"}
    return isinstance(node, js.Identifier)
