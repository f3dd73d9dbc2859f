"""What names mean in a PHP file: namespaces and `use`. PHP's names of classes and functions ignore case."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.node import Node

_NAMES = frozenset({"name", "qualified_name", "namespace_name"})
_RELATIVE = frozenset({"self", "static", "parent"})


class Names:
    """The namespaces and imports of a file."""

    def __init__(self, root: Node) -> None:
        self._root = root

    @cached_property
    def _imports(self) -> dict[tuple[str, str], str]:
        """What `use` says, by kind (empty for classes, `function`, `const`) and lower-case alias."""
        return {
            (kind, alias.lower()): full
            for node in self._root.walk()
            if node.kind == "namespace_use_declaration"
            for kind, alias, full in _imported(node)
        }

    def of_class(self, node: Node) -> str:
        """Return the full name of a class in lower case, without a leading backslash; `self` and the like as written.

        A name that nothing imports keeps its last part only: most files of a widget have no namespace of their own.
        """
        written = node.text
        if written.lower() in _RELATIVE:
            return written.lower()
        if written.startswith("\\"):
            return written[1:].lower()
        first, separator, rest = written.partition("\\")
        imported = self._imports.get(("", first.lower()))
        return f"{imported}{separator}{rest}".lower() if imported else written.lower()

    def of_function(self, node: Node) -> str:
        """Return the name of a function in lower case, without a leading backslash."""
        written = node.text
        if written.startswith("\\"):
            return written[1:].lower()
        return self._imports.get(("function", written.lower()), written).lower()


def _imported(declaration: Node) -> Iterator[tuple[str, str, str]]:
    prefix = declaration.of_kind("namespace_name")
    group = declaration.child("body")
    before = f"{prefix.text}\\" if prefix is not None and group is not None else ""
    outer = declaration.child("type")
    for clause in (group or declaration).children:
        if clause.kind != "namespace_use_clause":
            continue
        name = next((child for child in clause.children if child.kind in _NAMES and child.role is None), None)
        if name is None:
            continue
        kind = clause.child("type") or outer
        alias = clause.child("alias")
        full = before + name.text.lstrip("\\")
        yield (kind.text.lower() if kind else ""), (alias.text if alias else full.rpartition("\\")[2]), full
