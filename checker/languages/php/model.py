"""What a PHP file declares and does, as lists in document order: what rules ask instead of walking the tree."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.calls import Call, call_at, is_call
from checker.languages.php.constants import Constants
from checker.languages.php.declarations import Class, Function, class_at, function_at, is_class
from checker.languages.php.names import Names
from checker.languages.php.node import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.languages.php.node import Node

_ASSIGNMENTS = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "reference_assignment_expression"}
)
_INCLUDES = frozenset(
    {"include_expression", "include_once_expression", "require_expression", "require_once_expression"}
)


class Assignment(NamedTuple):
    """`target = value`, `target .= value`, `target = &value`; a list on the left is one target."""

    node: Node
    target: Node
    value: Node
    operator: str
    """`=` also for references."""


class Include(NamedTuple):
    """An include or require of any kind."""

    node: Node
    path: Node


class PhpModel:
    """The lists of one file."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.names = Names(root)

    @cached_property
    def nodes(self) -> Mapping[str, tuple[Node, ...]]:
        """Every node by kind, in document order."""
        found: dict[str, list[Node]] = {}
        for node in self.root.walk():
            found.setdefault(node.kind, []).append(node)
        return {kind: tuple(nodes) for kind, nodes in found.items()}

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """Classes, interfaces, traits and enumerations, anonymous ones too."""
        return tuple(class_at(node) for node in self.root.walk() if is_class(node))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Functions, methods, closures and arrow functions, also those without a body."""
        owners: dict[Node | None, Class] = {one.node.child("body"): one for one in self.classes}
        return tuple(function_at(node, owners.get(node.parent)) for node in self.root.walk() if node.kind in FUNCTIONS)

    @cached_property
    def function_nodes(self) -> Mapping[Node, Function]:
        """The functions by their nodes."""
        return {function.node: function for function in self.functions}

    def function_around(self, node: Node) -> Function | None:
        """The innermost function that a node stands in; None at the top of the file."""
        return self.function_nodes[node.function] if node.function is not None else None

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call, the outer one of two that begin at one place first."""
        return tuple(call_at(node, self.names) for node in self.root.walk() if is_call(node))

    @cached_property
    def _calls_by_name(self) -> Mapping[str, tuple[Call, ...]]:
        found: dict[str, list[Call]] = {}
        for call in self.calls:
            found.setdefault(call.name, []).append(call)
        return {name: tuple(calls) for name, calls in found.items()}

    @cached_property
    def call_nodes(self) -> Mapping[Node, Call]:
        """The calls by their nodes."""
        return {call.node: call for call in self.calls}

    def calls_to(self, *names: str) -> Iterator[Call]:
        """The calls with one of these names, as Call.name spells them."""
        for name in names:
            yield from self._calls_by_name.get(name, ())

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every assignment to a variable, property or element."""
        return tuple(
            _assignment(node) for node in self.root.walk() if node.kind in _ASSIGNMENTS and node.child("right")
        )

    @cached_property
    def includes(self) -> tuple[Include, ...]:
        """Every include and require."""
        return tuple(
            Include(node, node.children[-1]) for node in self.root.walk() if node.kind in _INCLUDES and node.children
        )

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self)

    def text(self, node: Node | None) -> str | None:
        """The text that an expression is sure to have, numbers as PHP prints them; None if the file cannot tell.

        Follows concatenation, interpolation, constants, and variables with one assignment in their function.
        """
        return self._constants.text(node)

    def known_parts(self, node: Node | None) -> tuple[str | None, ...]:
        """The pieces of a text in order, None for each that the file cannot tell."""
        return self._constants.parts(node)


def _assignment(node: Node) -> Assignment:
    return Assignment(node, node.children[0], node.children[-1], node.operator or "=")
