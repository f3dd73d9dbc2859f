"""What PHP lists hold under some keys, however they are put together."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.php.node import bare
from checker.languages.php.origins import MAX_ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node
    from checker.languages.php.origins import Origins, Place

MAX_ELEMENTS = 1_000
"""Elements of one list that are looked at."""
_JOINING = frozenset(
    {"array_merge", "array_replace", "array_merge_recursive", "array_replace_recursive", "array_filter", "array_unique"}
)
_KEYED = 3
"""Children of an element with a key: the key, `=>`, the value."""


class Lookup(NamedTuple):
    """What is known under some keys of a list."""

    values: tuple[Node, ...]
    is_complete: bool
    """Whether all elements of the list are known."""


class Lists:
    """Looks into the lists of one file."""

    def __init__(self, model: PhpModel, origins: Origins) -> None:
        self._model = model
        self._origins = origins

    def lookup(self, node: Node | None, keys: frozenset[str]) -> Lookup:
        """The values under these keys; names of constants count as keys without their class and namespace."""
        values: list[Node] = []
        is_complete = True
        seen: set[Node | Place] = set()
        todo = [node] if node is not None else []
        while todo and len(seen) < MAX_ORIGINS:
            one = bare(todo.pop())
            what = self._origins.place_of(one) or one
            if what in seen:
                continue
            seen.add(what)
            for key, value in islice(self._elements(one), MAX_ELEMENTS):
                if key is None:
                    is_complete = False
                elif key in keys:
                    values.append(value)
            following = [*islice(self._parts(one), MAX_ORIGINS)]
            todo.extend(following)
            is_complete = is_complete and (bool(following) or self._is_list(one))
        return Lookup(tuple(values), is_complete and not todo)

    def key(self, node: Node) -> str | None:
        """The key that an expression stands for; None if the file cannot tell."""
        node = bare(node)
        if node.kind in {"name", "qualified_name", "class_constant_access_expression"} and node.children is not None:
            return node.children[-1].text if node.children else node.text
        return self._model.text(node)

    def _elements(self, node: Node) -> Iterator[tuple[str | None, Node]]:
        if node.kind == "array_creation_expression":
            for element in node.children:
                if len(element.children) == _KEYED:
                    yield self.key(element.children[0]), element.children[-1]
        place = self._origins.place_of(node)
        for added in self._origins.elements_of(place) if place is not None else ():
            if added.key is not None:
                yield self.key(added.key), added.value

    def _parts(self, node: Node) -> Iterator[Node]:
        """The lists that a list is put together from."""
        if node.kind == "array_creation_expression":
            yield from (one.children[0].children[-1] for one in node.children if _is_spread(one))
        elif node.kind == "binary_expression" and node.operator == "+":
            yield from (child for child in node.children if child.role != "operator")
        elif (call := self._model.call_nodes.get(node)) is not None and call.name in _JOINING:
            yield from (argument.value for argument in call.arguments if argument.value.kind != "arrow_function")
        else:
            yield from self._origins.before(node)

    def _is_list(self, node: Node) -> bool:
        """Whether nothing else can come from an expression that is put together from nothing."""
        return node.kind in {"array_creation_expression", "null"} or self._model.text(node) == ""


def _is_spread(element: Node) -> bool:
    return len(element.children) == 1 and element.children[0].kind == "variadic_unpacking"
