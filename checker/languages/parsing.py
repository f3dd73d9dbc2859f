"""What the parsers share: tree-sitter under a deadline, and how a message quotes code."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from checker.languages.syntax import TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Language, Node, Point, Tree

DEADLINE = 5.0
"""Seconds of processor time one parse may take: five times what 5 MB need that nobody made to be slow."""

_SLICE = 1 << 16
_EXCERPT = 30
_BLANKS = bytes(byte if byte in b"\r\n" else ord(" ") for byte in range(256))
_CROSSES = bytes(byte if byte in b"\r\n" else ord("x") for byte in range(256))


def parse_tree(language: Language, code: bytes, seconds: float = DEADLINE) -> Tree:
    """Parse `code`; its positions are byte offsets.

    Broken code gives a tree with ERROR and MISSING nodes. Raises TooSlow after `seconds` of processor time, which,
    unlike the time on the wall, makes a busy machine change no result.
    """
    from tree_sitter import Parser

    def read(offset: int, _point: Point) -> bytes:
        return code[offset : offset + _SLICE]

    limit = time.process_time() + seconds
    try:
        return Parser(language).parse(read, progress_callback=lambda _offset, _failed: time.process_time() > limit)
    except ValueError as error:  # how tree-sitter says that it was stopped
        raise TooSlow(f"not parsed within {seconds:g} s") from error


def walk(tree: Tree) -> Iterator[Node]:
    """Yield every node, parents before children, in document order; the depth of the tree is no matter."""
    cursor = tree.walk()
    while True:
        node = cursor.node
        if node is not None:
            yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def end_of_line(code: bytes, offset: int) -> int:
    """Where the line break after a byte stands, or where the code ends."""
    end = code.find(b"\n", offset)
    return len(code) if end < 0 else end


def blanked(code: bytes) -> bytes:
    """Return as many blanks, with the line breaks where they were."""
    return code.translate(_BLANKS)


def crossed_out(code: bytes) -> bytes:
    """Return as many `x`, with the line breaks where they were: what printed something stays a word."""
    return code.translate(_CROSSES)


def quoted(code: bytes) -> str:
    """Return the beginning of `code` for a message: one line, printable, in backticks."""
    text = code[: 4 * _EXCERPT].decode(errors="replace").strip()
    line = text.splitlines()[0] if text else ""
    line = "".join(character if character.isprintable() else "?" for character in line).replace("`", "'")
    return f"`{line[:_EXCERPT]}…`" if len(line) > _EXCERPT or len(line) < len(text) else f"`{line}`"
