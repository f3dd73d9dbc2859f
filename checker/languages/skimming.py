"""Code of which no more is known than where its comments and literals are: enough to tell who wrote it, and how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_BANNER = 2_000
"""Bytes at the head of a file."""
BLANKS = b" \t\r\n\f\v"


class Form(StrEnum):
    """How code looks."""

    PLAIN = "plain"
    MANGLED = "mangled"
    """Laid out to be read, but with names of one letter or two, as beautified minified code has them."""
    MINIFIED = "minified"
    OBFUSCATED = "obfuscated"


class Fragment(NamedTuple):
    """Lines of a plain file that hold minified or obfuscated code; byte offsets."""

    start: int
    end: int
    form: Form


class Skimmed(Record, ABC):
    """Code with its comments and literals found."""

    code: bytes
    tokens: Sequence[tuple[int, int, bool]]
    """Comments and literals: start, end, whether it is a comment; byte offsets in order."""

    @cached_property
    def stripped(self) -> bytes:
        """The code without comments and blanks: the same whatever a packer or a formatter did to the file."""
        parts, position = [], 0
        for start, end, is_comment in self.tokens:
            if is_comment:
                parts.append(self.code[position:start])
                position = end
        parts.append(self.code[position:])
        return b"".join(parts).translate(None, BLANKS)

    @property
    @abstractmethod
    def banner(self) -> str:
        """The text of the comments before the first code, as much of it as names and licences need."""

    @property
    @abstractmethod
    def form(self) -> Form:
        """How the code looks as a whole."""

    @property
    @abstractmethod
    def fragments(self) -> tuple[Fragment, ...]:
        """The lines that look otherwise than the rest; those that follow on each other are one fragment."""

    @cached_property
    def _collapsed(self) -> bytes:
        """The code with `""` for each literal and a blank for each comment."""
        return b"".join(self._pieces)

    @cached_property
    def _pieces(self) -> list[bytes]:
        pieces: list[bytes] = []
        position = 0
        for start, end, is_comment in self.tokens:
            pieces += (self.code[position:start], b" " if is_comment else b'""')
            position = end
        return [*pieces, self.code[position:]]

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._collapsed.split(b"\n")

    @cached_property
    def _origins(self) -> tuple[list[int], list[int]]:
        """Where the stretches of code between the literals begin: in the collapsed text, and in the file."""
        collapsed, originals, position = [0], [0], 0
        for number, (_, end, _) in enumerate(self.tokens):
            position += len(self._pieces[2 * number]) + len(self._pieces[2 * number + 1])
            collapsed.append(position)
            originals.append(end)
        return collapsed, originals

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def _original_line(self, number: int) -> tuple[int, int]:
        """Where a line of the collapsed text stands in the file, without the blanks before it."""
        first = self._line_starts[number]
        first += len(self._lines[number]) - len(self._lines[number].lstrip())
        return self._original(first), self._original(self._line_starts[number + 1] - 1)

    def _original(self, offset: int) -> int:
        collapsed, originals = self._origins
        piece = bisect_right(collapsed, offset) - 1
        return min(originals[piece] + offset - collapsed[piece], len(self.code))
