"""What a parser hands over, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.syntax import Comment

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Program

_OPENINGS = (b"//", b"/*", b"<!--", b"-->")


class Reading(NamedTuple):
    """A file as one parser reads it; `doubts` are the byte offsets where it could not follow the code."""

    program: Program
    comments: tuple[Comment, ...]
    doubts: tuple[int, ...]


def comment_between(code: bytes, start: int, end: int) -> Comment:
    """Return the comment that stands between two byte offsets, in the style of any of the four delimiters."""
    opening = next((delimiter for delimiter in _OPENINGS if code.startswith(delimiter, start)), b"")
    if opening != b"/*":
        end = start + len(code[start:end].rstrip(b"\r"))
    inside = code[start + len(opening) : end]
    if opening == b"/*":
        inside = inside.removesuffix(b"*/")
    return Comment(start, end, inside.decode("utf-8", "replace"))
