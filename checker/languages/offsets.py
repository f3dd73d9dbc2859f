"""Code-point positions to UTF-8 byte offsets."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from checker.regex import regex

_CHUNK = 128
_INVALID = regex("[\udc80-\udcff]")
_LINE_BREAK = regex(r"\r\n|[\n\r\f]")


def decode_in_place(code: bytes) -> str:
    """Decode UTF-8 so that positions keep: each byte that is not UTF-8 becomes one `?`."""
    try:
        return code.decode()
    except UnicodeDecodeError:
        return _INVALID.sub("?", code.decode(errors="surrogateescape"))


class CodePointOffsets:
    """Where the code points of a text lie in its UTF-8 bytes.

    Nothing is computed before it is asked for, and nothing ever for ASCII text. A position outside the text
    is moved to its nearest end.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._length = len(text)
        self._is_ascii = text.isascii()

    def byte(self, index: int) -> int:
        """Return the byte offset of the code point at `index` (0-based)."""
        index = 0 if index < 0 else min(index, self._length)
        if self._is_ascii:
            return index
        chunk, rest = divmod(index, _CHUNK)
        start = self._chunk_bytes[chunk]
        return start + _size(self._text[index - rest : index]) if rest else start

    def index(self, line: int, column: int) -> int:
        """Return the code-point index of a 1-based line and code-point column; see `line_starts`."""
        starts = self.line_starts
        return min(starts[min(line, len(starts)) - 1] + column - 1, self._length)

    @cached_property
    def _chunk_bytes(self) -> list[int]:
        chunks = range(0, self._length, _CHUNK)
        return list(accumulate((_size(self._text[i : i + _CHUNK]) for i in chunks), initial=0))

    @cached_property
    def line_starts(self) -> list[int]:
        r"""The code-point index where each line begins.

        Lines end as in CSS (css-syntax-3, "preprocessing"): at `\n`, `\r\n`, `\r` or `\f`.
        """
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self._text))]


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
