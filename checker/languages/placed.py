"""Text that was taken out of a file, decoded or put together, and still knows where each of its bytes stands there.

Code that is found in such a text (an event handler in a string of markup, with escapes and entities) can be laid out
again: bytes of exactly the length of its place in the file, so that what a parser finds in them has its true position.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.entities import decoded
from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTITIES = regex(rb"(?:&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)+")
_WIDEST_GAP = 2_000
"""Bytes between two pieces of one code that are still laid out as one."""
_QUOTES = b"'\"`"
_OPERATORS = (b"=", b"<", b">", b"&", b"|", b"+", b"-", b"!", b"?")


class Chunk(NamedTuple):
    """Some bytes of a text and the byte offsets of their place in the file.

    What is known only at run time has no place (`start` is None); its content is a stand-in of one byte: `x` for a
    value, a blank for what may be nothing.
    """

    content: bytes
    start: int | None = None
    end: int = 0

    def cut(self, start: int, end: int) -> Chunk:
        """The part between two offsets into the content; an escape is longer than its meaning and is not divided."""
        if self.start is None or self.end - self.start != len(self.content):
            return self
        content = self.content[start:end]
        return Chunk(content, self.start + start, self.start + start + len(content))


class LaidOut(NamedTuple):
    """Code at its place: `code` stands at byte `start` of the file, blank or crossed out where the file differs."""

    start: int
    code: bytes

    @property
    def end(self) -> int:
        """Byte offset behind the code."""
        return self.start + len(self.code)


class PlacedText(Record):
    """A text by its chunks."""

    chunks: tuple[Chunk, ...]

    @cached_property
    def content(self) -> bytes:
        """The text itself."""
        return b"".join(chunk.content for chunk in self.chunks)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(chunk.content) for chunk in self.chunks), initial=0))

    def part(self, start: int, end: int) -> PlacedText:
        """The text between two offsets into `content`."""
        return PlacedText(tuple(self._between(start, end)))

    def _between(self, start: int, end: int) -> Iterator[Chunk]:
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self.chunks)):
            first, chunk = self._starts[index], self.chunks[index]
            if first >= end:
                return
            if first + len(chunk.content) > start:
                yield chunk.cut(max(start - first, 0), end - first)

    def with_content(self, content: bytes) -> PlacedText:
        """Other bytes of the same number at the same places."""
        starts = self._starts
        return PlacedText(
            tuple(
                Chunk(content[start:end], chunk.start, chunk.end)
                for chunk, start, end in zip(self.chunks, starts, starts[1:], strict=False)
            )
        )

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the file the text between two offsets begins and ends; None if no piece of it stands there."""
        located = [(chunk.start, chunk.end) for chunk in self._between(start, end) if chunk.start is not None]
        if not located or located[0][0] > located[-1][1]:
            return None
        return located[0][0], located[-1][1]

    @property
    def parts(self) -> tuple[str | None, ...]:
        """The text by parts, None for what is known only at run time."""
        groups = groupby(self.chunks, key=lambda chunk: chunk.start is None)
        return tuple(
            None if is_hole else b"".join(chunk.content for chunk in group).decode("utf-8", "replace")
            for is_hole, group in groups
        )

    def without_entities(self) -> PlacedText:
        """The text with HTML's character references decoded; those that follow on each other stay together."""
        if b"&" not in self.content:
            return self
        chunks: list[Chunk] = []
        position = 0
        for match in _ENTITIES.finditer(self.content):
            chunks += self._between(position, match.start())
            chunks.append(self._decoded(*match.span()))
            position = match.end()
        return PlacedText((*chunks, *self._between(position, len(self.content))))

    def _decoded(self, start: int, end: int) -> Chunk:
        meaning = decoded(self.content[start:end].decode("ascii")).encode("utf-8", "replace")
        place = self.place(start, end)
        return Chunk(meaning) if place is None or place[1] - place[0] < len(meaning) else Chunk(meaning, *place)

    def laid_out(self) -> LaidOut | None:
        """Put the text back to where it stands; None if its pieces are not near each other, in their order."""
        located = [chunk for chunk in self.chunks if chunk.start is not None]
        if not located or located[0].start is None:
            return None
        layout = _Layout(located[0].start)
        for chunk in self.chunks:
            if not layout.add(chunk):
                return None
        return LaidOut(located[0].start, bytes(layout.code))


class _Layout:
    """Puts chunks behind each other and fills what is between."""

    def __init__(self, start: int) -> None:
        self.code = bytearray()
        self._position = start
        self._filler = b" "
        self._quote: int | None = None

    def add(self, chunk: Chunk) -> bool:
        """Add a chunk, unless it stands before the last one or too far behind it."""
        if chunk.start is None:
            self._filler = b"x" if chunk.content.strip() else self._filler
            return True
        gap = chunk.start - self._position
        if not 0 <= gap <= _WIDEST_GAP:
            return False
        self.code += self._filler * gap
        self.code += self._padded(chunk.content, chunk.end - chunk.start)
        self._position, self._filler = chunk.end, b" "
        self._follow_strings(chunk.content)
        return True

    def _padded(self, content: bytes, length: int) -> bytes:
        """Blanks go before, but within strings behind, and behind too between the parts of an operator such as `=>`."""
        is_operator = self.code[-1:].endswith(_OPERATORS) and content.startswith(_OPERATORS)
        is_behind = is_operator or (self._quote is not None and content != b"\\")
        return content.ljust(length) if is_behind else content.rjust(length)

    def _follow_strings(self, content: bytes) -> None:
        escaped = False
        for byte in content:
            if escaped or byte == ord("\\"):
                escaped = not escaped
            elif self._quote is None and byte in _QUOTES:
                self._quote = byte
            elif byte == self._quote:
                self._quote = None


def placed(content: bytes, start: int) -> PlacedText:
    """A text that stands in the file as it is, from a byte offset on."""
    return PlacedText((Chunk(content, start, start + len(content)),))
