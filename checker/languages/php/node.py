"""The syntax tree of a PHP file: what tree-sitter-php found, without its punctuation, each node with its parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


FUNCTIONS = frozenset({"function_definition", "method_declaration", "anonymous_function", "arrow_function"})
"""The kinds of nodes that are functions."""


class Node:
    """A piece of code. `kind` and `role` are the words of tree-sitter-php; two nodes are equal if they are the same.

    `start` and `end` are byte offsets into the code parsed.
    """

    __slots__ = ("_code", "children", "end", "function", "kind", "parent", "role", "start")

    def __init__(self, kind: str, role: str | None, start: int, end: int, parent: Node | None, code: bytes) -> None:
        self.kind = kind
        self.role = role
        """The field of the parent that this node fills, such as `condition`."""
        self.start = start
        self.end = end
        self.parent = parent
        self.function: Node | None = None
        """The innermost function around this node, of any kind; None at the top of the file."""
        if parent is not None:
            self.function = parent if parent.kind in FUNCTIONS else parent.function
        self.children: list[Node] = []
        """Without comments and punctuation, but for operators and the `=>` of lists."""
        self._code = code

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}-{self.end}>"

    @property
    def text(self) -> str:
        """The code of this node."""
        return self._code[self.start : self.end].decode("utf-8", "replace")

    @property
    def code(self) -> bytes:
        """The whole file that the node stands in."""
        return self._code

    def child(self, role: str) -> Node | None:
        """The first child in that role."""
        for child in self.children:
            if child.role == role:
                return child
        return None

    def all(self, role: str) -> list[Node]:
        """Every child in that role."""
        return [child for child in self.children if child.role == role]

    def of_kind(self, *kinds: str) -> Node | None:
        """The first child of one of these kinds."""
        for child in self.children:
            if child.kind in kinds:
                return child
        return None

    @property
    def operator(self) -> str:
        """The operator of a unary, binary, assigning or updating expression; empty for others."""
        sign = self.child("operator")
        return sign.kind if sign is not None else ""

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it in document order; the depth is no matter."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo.extend(reversed(node.children))


def bare(node: Node) -> Node:
    """Return the expression inside brackets, `@` and references."""
    while node.kind in _WRAPPERS and node.children:
        node = node.children[-1]
    return node


_WRAPPERS = frozenset({"parenthesized_expression", "error_suppression_expression", "by_ref", "argument"})


def variable_name(node: Node | None) -> str | None:
    """Return the name of a plain variable without its `$`; None for anything else."""
    if node is None or node.kind != "variable_name":
        return None
    return node.text[1:]
