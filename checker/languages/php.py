"""PHP: the syntax tree, comments, mistakes, and the HTML around the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checker.languages.parsing import DEADLINE, blanked, crossed_out, parse_tree, quoted, walk
from checker.languages.syntax import Comment, SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Language, Node, Tree

MAXIMUM_FAULTS = 20

_XML_DECLARATION = re.compile(rb"<\?(?=xml\b)", re.IGNORECASE)
_CLOSERS = {"(": ")", "[": "]", "{": "}", "#[": "]", "${": "}"}


@dataclass(frozen=True, slots=True, eq=False)
class ParsedPhp:
    """A PHP file."""

    tree: Tree
    """Of tree-sitter-php; its positions are byte offsets into the bytes given."""
    comments: tuple[Comment, ...]
    """`//`, `#` and `/* */`, in document order; HTML comments are in `html`."""
    faults: tuple[SyntaxFault, ...]
    """What PHP would not parse, one for a place."""
    html: bytes
    """The file with PHP hidden, of the same length: `<?= … ?>` is crossed out by `x`, the rest blank."""


def parse(code: bytes, seconds: float = DEADLINE) -> ParsedPhp:
    """Read a PHP file from its UTF-8 bytes. Raises TooSlow after `seconds` of processor time.

    `<?xml` is HTML, as it is wherever short tags are off.
    """
    tree = parse_tree(_language(), _XML_DECLARATION.sub(b"<!", code), seconds)
    reader = _TreeReader(code)
    for node in walk(tree):
        reader.read(node)
    return ParsedPhp(tree, tuple(reader.comments), tuple(reader.faults[:MAXIMUM_FAULTS]), bytes(reader.html))


class _TreeReader:
    """Collects from the nodes, which come in document order."""

    def __init__(self, code: bytes) -> None:
        self.comments: list[Comment] = []
        self.faults: list[SyntaxFault] = []
        self.html = bytearray(blanked(code))
        self._code = code
        self._echo: int | None = None
        self._doubtful_until = 0

    def read(self, node: Node) -> None:
        start, end = node.start_byte, node.end_byte
        if node.type == "comment":
            self.comments.append(Comment(start, end, _comment_text(self._code[start:end])))
        elif node.type == "text":
            self.html[start:end] = self._code[start:end]
        elif node.type == "php_tag":
            self._echo = start if self._code.startswith(b"<?=", start) else None
        elif node.type == "php_end_tag" and self._echo is not None:
            self.html[self._echo : end] = crossed_out(self._code[self._echo : end])
            self._echo = None
        elif node.type == "name" and self._code[start:end].lower() == b"__halt_compiler":
            self._doubtful_until = len(self._code) + 1  # anything may follow
        elif (node.is_error or node.is_missing) and start >= self._doubtful_until:
            self._doubtful_until = max(end, start + 1)
            self.faults.append(_fault(self._code, node))


def _comment_text(comment: bytes) -> str:
    text = comment.decode(errors="replace")
    if text.startswith("/*"):
        return text[2:].removesuffix("*/")
    return text[2:] if text.startswith("//") else text[1:]


def _fault(code: bytes, node: Node) -> SyntaxFault:
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
    end = min(first.end_byte, _line_end(code, first.start_byte))
    shown = quoted(code[first.start_byte : end])
    return SyntaxFault(first.start_byte, end, f"PHP cannot read on here: see what is missing near {shown}")


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


def _line_end(code: bytes, start: int) -> int:
    found = code.find(b"\n", start)
    return len(code) if found < 0 else found


@cache
def _language() -> Language:
    import tree_sitter_php
    from tree_sitter import Language

    return Language(tree_sitter_php.language_php())
