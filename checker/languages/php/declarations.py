"""Functions and classes of a PHP file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.node import Node


class FunctionKind(StrEnum):
    """What sort of function."""

    FUNCTION = "function"
    METHOD = "method"
    CLOSURE = "closure"
    ARROW = "arrow function"


_KINDS = {
    "function_definition": FunctionKind.FUNCTION,
    "method_declaration": FunctionKind.METHOD,
    "anonymous_function": FunctionKind.CLOSURE,
    "arrow_function": FunctionKind.ARROW,
}
_CLASSES = frozenset(
    {"class_declaration", "interface_declaration", "trait_declaration", "enum_declaration", "anonymous_class"}
)
_PARAMETERS = frozenset({"simple_parameter", "variadic_parameter", "property_promotion_parameter"})


class Parameter(NamedTuple):
    """A parameter of a function."""

    node: Node
    name: str
    """Without `$`."""
    type: str
    """As written; empty if there is none."""
    default: Node | None
    is_reference: bool
    is_variadic: bool
    is_property: bool
    """Whether it declares a property too (PHP 8)."""


class Function(NamedTuple):
    """A function, method, closure or arrow function."""

    node: Node
    kind: FunctionKind
    name: str
    """As written; empty for closures and arrow functions."""
    owner: Class | None
    """The class of a method."""
    parameters: tuple[Parameter, ...]
    body: Node | None
    """The block, or the expression of an arrow function; None for abstract and interface methods."""
    modifiers: frozenset[str]
    """Of a method, in lower case: `public`, `static`, `abstract` …"""


class Class(NamedTuple):
    """A class, interface, trait or enumeration."""

    node: Node
    name: str
    """As written; empty for an anonymous class."""
    parents: tuple[Node, ...]
    """The names behind `extends` and `implements`."""
    traits: tuple[Node, ...]
    """The names behind `use` in its body."""


def is_class(node: Node) -> bool:
    """Tell whether a node is a class of any kind."""
    return node.kind in _CLASSES


def class_at(node: Node) -> Class:
    """Read the declaration of a class."""
    name = node.child("name")
    heads = [child for child in node.children if child.kind in {"base_clause", "class_interface_clause"}]
    body = node.child("body")
    uses = [child for child in body.children if child.kind == "use_declaration"] if body else []
    return Class(
        node,
        name.text if name else "",
        tuple(parent for head in heads for parent in head.children),
        tuple(name for use in uses for name in use.children if name.kind in {"name", "qualified_name"}),
    )


def function_at(node: Node, owner: Class | None) -> Function:
    """Read the declaration of a function of any kind."""
    name = node.child("name")
    return Function(
        node,
        _KINDS[node.kind],
        name.text if name else "",
        owner if node.kind == "method_declaration" else None,
        tuple(_parameters(node)),
        node.child("body"),
        frozenset(child.text.lower() for child in node.children if child.kind.endswith("_modifier")),
    )


def _parameters(function: Node) -> Iterator[Parameter]:
    listed = function.child("parameters")
    for node in listed.children if listed else ():
        name = node.child("name")
        plain_name = bare(name) if name is not None else None
        plain = variable_name(plain_name)
        if node.kind in _PARAMETERS and plain is not None:
            kind = node.child("type")
            yield Parameter(
                node,
                plain,
                kind.text if kind else "",
                node.child("default_value"),
                is_reference=node.of_kind("reference_modifier") is not None
                or (name is not None and name.kind == "by_ref"),
                is_variadic=node.kind == "variadic_parameter",
                is_property=node.kind == "property_promotion_parameter",
            )
