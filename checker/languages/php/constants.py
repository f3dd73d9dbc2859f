"""Texts that the code spells out: strings, their concatenation, constants, and variables that never change."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

MAX_STEPS = 2_000
"""Nodes looked at for one text: constants can be made of constants without end."""
MAX_STEPS_OF_FILE = 200_000
"""Nodes looked at for all texts of a file, but for plain strings."""

_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}


class Constants:
    """Folds the constant texts of one file."""

    def __init__(self, model: PhpModel) -> None:
        self._model = model
        self._steps = 0

    def text(self, node: Node | None) -> str | None:
        """The text that an expression is sure to have."""
        parts = self.parts(node)
        return None if None in parts else "".join(part for part in parts if part is not None)

    def parts(self, node: Node | None) -> tuple[str | None, ...]:
        """The pieces of a text in order, None for each that the file cannot tell."""
        if node is not None and node.kind in _TEXTS:
            return (_literal(node),)
        parts: list[str | None] = []
        todo = [node]
        for _ in range(min(MAX_STEPS, MAX_STEPS_OF_FILE - self._steps)):
            if not todo:
                return tuple(parts)
            self._steps += 1
            one = todo.pop()
            pieces = self._pieces(bare(one)) if one is not None else None
            if pieces is None:
                parts.append(None)
            elif isinstance(pieces, str):
                parts.append(pieces)
            else:
                todo.extend(reversed(pieces))
        return (*parts, None)

    def _pieces(self, node: Node) -> str | list[Node] | None:
        """Say what a node is made of: a text, other nodes, or nothing that is known."""
        kind = node.kind
        if kind in _TEXTS:
            return _literal(node)
        if kind in _COMPOSED:
            return [*node.children]
        if kind == "heredoc":
            value = node.child("value")
            return [*value.children] if value is not None else ""
        if kind == "binary_expression" and node.operator == "." and len(node.children) == _OPERANDS:
            return [node.children[0], node.children[-1]]
        found = self._definition(node)
        return [found] if found is not None else None

    def _definition(self, node: Node) -> Node | None:
        if node.kind in {"name", "qualified_name"}:
            return self._named.get(node.text.rpartition("\\")[2])
        if node.kind == "class_constant_access_expression":
            return self._named.get(f"::{node.children[-1].text}") if node.children else None
        name = variable_name(node)
        return self._variables.get((scope_of(node), name)) if name is not None else None

    @cached_property
    def _named(self) -> Mapping[str, Node | None]:
        """The values of `const` and `define`; None for a name that has two. Class constants begin with `::`."""
        found: dict[str, Node | None] = {}
        for node in self._model.nodes.get("const_element", ()):
            is_member = node.parent is not None and node.parent.parent is not None
            is_member = is_member and node.parent.parent.kind.endswith("declaration_list")  # type: ignore[union-attr]
            key = ("::" if is_member else "") + node.children[0].text
            found[key] = None if key in found else node.children[-1]
        for call in self._model.calls_to("define"):
            name, value = call.argument(0), call.argument(1)
            if name is not None and value is not None and name.kind in _TEXTS | _COMPOSED:
                key = name.text.strip("'\"")
                found[key] = None if key in found else value
        return found

    @cached_property
    def _variables(self) -> Mapping[tuple[Node | None, str], Node | None]:
        """The value of each variable of a function that is given one once; None for the others."""
        found: dict[tuple[Node | None, str], Node | None] = {}
        for node in self._model.root.walk():
            name = variable_name(node)
            if name is None or not _is_written(node):
                continue
            key = (scope_of(node), name)
            whole = node.parent
            is_plain = whole is not None and whole.kind == "assignment_expression" and node.role == "left"
            found[key] = whole.child("right") if whole and is_plain and key not in found else None
        return found


_OPERANDS = 3
_TEXTS = frozenset(
    {"string", "string_content", "escape_sequence", "integer", "float", "nowdoc", "nowdoc_string", "boolean", "null"}
)
_COMPOSED = frozenset({"encapsed_string"})


def scope_of(node: Node) -> Node | None:
    """Return the function whose variables a node can see; None for the top of the file."""
    around = node.function
    while around is not None and around.kind == "arrow_function":
        around = around.function
    return around


_WRITERS = frozenset(
    {
        "assignment_expression", "augmented_assignment_expression", "reference_assignment_expression",
        "update_expression", "list_literal", "by_ref", "static_variable_declaration", "global_declaration",
        "simple_parameter", "variadic_parameter", "property_promotion_parameter", "catch_clause",
        "unset_statement", "anonymous_function_use_clause", "foreach_statement", "pair",
    }
)  # fmt: skip


def _is_written(node: Node) -> bool:
    """Tell whether the code may change the variable at this place."""
    place, around = node, node.parent
    while around is not None and around.kind in {"subscript_expression", "parenthesized_expression"}:
        if around.children[0] is not place:
            return False
        place, around = around, around.parent
    if around is None or around.kind not in _WRITERS:
        return False
    if around.kind == "reference_assignment_expression":
        return True
    return place.role != "right" and place.role != "value"


def _literal(node: Node) -> str:
    text = node.text
    if node.kind == "string":
        return _single_quoted(text)
    if node.kind == "escape_sequence":
        return _escaped(text)
    if node.kind == "nowdoc":
        value = node.child("value")
        return value.text.strip("\n") if value is not None else ""
    if node.kind == "boolean":
        return "1" if text.lower() == "true" else ""
    if node.kind == "null":
        return ""
    return text.replace("_", "") if node.kind in {"integer", "float"} else text


def _single_quoted(text: str) -> str:
    inner = text.removeprefix("b")[1:-1]
    return inner.replace("\\'", "'").replace("\\\\", "\\") if "\\" in inner else inner


def _escaped(text: str) -> str:
    after = text[1:]
    if after in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[after]
    try:
        if after[:1] == "u":
            return chr(int(after[2:-1], 16))
        return chr(int(after[1:], 16) if after[:1] in "xX" else int(after, 8) & 0xFF)
    except (ValueError, OverflowError):
        return text
