"""What PHP would not parse, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.parsing import end_of_line, quoted
from checker.languages.syntax import SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_CLOSERS = {"(": ")", "[": "]", "{": "}", "#[": "]", "${": "}"}


def fault_at(code: bytes, node: Node) -> SyntaxFault:
    """Say what an ERROR or MISSING node of tree-sitter means."""
    if node.is_missing:
        start = max(node.start_byte - 1, 0)
        what = f"a {node.type}" if node.is_named else f"`{node.type}`"
        return SyntaxFault(start, start + 1, f"{what} is missing after this")
    culprit = _unclosed(code, node)
    if culprit is not None:
        return culprit
    first = next((child for child in node.children if child.type != "comment"), node)
    if first.type in _CLOSERS.values():
        message = f"this `{first.type}` closes nothing: delete it, or add the bracket it belongs to"
        return SyntaxFault(first.start_byte, first.end_byte, message)
    end = min(first.end_byte, end_of_line(code, first.start_byte))
    shown = quoted(code[first.start_byte : end])
    message = f"PHP cannot read on here: see what is missing near {shown}"
    return SyntaxFault(first.start_byte, end, message, is_sure=False)


def is_allowed(code: bytes, node: Node) -> bool:
    r"""Tell whether PHP parses what tree-sitter does not: a comma behind the last name of `use A\{B, C,};`."""
    parent = node.parent
    is_in_group = parent is not None and "namespace_use" in parent.type
    return is_in_group and (node.is_missing or code[node.start_byte : node.end_byte].strip() == b",")


def _parts(error: Node) -> Iterator[Node]:
    """Yield the children of an error, in place of an error among them its children."""
    todo = [error]
    while todo:
        node = todo.pop()
        if node.is_error:
            todo.extend(reversed(node.children))
        else:
            yield node


def _unclosed(code: bytes, error: Node) -> SyntaxFault | None:
    """Find the string, comment or bracket that an error leaves open: the innermost, as PHP reports it."""
    brackets: list[Node] = []
    quotes: list[Node] = []
    for child in _parts(error):
        start = child.start_byte
        if child.type == "/" and code.startswith(b"/*", start):
            return SyntaxFault(start, start + 2, "this comment is not closed: add `*/`")
        if child.type == "<<<":
            return SyntaxFault(start, start + 3, "this text is not closed: add the word after `<<<` below it")
        if child.type in {'"', "'"}:
            quotes = [] if quotes else [child]
        elif child.type in _CLOSERS:
            brackets.append(child)
        elif brackets and child.type == _CLOSERS[brackets[-1].type]:
            brackets.pop()
    if quotes:
        return SyntaxFault(quotes[0].start_byte, quotes[0].end_byte, "this string is not closed: add the quote")
    if brackets:
        last = brackets[-1]
        message = f"this `{last.type}` is never closed: add the missing `{_CLOSERS[last.type]}`"
        return SyntaxFault(last.start_byte, last.end_byte, message)
    return None
