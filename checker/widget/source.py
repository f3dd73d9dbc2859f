"""A text file of a widget: bytes, text, lines, and the places in them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, Self, TypeVar, overload

from checker.escaping import visible
from checker.finding import Confidence, Excerpt, Finding, Place, Related, Span
from checker.languages.encoding import decode
from checker.languages.syntax import TooDeep, TooSlow
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.analysis.privacy.secrets import Secret
    from checker.languages.encoding import Decoded
    from checker.languages.syntax import Located

EXCERPT_LENGTH = 160
"""Code points of a line that an excerpt shows; a longer line is cut around the span."""

_LONG_SECRET = 12
"""Bytes of a secret that is nothing but itself: a shorter password may be a word, too."""

Part = TypeVar("Part", bound="SourcePart")
Parsed = TypeVar("Parsed")


class parsed_once(Generic[Part, Parsed]):  # noqa: N801  (used like `cached_property`)
    """A property that is computed once, even if code that is too deep or too slow to parse makes it fail."""

    def __init__(self, parse: Callable[[Part], Parsed]) -> None:
        self._parse = parse
        self.__doc__ = parse.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, part: None, owner: type) -> Self: ...

    @overload
    def __get__(self, part: Part, owner: type) -> Parsed: ...

    def __get__(self, part: Part | None, owner: type) -> Self | Parsed:
        if part is None:
            return self
        failure = part.__dict__.get(f"{self._name} failed")
        if failure is not None:
            raise failure
        try:
            result = self._parse(part)
        except (TooDeep, TooSlow) as error:
            part.__dict__[f"{self._name} failed"] = error
            raise
        part.__dict__[self._name] = result
        return result


class Stretch(NamedTuple):
    """A place that no parser named: byte offsets into a Source's `utf8`."""

    start: int
    end: int


class Source(Record):
    """One text file as packed. `utf8` is what the parsers read: the text without a byte order mark, in UTF-8."""

    path: str
    raw: bytes

    @cached_property
    def decoded(self) -> Decoded:
        """The text and what is wrong with its encoding."""
        return decode(self.raw)

    @property
    def text(self) -> str:
        """The text, whatever the encoding of the file, without a byte order mark."""
        return self.decoded.text

    @cached_property
    def utf8(self) -> bytes:
        """The text in UTF-8; all offsets in a Source are offsets into this."""
        if self.decoded.encoding is None and self.decoded.byte_order_mark is None:
            return self.raw
        return self.text.encode("utf-8", "surrogatepass")

    @property
    def first_foreign_byte(self) -> Stretch:
        """Where the text stops being UTF-8; the beginning where that cannot be said."""
        bad_byte = self.decoded.bad_byte or 0
        is_wide = (self.decoded.encoding or "").startswith("UTF-")
        start = 0 if is_wide else min(bad_byte, len(self.utf8))
        return Stretch(start, start)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        position = self.utf8.find(b"\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.utf8.find(b"\n", position + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, the column in code points, of a byte offset."""
        line = bisect_right(self._line_starts, offset)
        before = self.utf8[self._line_starts[line - 1] : offset]
        return line, len(before.decode("utf-8", "replace")) + 1

    def span(self, start: int, end: int) -> Span:
        """Turn byte offsets into lines and columns."""
        return Span(*self.position(start), *self.position(max(start, end)))

    def line(self, number: int) -> str:
        """A line as it may be shown, counted from 1, without its line break and its secrets; empty outside the file."""
        if not 0 < number <= len(self._line_starts):
            return ""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.utf8)
        return self._without_secrets(start, end).decode("utf-8", "replace")

    @cached_property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in the text: no report shows them."""
        from checker.analysis.privacy.secrets import secrets_in

        return secrets_in(self.path, self.utf8)

    def _without_secrets(self, start: int, end: int) -> bytes:
        """A line without its line break, a star for each character of a secret, so that columns stay."""
        line = self.utf8[start:end].rstrip(b"\r\n")
        for secret in reversed(self.secrets):
            if secret.start < end and secret.end > start:
                first, last = max(secret.start - start, 0), min(secret.end - start, len(line))
                hidden = line[first:last].decode("utf-8", "replace")
                line = line[:first] + b"*" * len(hidden) + line[last:]
        for text in self._secret_texts:
            line = line.replace(text, b"*" * len(text.decode("utf-8", "replace")))
        return line

    @cached_property
    def _secret_texts(self) -> frozenset[bytes]:
        """The secrets that are long enough to be known by themselves where they stand once more."""
        texts = (self.utf8[secret.start : secret.end] for secret in self.secrets)
        return frozenset(text for text in texts if len(text) >= _LONG_SECRET)

    def place(self, start: int, end: int) -> Place:
        """A place in this file with the excerpt that reports show."""
        span = self.span(start, end)
        return Place(self.path, span, _excerpt(self.line(span.line), span))


def _excerpt(line: str, span: Span) -> Excerpt | None:
    if not line.strip():
        return None
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    first = 0
    if len(line) > EXCERPT_LENGTH:
        first = max(0, min(start - EXCERPT_LENGTH // 4, len(line) - EXCERPT_LENGTH))
    last = first + EXCERPT_LENGTH
    before = visible(line[first:start], EXCERPT_LENGTH)
    marked = visible(line[start : min(end, last)], EXCERPT_LENGTH)
    after = visible(line[min(end, last) : last], EXCERPT_LENGTH)
    return Excerpt(before + marked + after, len(before), len(marked))


class SourcePart(Record):
    """Code of one language: a whole file, or what is embedded in one, from `offset` bytes on."""

    source: Source
    code: bytes
    offset: int = 0

    @property
    def path(self) -> str:
        """The file that the code stands in."""
        return self.source.path

    @property
    def is_whole(self) -> bool:
        """Whether the code is what stands in the file, with nothing that only run time knows crossed out."""
        return self.code == self.source.utf8[self.offset : self.offset + len(self.code)]

    def place(self, what: Located) -> Place:
        """Where something that a parser found in `code` stands in the file."""
        return self.source.place(what.start + self.offset, what.end + self.offset)

    def finding(
        self,
        what: Located,
        template: str,
        *,
        confidence: Confidence = Confidence.CERTAIN,
        related: tuple[Related, ...] = (),
        **values: object,
    ) -> Finding:
        """Say something about a place in this code."""
        return Finding(self.place(what), template, values, confidence, related)
