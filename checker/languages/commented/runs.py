"""Finds the comments that are code: lines that follow on each other are read as one text, statement by statement."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.commented.brackets import depth_of
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.syntax import Comment

Judge: TypeAlias = Callable[[str], bool]
"""Says whether a text is code of a language."""

_LONGEST_TEXT = 20_000
"""Code points of a statement that are parsed."""
_MOST_TEXT = 1_000_000
"""Code points that are parsed of the comments of one file, those of lines that are tried twice counted twice."""
_MOST_LINES = 400
"""Lines of one statement; a longer one was not commented out but kept."""
_LINE_MARKS = (b"//", b"#")
_BLOCK_MARKS = (b"{#", b"<!--")
_GLUE = regex(r"[\s()\[\]{};,*/]*")
"""A line of which there is nothing to say: it belongs to the code around it, if there is some."""
_STAR = regex(r"\s*\*(?!/) ?")
_TAG = regex(r"\s*@[A-Za-z]{2,}")
"""How JSDoc and PHPDoc describe a parameter or a result."""
_OTHER_BRANDS = ("!", "[if ", "<![endif]", "[endif]")
"""What licences and conditional comments begin with."""


_SIGN_OF_CODE = regex(r"[()\[\]{}$;=+]")
_DATA_STARTS = frozenset({"{", "[", "[{"})
"""Lines with which the sample of an object or a list begins."""


class Stretch(NamedTuple):
    """A row of comments that are code; byte offsets."""

    start: int
    end: int


def commented_out(comments: Sequence[Comment], code: bytes, is_code: Judge) -> Iterator[Stretch]:
    """Find the code in the comments of `code`: a block as a whole, of lines that follow on each other those with code.

    The comments come in document order.
    """
    lines = _Lines(is_code)
    for group in _groups(comments, code):
        if not _is_line(group[0], code):
            if _is_mostly_code(group[0].text, lines):
                yield Stretch(group[0].start, group[0].end)
            continue
        for first, last in lines.runs([_without_marks(comment.text) for comment in group]):
            yield Stretch(group[first].start, group[last].end)


def _groups(comments: Sequence[Comment], code: bytes) -> Iterator[list[Comment]]:
    """Put the comments together that stand alone on lines that follow on each other."""
    group: list[Comment] = []
    for comment in comments:
        if group and not (_is_line(comment, code) and _follows(group[-1], comment, code)):
            yield group
            group = []
        group.append(comment)
    if group:
        yield group


def _is_line(comment: Comment, code: bytes) -> bool:
    """Whether a comment is one of those with which editors comment out line by line."""
    if code.startswith(_BLOCK_MARKS, comment.start):
        return "\n" not in comment.text
    return code.startswith(_LINE_MARKS, comment.start)


def _follows(before: Comment, comment: Comment, code: bytes) -> bool:
    """Whether there is nothing but one line break between two comments to the end of the line, the first one alone."""
    if not _is_line(before, code) or _mark(before, code) != _mark(comment, code):
        return False
    between = code[before.end : comment.start]
    line_start = code.rfind(b"\n", 0, before.start) + 1
    return not between.strip() and between.count(b"\n") <= 1 and not code[line_start : before.start].strip()


def _mark(comment: Comment, code: bytes) -> bytes:
    """What tells comments of markup from each other and from those of code, which editors mix."""
    return next((mark for mark in _BLOCK_MARKS if code.startswith(mark, comment.start)), b"")


def _without_marks(text: str) -> str:
    """The text of a comment that was commented out twice."""
    return text.lstrip("/")


def _is_mostly_code(text: str, reader: _Lines) -> bool:
    if text.startswith(_OTHER_BRANDS):
        return False
    lines = text.splitlines()
    content = [line for line in lines if line.strip(" \t*")]
    if lines and all(_STAR.match(line) for line in content[1:]) and (len(content) > 1 or text.startswith("*")):
        lines = [_STAR.sub("", line, count=1) for line in lines]
        if any(_TAG.match(line) for line in lines):
            return False
    runs = [*reader.runs([_without_line_mark(line) for line in lines])]
    if _explains_data(lines, runs):
        return False
    found = sum(1 for first, last in runs for line in lines[first : last + 1] if line.strip())
    return 2 * found >= sum(1 for line in lines if line.strip()) > 0


def _explains_data(lines: Sequence[str], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether a comment is prose and the shape of what it speaks of: `params is an object: { … }`."""
    first = runs[0][0] if runs else -1
    before = [line.strip() for line in lines[: first + 1] if line.strip()]
    start = next((index for index, line in enumerate(before) if line in _DATA_STARTS), 0)
    is_prose = not any(_SIGN_OF_CODE.search(line) for line in before[:start])
    return start > 0 and start >= len(before) - 2 and is_prose


def _without_line_mark(line: str) -> str:
    stripped = line.lstrip()
    return stripped.lstrip("/") if stripped.startswith("//") else line


class _Lines:
    """Finds rows of lines that are code."""

    def __init__(self, is_code: Judge) -> None:
        self._is_code = is_code
        self._left = _MOST_TEXT

    def runs(self, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The indices of the first and the last line of each row."""
        first = last = None
        position = 0
        depths = [depth_of(line) for line in lines]
        while position < len(lines):
            end = self._statement_end(lines, depths, position)
            if end is not None:
                first = position if first is None else first
                last = position = end
            elif not _GLUE.fullmatch(lines[position]):
                if first is not None and last is not None:
                    yield first, last
                first = last = None
            elif first is not None and lines[position].strip():
                last = position
            position += 1
        if first is not None and last is not None:
            yield first, last

    def _statement_end(self, lines: Sequence[str], depths: Sequence[int], start: int) -> int | None:
        """The line where the code ends that begins on a line; None if none begins there."""
        if _GLUE.fullmatch(lines[start]):
            return None
        for last in dict.fromkeys((_balanced_end(depths, start), start)):
            text = "\n".join(lines[start : last + 1])
            self._left -= len(text)
            if len(text) <= _LONGEST_TEXT and self._left > 0 and self._is_code(text):
                return last
        return None


def _balanced_end(depths: Sequence[int], start: int) -> int:
    """The line where every bracket is closed that was opened on the way; the last line if that never happens."""
    depth = 0
    for index, opened in enumerate(islice(depths, start, start + _MOST_LINES), start):
        depth = max(depth, 0) + opened
        if depth <= 0:
            return index
    return min(len(depths), start + _MOST_LINES) - 1
