"""Calls of functions, methods and constructors, with their arguments."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.languages.php.names import Names
    from checker.languages.php.node import Node


class CallKind(StrEnum):
    """What is called."""

    FUNCTION = "function"
    METHOD = "method"
    STATIC = "static"
    NEW = "new"


_KINDS = {
    "function_call_expression": CallKind.FUNCTION,
    "member_call_expression": CallKind.METHOD,
    "nullsafe_member_call_expression": CallKind.METHOD,
    "scoped_call_expression": CallKind.STATIC,
    "object_creation_expression": CallKind.NEW,
}
_NAMES = frozenset({"name", "qualified_name", "relative_scope"})
_EXITS = frozenset({"exit", "die"})


class Argument(NamedTuple):
    """One argument of a call."""

    value: Node
    name: str
    """Of a named argument (PHP 8); empty for the others."""
    is_spread: bool


class Call(NamedTuple):
    """A call; `exit` (for `die` too), `isset`, `empty` and `eval` are functions as well."""

    node: Node
    kind: CallKind
    name: str
    """In lower case: `curl_init`, `->query`, `helpers\\debug::vars`, `new guzzlehttp\\client`.

    Empty if the code computes it; `::vars` and `new` if it computes the class only.
    """
    arguments: tuple[Argument, ...]
    callee: Node | None
    """What names the function, method or class."""
    receiver: Node | None
    """The object of a method call, the class of a static one."""

    @property
    def short_name(self) -> str:
        """The name without namespace, class and arrow, in lower case: `curl_init`, `query`, `vars`, `client`."""
        last = self.name.rpartition("::")[2].removeprefix("->")
        if self.kind is CallKind.NEW:
            last = last.removeprefix("new").strip()
        return last.rpartition("\\")[2]

    def argument(self, position: int, name: str = "") -> Node | None:
        """Return the argument at a position counted from 0, or by its name."""
        for argument in self.arguments:
            if name and argument.name == name:
                return argument.value
        before = self.arguments[: position + 1]
        if len(before) <= position or any(one.name or one.is_spread for one in before):
            return None
        return before[position].value


def is_call(node: Node) -> bool:
    """Tell whether a node is a call; `exit;` and `die;` without arguments are calls too."""
    if node.kind in _KINDS or node.kind == "exit_statement":
        return True
    return _is_bare_exit(node)


def _is_bare_exit(node: Node) -> bool:
    parent = node.parent
    if node.kind != "name" or node.role == "function" or parent is None or parent.kind not in _EXPRESSION_PLACES:
        return False
    return node.text.lower() in _EXITS


_EXPRESSION_PLACES = frozenset({"expression_statement", "binary_expression", "conditional_expression"})


def call_at(node: Node, names: Names) -> Call:
    """Read a call."""
    if node.kind not in _KINDS:
        return Call(node, CallKind.FUNCTION, "exit", _exit_arguments(node), None, None)
    kind = _KINDS[node.kind]
    if kind is CallKind.NEW:
        return _creation(node, names)
    callee = node.child("function") or node.child("name")
    receiver = node.child("object") or node.child("scope")
    return Call(node, kind, _name(kind, callee, receiver, names), _arguments(node), callee, receiver)


def _name(kind: CallKind, callee: Node | None, receiver: Node | None, names: Names) -> str:
    if callee is None or callee.kind not in _NAMES:
        return ""
    if kind is CallKind.FUNCTION:
        name = names.of_function(callee)
        return "exit" if name == "die" else name
    if kind is CallKind.METHOD:
        return f"->{callee.text.lower()}"
    known = receiver is not None and receiver.kind in _NAMES
    return f"{names.of_class(receiver) if known and receiver else ''}::{callee.text.lower()}"


def _creation(node: Node, names: Names) -> Call:
    anonymous = node.of_kind("anonymous_class")
    made = next((child for child in node.children if child.kind != "arguments"), None)
    name = names.of_class(made) if made is not None and made.kind in _NAMES else ""
    return Call(node, CallKind.NEW, f"new {name}".strip(), _arguments(anonymous or node), made, None)


def _arguments(node: Node) -> tuple[Argument, ...]:
    listed = node.child("arguments") or node.of_kind("arguments")
    return tuple(_argument(one) for one in listed.children if one.children) if listed is not None else ()


def _argument(node: Node) -> Argument:
    name = node.child("name")
    value = node.children[-1]
    spread = value.kind == "variadic_unpacking" and bool(value.children)
    return Argument(value.children[-1] if spread else value, name.text if name is not None else "", spread)


def _exit_arguments(node: Node) -> tuple[Argument, ...]:
    return tuple(Argument(child, "", is_spread=False) for child in node.children)
